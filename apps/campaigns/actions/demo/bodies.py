"""Associations of the demonstration: founded, approved, given cases, and at work on them."""

from datetime import timedelta
from itertools import cycle

from apps.associations.actions import approve_association, found_association, share_with_association
from apps.associations.actions.appointing import appoint
from apps.associations.actions.work import assign_cases, write_notes
from apps.associations.enums import Role
from apps.associations.models import CaseNote
from apps.campaigns.actions.demo.cast import CROWD, Cast, filed_cases
from apps.campaigns.actions.demo.plots import Body, Note, Share, Together
from apps.cases.enums import CircleScope
from apps.cases.models import Case, CircleGrant

SHARED = 21  # days ago, or soon after the case was last moved


def make_bodies(told: Together, cast: Cast) -> None:
    """Inside the caller's transaction."""
    for body in told.bodies:
        _found(body, cast)
    for share in told.shares:
        _share(share, cast)
        _assign(share, told.assigned, cast)
    for note in told.notes:
        _note(note, cast)


def _found(body: Body, cast: Cast) -> None:
    owner, at = cast.people[body.owner], cast.back(body.founded)
    association = found_association(profile=body.profile, by=owner, now=at)
    if body.slug:  # a name that has no letters gets an address by chance
        association.slug = body.slug
        association.save(update_fields=["slug"])
    cast.bodies[body.key] = association
    if body.approved:
        at += timedelta(days=2)
        approve_association(association=association, reason=body.approved, by=cast.moderator, now=at)
    for name, role in body.members.items():
        appoint(association=association, person=cast.people[name], role=Role(role), by=owner, now=at)


def _share(share: Share, cast: Cast) -> None:
    """By each seller themselves. What is read whole tells a coordinator of dates that are left unanswered."""
    cases = filed_cases().filter(owner__language=share.language)
    crowd = cases.filter(owner__email__startswith=CROWD)[: share.crowd]
    scopes = cycle(share.scopes)
    for case in [*cases.exclude(owner__email__startswith=CROWD), *crowd]:
        if case.owner is None:
            continue
        scope = CircleScope(next(scopes))
        at = min(cast.now, max(cast.back(SHARED), case.moved_at + timedelta(hours=1)))
        tells = scope == CircleScope.EVIDENCE
        association = cast.bodies[share.body]
        share_with_association(case=case, association=association, scope=scope, tells=tells, by=case.owner, now=at)


def read_in(key: str, cast: Cast) -> list[Case]:
    """What a body reads, in the order of `filed_cases`."""
    held = CircleGrant.objects.filter(circle=cast.bodies[key].circle).exclude(scope=CircleScope.COUNT)
    return list(filed_cases().filter(pk__in=held.values("case")))


def _assign(share: Share, every: int, cast: Cast) -> None:
    """Some cases have somebody who works on them: one in two of these the coordinator, the other the case worker."""
    association = cast.bodies[share.body]
    members = association.memberships.filter(role__in=(Role.COORDINATOR, Role.CASE_WORKER)).order_by("-role")
    coordinator, *workers = [member.person for member in members.select_related("person")]
    cases = read_in(share.body, cast)[::every]
    for place, person in enumerate([coordinator, *workers]):
        assign_cases(association=association, cases=cases[place::2], person=person, by=coordinator, now=cast.now)


def _note(note: Note, cast: Cast) -> None:
    association = cast.bodies[note.body]
    noted = set(CaseNote.objects.filter(association=association).values_list("case", flat=True))
    cases = [case for case in read_in(note.body, cast) if case.pk not in noted][: note.cases]
    write_notes(association=association, cases=cases, text=note.text, by=cast.people[note.by], now=cast.now)
