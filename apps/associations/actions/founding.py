"""Entering a body, telling who it is, and what moderators decide about it."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.actions.appointing import appoint
from apps.associations.enums import Role, Standing
from apps.associations.models import Association, StandingDecision
from apps.associations.rules import MOST_FOUNDED, RESERVED, may_decide, slug_base
from apps.associations.selectors import members_of, on_duty
from apps.cases.actions.circles import make_circle, open_circle
from apps.cases.rules import is_plain_name
from apps.conduct.actions import refuse_barred
from apps.conduct.enums import Part
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind

LOOKED_AT = ("name", "legal_form", "registration", "country", "place")


class AssociationRefused(Exception):
    """This cannot be done with the body; `args[0]` says why to the person who asked."""


@dataclass(frozen=True)
class Profile:
    """What a body says of itself. All of it is public once the body is approved."""

    name: str
    legal_form: str
    country: str
    place: str
    about: str
    membership: str
    funding: str
    registration: str = ""
    website: str = ""


@transaction.atomic
def found_association(*, profile: Profile, by: User, now: datetime) -> Association:
    """Enter a body; whoever does is its first owner. It waits for a moderator. Raises AssociationRefused, Barred."""
    refuse_barred(person=by, part=Part.JOIN, now=now)
    User.objects.select_for_update().get(pk=by.pk)
    _refuse_name(profile.name)
    if Association.objects.filter(founded_by=by, standing=Standing.PENDING).count() >= MOST_FOUNDED:
        raise AssociationRefused(_("Several associations of yours wait for a moderator. Please wait for the answer."))
    association = Association.objects.create(
        slug=_free_slug(profile.name), circle=make_circle(now=now), founded_at=now, founded_by=by, **asdict(profile)
    )
    appoint(association=association, person=by, role=Role.OWNER, by=by, now=now)
    return association


def _refuse_name(name: str) -> None:
    """The name stands in mail to people who never heard of it. Raises AssociationRefused."""
    if not is_plain_name(name):
        raise AssociationRefused(_("Write the name without links or addresses."))


def _free_slug(name: str) -> str:
    base = slug_base(name)
    taken = base in RESERVED or Association.objects.filter(slug=base).exists()
    return f"{base}-{secrets.token_hex(3)}" if taken else base


@transaction.atomic
def edit_profile(*, association: Association, profile: Profile, by: User, now: datetime) -> Association:
    """Say anew who the body is; one that was not approved waits for a moderator again.

    Raises AssociationRefused where what moderators looked at would change under an approved body.
    """
    _refuse_name(profile.name)
    locked = Association.objects.select_for_update().get(pk=association.pk)
    wanted = asdict(profile)
    if locked.standing in (Standing.APPROVED, Standing.SUSPENDED) and any(
        getattr(locked, field) != wanted[field] for field in LOOKED_AT
    ):
        raise AssociationRefused(
            _("Name, legal form and seat are what moderators looked at. Write to them to change these.")
        )
    if locked.standing == Standing.REFUSED:
        wanted["standing"] = Standing.PENDING
    Association.objects.filter(pk=locked.pk).update(**wanted)
    locked.refresh_from_db()
    return locked


def approve_association(*, association: Association, reason: str, by: User, now: datetime) -> StandingDecision:
    """A moderator lets the body receive cases. Raises AssociationRefused."""
    return decide_standing(association=association, standing=Standing.APPROVED, reason=reason, by=by, now=now)


@transaction.atomic
def decide_standing(
    *, association: Association, standing: Standing, reason: str, by: User, now: datetime
) -> StandingDecision:
    """A moderator approves, refuses or suspends a body, with a reason that its owners read. Raises AssociationRefused.

    A moderator does not decide about a body they belong to. The decision stays, in the record of writes.
    """
    if not reason.strip():
        raise AssociationRefused(_("Give a reason; the owners read it."))
    if association.memberships.filter(person=by, ended_at__isnull=True).exists():
        raise AssociationRefused(_("You belong to this body. Another moderator decides about it."))
    current = Standing(association.standing)
    moved = may_decide(current, standing) and Association.objects.filter(pk=association.pk, standing=current).update(
        standing=standing
    )
    if not moved:
        raise AssociationRefused(_("It was decided in the meantime, or this decision does not fit where it stands."))
    association.standing = standing
    if association.circle:
        is_open = association.is_approved
        open_circle(circle=association.circle, is_open=is_open, told=on_duty(association), now=now)
    decision = StandingDecision.objects.create(
        association=association, standing=standing, reason=reason.strip(), by=by, at=now
    )
    for owner in members_of(association).filter(role=Role.OWNER):
        queue_message(
            kind=MessageKind.ASSOCIATION_DECIDED,
            dedupe_key=f"{MessageKind.ASSOCIATION_DECIDED}:{decision.pk}:{owner.pk}",
            facts={"slug": association.slug, "association": association.name},
            to=owner.person,
            now=now,
        )
    return decision
