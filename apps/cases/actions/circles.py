"""Circles: who reads in them, and what is shared with them. Whoever calls has made sure that it is wanted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.grants import SharingRefused, locked_for_sharing
from apps.cases.actions.moves import record
from apps.cases.enums import CircleScope, EventKind
from apps.cases.models import Case, Circle, CircleGrant, CircleReader
from apps.deadlines.actions import end_stand_in, name_stand_in


@transaction.atomic
def make_circle(*, now: datetime) -> Circle:
    """A circle without readers, closed."""
    return Circle.objects.create(made_at=now)


@transaction.atomic
def open_circle(*, circle: Circle, is_open: bool) -> None:
    """Let a circle read what is shared with it, or not any more; both hold from this moment."""
    Circle.objects.filter(pk=circle.pk).update(is_open=is_open)


@transaction.atomic
def enter_circle(*, circle: Circle, person: User, now: datetime) -> None:
    """From now on they read what is shared with the circle. Twice is as once."""
    CircleReader.objects.bulk_create([CircleReader(circle=circle, person=person, since=now)], ignore_conflicts=True)


@transaction.atomic
def leave_circle(*, circle: Circle, person: User, now: datetime) -> None:
    """From now on they read nothing through the circle."""
    circle.readers.filter(person=person, ended_at__isnull=True).update(ended_at=now)


@transaction.atomic
def grant_to_circle(
    *,
    case: Case,
    circle: Circle,
    scope: CircleScope,
    ends_at: datetime | None = None,
    told: User | None = None,
    by: User,
    now: datetime,
) -> CircleGrant:
    """Let a circle count or read the case until `ends_at`, or until it is revoked. Raises SharingRefused.

    What it has already is returned as it is; another scope or end replaces it. `told`, one of its readers, is told of
    dates that the owner leaves unanswered: only where the circle reads the dates.
    """
    locked = locked_for_sharing(case)
    if not Circle.objects.filter(pk=circle.pk, is_open=True).exists():
        raise SharingRefused(_("It cannot be given cases now."))
    if ends_at is not None and ends_at <= now:
        raise SharingRefused(_("The sharing would have ended before it begins. Choose a later day."))
    tells = told is not None and scope == CircleScope.EVIDENCE
    held = CircleGrant.objects.filter(case=locked, circle=circle, revoked_at__isnull=True).first()
    if held and (held.scope, held.ends_at, held.tells) == (scope, ends_at, tells):
        return held
    if held:
        _end(held, by, now)
    grant = CircleGrant.objects.create(
        case=locked, circle=circle, scope=scope, tells=tells, ends_at=ends_at, granted_at=now, granted_by=by
    )
    if tells and told and locked.docket:
        name_stand_in(docket=locked.docket, person=told, until=ends_at, now=now)
    record(case=locked, kind=EventKind.SHARE, details={"scope": str(scope), "circle": "yes"}, by=by, now=now)
    return grant


@transaction.atomic
def revoke_from_circle(*, grant: CircleGrant, by: User, now: datetime) -> bool:
    """End what the circle may read or count of the case, from now on and everywhere. False when it had ended already.

    It ends whatever the circle holds by then, also under a grant that replaced this one a moment ago.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=grant.case_id)
    held = CircleGrant.objects.filter(case=case, circle=grant.circle_id, revoked_at__isnull=True).first()
    if held is None:
        return False
    _end(held, by, now)
    record(case=case, kind=EventKind.UNSHARE, details={"circle": "yes"}, by=by, now=now)
    return True


def _end(held: CircleGrant, by: User, now: datetime) -> None:
    """End a grant, and the telling that came with it; the case's row is locked by the caller."""
    CircleGrant.objects.filter(pk=held.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=by)
    docket = held.case.docket
    if docket and held.tells:
        for reader in held.circle.readers.select_related("person"):
            end_stand_in(docket=docket, person=reader.person, now=now)


@transaction.atomic
def hand_over_telling(*, circle: Circle, before: User, after: User | None, now: datetime) -> None:
    """Where `before` was told of unanswered dates for the circle, `after` is from now on, or nobody."""
    telling = circle.grants.filter(
        tells=True,
        revoked_at__isnull=True,
        case__docket__stand_ins__person=before,
        case__docket__stand_ins__ended_at__isnull=True,
    )
    for grant in telling.select_related("case__docket").order_by("case_id"):
        if grant.case.docket is None:
            continue
        if after is None:
            end_stand_in(docket=grant.case.docket, person=before, now=now)
        else:
            name_stand_in(docket=grant.case.docket, person=after, until=grant.ends_at, now=now)
