"""Letting somebody read a case, and ending it. Whoever calls has made sure that its owner wants this."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.moves import record
from apps.cases.enums import EventKind, Scope, State
from apps.cases.models import Case, CaseGrant
from apps.deadlines.actions import end_stand_in, name_stand_in
from apps.deadlines.selectors import stand_in_of


class SharingRefused(Exception):
    """This cannot be shared like that; `args[0]` says why to the person who asked."""


class SharingMoved(SharingRefused):
    """It was changed or ended in the meantime."""


@transaction.atomic
def grant_access(
    *,
    case: Case,
    person: User,
    scope: Scope,
    ends_at: datetime | None = None,
    shows_appeals: bool = True,
    by: User,
    now: datetime,
) -> CaseGrant:
    """Let `person` read the case until `ends_at`, or until it is revoked. Raises SharingRefused.

    `shows_appeals` is false only where the owner was told of a scope without them. What they have already is returned
    as it is; another scope, end or the appeals replace it, and the grant before is revoked at this moment. Two at once
    make one grant: the case's row is the lock.
    """
    locked = locked_for_sharing(case)
    if locked.owner_id == person.pk:
        raise SharingRefused(_("This is your own case; you see all of it already."))
    if ends_at is not None and ends_at <= now:
        raise SharingRefused(_("The sharing would have ended before it begins. Choose a later day."))
    held = CaseGrant.objects.filter(case=locked, person=person, revoked_at__isnull=True).first()
    if held and (held.scope, held.ends_at) == (scope, ends_at) and (held.shows_appeals or not shows_appeals):
        return held
    if held:
        CaseGrant.objects.filter(pk=held.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=by)
    grant = CaseGrant.objects.create(
        case=locked,
        person=person,
        scope=scope,
        ends_at=ends_at,
        shows_appeals=shows_appeals,
        granted_at=now,
        granted_by=by,
    )
    if held and stand_in_of(locked.docket) == person:
        _name(locked, grant, now)
    record(case=locked, kind=EventKind.SHARE, details={"scope": str(scope)}, by=by, now=now)
    return grant


@transaction.atomic
def change_access(
    *, grant: CaseGrant, scope: Scope | None = None, ends_at: datetime | None, by: User, now: datetime
) -> CaseGrant:
    """Another scope or end for the person of `grant`, as a new grant in its place.

    Whoever names the scope was told that it covers appeals; without one what `grant` covers stays. Raises
    SharingRefused as `grant_access`, SharingMoved where `grant` is not what they hold any more.
    """
    locked_for_sharing(grant.case)
    if not CaseGrant.objects.filter(pk=grant.pk, revoked_at__isnull=True).exists():
        raise SharingMoved(_("This sharing was changed or ended in the meantime."))
    return grant_access(
        case=grant.case,
        person=grant.person,
        scope=scope or Scope(grant.scope),
        ends_at=ends_at,
        shows_appeals=scope is not None or grant.shows_appeals,
        by=by,
        now=now,
    )


def locked_for_sharing(case: Case) -> Case:
    """The case, locked until the transaction ends, so that grants and their ends come one after another.

    Raises SharingRefused for a draft: what is not filed is nobody else's to read.
    """
    locked = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk).exclude(state=State.DRAFT).first()
    if locked is None:
        raise SharingRefused(_("File the case first; a draft cannot be shared."))
    return locked


@transaction.atomic
def revoke_access(*, grant: CaseGrant, by: User, now: datetime) -> bool:
    """End what the person of `grant` may read of its case, from now on and everywhere. False when it had ended already.

    It ends whatever they hold by then, also under a grant that replaced this one a moment ago.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=grant.case_id)
    held = CaseGrant.objects.filter(case=case, person=grant.person_id, revoked_at__isnull=True)
    if not held.update(revoked_at=now, revoked_by=by):
        return False
    if case.docket:
        end_stand_in(docket=case.docket, person=grant.person, now=now)
    record(case=case, kind=EventKind.UNSHARE, by=by, now=now)
    return True


@transaction.atomic
def tell_unanswered(*, grant: CaseGrant, by: User, now: datetime) -> None:
    """Whoever reads the case under `grant` is told when its owner leaves a near date unanswered; one person a case.

    It ends with their right to read. Raises SharingRefused when that has ended already.
    """
    case = locked_for_sharing(grant.case)
    held = CaseGrant.objects.filter(case=case, person=grant.person_id, revoked_at__isnull=True).first()
    if held is None or (held.ends_at and held.ends_at <= now) or case.docket is None:
        raise SharingRefused(_("They cannot read the case any more. Share it with them first."))
    _name(case, held, now)


def _name(case: Case, grant: CaseGrant, now: datetime) -> None:
    if case.docket:
        name_stand_in(docket=case.docket, person=grant.person, until=grant.ends_at, now=now)


@transaction.atomic
def tell_nobody(*, grant: CaseGrant, by: User, now: datetime) -> bool:
    """Take back `tell_unanswered`. False when they were not the one to be told."""
    docket = grant.case.docket
    return bool(docket and end_stand_in(docket=docket, person=grant.person, now=now))


@transaction.atomic
def restore_access(*, grant: CaseGrant, by: User, now: datetime) -> CaseGrant:
    """Grant anew what was revoked, as it was: the way back from `revoke_access`. Raises SharingRefused (too late)."""
    return grant_access(
        case=grant.case,
        person=grant.person,
        scope=Scope(grant.scope),
        ends_at=grant.ends_at,
        shows_appeals=grant.shows_appeals,
        by=by,
        now=now,
    )
