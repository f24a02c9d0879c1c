"""Circles: who reads in them, and what is shared with them. Whoever calls has made sure that it is wanted."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.grants import SharingRefused, locked_for_sharing
from apps.cases.actions.moves import record
from apps.cases.enums import CircleScope, EventKind
from apps.cases.models import Case, Circle, CircleGrant, CircleReader
from apps.deadlines.actions import hand_over_stand_ins, name_stand_in, name_where_nobody_is
from apps.deadlines.models import Docket

_TELLS: dict[str, Any] = {"tells": True, "revoked_at__isnull": True}


@transaction.atomic
def make_circle(*, now: datetime) -> Circle:
    """A circle without readers, closed."""
    return Circle.objects.create(made_at=now)


@transaction.atomic
def open_circle(*, circle: Circle, is_open: bool, told: User | None, now: datetime) -> None:
    """Let a circle read what is shared with it, or not any more; both hold from this moment.

    While it is closed nobody of it is told of unanswered dates. Once it is open `told` is, where their sellers wanted
    that and have named nobody else meanwhile.
    """
    Circle.objects.filter(pk=circle.pk).update(is_open=is_open)
    if not is_open:
        hand_over_stand_ins(dockets=_told_dockets(circle), before=_all_readers(circle), after=None, now=now)
    elif told:
        grants = circle.grants.filter(Q(ends_at=None) | Q(ends_at__gt=now), **_TELLS, case__docket__isnull=False)
        locked = grants.select_for_update(of=("self",))  # who takes theirs back at this moment comes before or after
        until = dict(locked.values_list("case__docket", "ends_at"))
        name_where_nobody_is(until=until, person=told, now=now)


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
    if held.tells:
        dockets = Docket.objects.filter(case=held.case_id)
        hand_over_stand_ins(dockets=dockets, before=_all_readers(held.circle), after=None, now=now)


@transaction.atomic
def hand_over_telling(*, circle: Circle, before: User, after: User | None, now: datetime) -> None:
    """Where `before` was told of unanswered dates for the circle, `after` is from now on, or nobody."""
    them = User.objects.filter(pk=before.pk)
    hand_over_stand_ins(dockets=_told_dockets(circle), before=them, after=after, now=now)


def _told_dockets(circle: Circle) -> QuerySet[Docket]:
    """Of whose unanswered dates one of the circle is told."""
    return Docket.objects.filter(pk__in=circle.grants.filter(**_TELLS).values("case__docket"))


def _all_readers(circle: Circle) -> QuerySet[User]:
    """Whoever reads in the circle, or has."""
    return User.objects.filter(pk__in=circle.readers.values("person"))
