"""Who may read which case, and how much of it: every page, list, file, search, export and the API ask here.

The right is read anew each time and from rows alone, so a grant that is revoked or past its end opens nothing from that
moment on.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from apps.accounts.models import User
from apps.cases.enums import REVEALS, Scope, State
from apps.cases.models import Case, CaseEvent, CaseFile, CaseGrant, CaseInvitation, CaseOpening, CircleGrant
from apps.cases.rules import covers
from apps.cases.selectors.circles import circle_grants_read_by


def live_grants(*, now: datetime) -> QuerySet[CaseGrant]:
    """Grants that open something now: not revoked, not past their end, of a case that was filed."""
    begun = CaseGrant.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), revoked_at__isnull=True)
    return begun.exclude(case__state=State.DRAFT)


def grants_held_by(person: User, *, now: datetime) -> QuerySet[CaseGrant]:
    """What others share with a person now, each with its case, the newest first."""
    held = live_grants(now=now).filter(person=person).select_related("case")
    return held.defer("case__notice_text", "case__narrative").order_by("-granted_at", "id")


def cases_visible_to(person: User, *, now: datetime) -> QuerySet[Case]:
    """The cases a person may read: their own in every state, those shared with them or with a circle they read in, as a
    moderator all but drafts."""
    if person.is_moderator:
        return Case.objects.filter(Q(owner=person) | ~Q(state=State.DRAFT))
    own = Case.objects.filter(owner=person).order_by().values("pk")
    shared = live_grants(now=now).filter(person=person).order_by().values("case_id")
    in_circles = circle_grants_read_by(person, now=now).order_by().values("case_id")
    return Case.objects.filter(pk__in=own.union(shared, in_circles))  # a union and no OR: each comes from its index


def scope_for(case: Case, person: User, *, now: datetime) -> Scope | None:
    """How much of a case a person sees; None: nothing. Its owner, and moderators once it is filed, see all.

    To see all is still not to see who the seller is: that takes `identity_shown_until` for moderators, and no grant
    gives it.
    """
    if sees_all(case, person):
        return Scope.EVIDENCE
    grant = widest_grant(case.pk, person, now=now)
    return Scope(grant.scope) if grant else None


def sees_all(case: Case, person: User) -> bool:
    """Whether a person needs no grant: its owner, and moderators once it is filed."""
    return case.owner_id == person.pk or (person.is_moderator and case.state != State.DRAFT)


def widest_grant(case_id: UUID, person: User, *, now: datetime) -> CaseGrant | CircleGrant | None:
    """The grant that opens most of a case to a person now: their own before one of a circle that opens as much."""
    own = grants_held_by(person, now=now).filter(case=case_id).first()
    if own and own.scope == Scope.EVIDENCE:
        return own
    through = circle_grants_read_by(person, now=now).filter(case=case_id)
    found: list[CaseGrant | CircleGrant] = [own] if own else []
    found += through.select_related("case").order_by("granted_at", "id")
    return max(found, key=lambda grant: list(Scope).index(Scope(grant.scope)), default=None)


def evidence_visible_to(case: Case, reader: User, *, now: datetime) -> QuerySet[CaseFile]:
    """The files of a case its reader may have, the oldest first.

    To its owner and to moderators a page hands out the originals; to everybody else share copies only.
    """
    files = case.files.select_related("file").order_by("added_at", "id")
    return files if covers(scope_for(case, reader, now=now), Scope.EVIDENCE) else files.none()


def has_originals(case: Case, reader: User) -> bool:
    """Whether a person is handed originals: the seller whose they are, and moderators, who check them.

    Everybody else gets a redacted copy, or else the share copy, or nothing: an original carries what its maker does not
    see (places in photos, authors, what lies under a black bar).
    """
    return case.owner_id == reader.pk or (reader.is_moderator and case.state != State.DRAFT)


def readers_of(case: Case, *, now: datetime) -> QuerySet[CaseGrant]:
    """Live grants of a case with their person, the oldest first.

    Annotated: `last_opened_at`, and `was_invited`, whether the owner typed this person's address themselves.
    """
    opened = (
        CaseOpening.objects.filter(case=OuterRef("case"), by=OuterRef("person")).values("case").annotate(last=Max("at"))
    )
    invited = CaseInvitation.objects.filter(case=OuterRef("case"), accepted_by=OuterRef("person"))
    return (
        live_grants(now=now)
        .filter(case=case)
        .select_related("person")
        .annotate(last_opened_at=Subquery(opened.values("last")), was_invited=Exists(invited))
        .order_by("granted_at", "id")
    )


def open_invitations(case: Case, *, now: datetime) -> QuerySet[CaseInvitation]:
    """Invitations that can still be accepted, the newest first."""
    waiting = case.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
    return waiting.order_by("-invited_at", "id")


def invitation_for(token: str, person: User, *, now: datetime) -> CaseInvitation | None:
    """The open invitation a token of a mail belongs to, if it was sent to this person's address."""
    waiting = CaseInvitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
    found = waiting.filter(token_hash=CaseInvitation.hash_of_token(token)).select_related("case").first()
    return found if found and found.address == person.email and found.invited_by_id != person.pk else None


def reveals_of(case: Case) -> QuerySet[CaseEvent]:
    """What became of moderators' wishes to see who the seller is, with their words, the newest first."""
    return case.events.filter(kind__in=REVEALS).select_related("remark").order_by("-at", "-id")


def grants_of(case: Case) -> QuerySet[CaseGrant]:
    """Every grant a case ever had, with its person."""
    return case.grants.select_related("person", "case")


def sharer_names(case_ids: Iterable[UUID], reader: User) -> dict[UUID, str]:
    """What the owners of these cases wanted to be called when they invited the reader; nothing where they did not."""
    taken = CaseInvitation.objects.filter(case__in=list(case_ids), accepted_by=reader).order_by("accepted_at")
    return {invitation.case_id: invitation.sharer_name for invitation in taken}
