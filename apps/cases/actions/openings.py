"""Writing down who read a case. Pages call it before they answer, so that no reading goes unwritten."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.cases.enums import OpeningKind, ReaderRole, Scope
from apps.cases.models import Appeal, AppealReading, Case, CaseGrant, CaseOpening, CircleGrant
from apps.cases.rules import hour_of
from apps.cases.selectors import widest_grant
from apps.cases.selectors.appeals import appeals_shared_with, asked_readings


@transaction.atomic(savepoint=False)  # one row: within another action it stands or falls with that
def record_opening(
    *, case: Case, kind: OpeningKind = OpeningKind.PAGE, circle_id: UUID | None = None, by: User, now: datetime
) -> bool:
    """Write down that `by` read the case, once an hour; whether this was the first time in it.

    The owner's own readings are nobody's business and leave no row. `circle_id`: through which circle they read.
    """
    if case.owner_id == by.pk:
        return False
    role = ReaderRole.MODERATOR if by.is_moderator else ReaderRole.READER
    row = CaseOpening(case=case, by=by, role=role, circle_id=circle_id, kind=kind, at=now, hour=hour_of(now))
    before = CaseOpening.objects.filter(case=case, by=by, kind=kind, hour=row.hour)
    if before.exists():
        return False
    CaseOpening.objects.bulk_create([row], ignore_conflicts=True)
    return True


@transaction.atomic
def open_shared_case(*, case_id: UUID, by: User, now: datetime) -> CaseGrant | CircleGrant:
    """What somebody may read of a case now, with the case; that they read it is written in the same transaction.

    Raises CaseGrant.DoesNotExist where nothing (any more) is shared with them.
    """
    grant = widest_grant(case_id, by, now=now)
    if grant is None:
        raise CaseGrant.DoesNotExist
    grant.case = Case.objects.select_related("ledger", "docket", "account").get(pk=case_id)
    record_opening(case=grant.case, circle_id=circle_of(grant), by=by, now=now)
    return grant


def circle_of(grant: CaseGrant | CircleGrant | None) -> UUID | None:
    """Through which circle a grant opens a case; None: the person holds it themselves."""
    return grant.circle_id if isinstance(grant, CircleGrant) else None


@transaction.atomic
def open_shared_appeal(*, case_id: UUID, number: int, by: User, now: datetime) -> tuple[Appeal, Scope]:
    """An appeal that was sent, and how much of its case is open to who reads it; that they read it is written with it.

    Raises Appeal.DoesNotExist where nothing (any more) opens it to them.
    """
    shared = appeals_shared_with(by, now=now).select_related("case__ledger", "case__docket").defer(None)
    appeal = shared.get(case=case_id, number=number)
    grant = widest_grant(case_id, by, now=now)
    if grant is None:
        raise Appeal.DoesNotExist
    record_opening(case=appeal.case, kind=OpeningKind.APPEAL, circle_id=circle_of(grant), by=by, now=now)
    return appeal, Scope(grant.scope)


@transaction.atomic
def open_reading(*, reading_id: UUID, by: User, now: datetime) -> AppealReading:
    """What a person was asked by name to read; while it waits for them, that they read it is written down here.

    Raises AppealReading.DoesNotExist where nothing was asked of them, or the case is not shared with them any more.
    """
    reading = asked_readings(by, now=now).get(pk=reading_id)
    if reading.is_waiting:
        record_opening(case=reading.appeal.case, kind=OpeningKind.APPEAL, by=by, now=now)
    return reading


@transaction.atomic
def record_exports(*, cases: Iterable[Case], circle_id: UUID | None = None, by: User, now: datetime) -> None:
    """Write down that `by` saved these cases with others in one file, as `record_opening` does for one."""
    role = ReaderRole.MODERATOR if by.is_moderator else ReaderRole.READER
    known = {
        "by": by,
        "role": role,
        "circle_id": circle_id,
        "kind": OpeningKind.EXPORT,
        "at": now,
        "hour": hour_of(now),
    }
    rows = [CaseOpening(case=case, **known) for case in cases if case.owner_id != by.pk]
    CaseOpening.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
