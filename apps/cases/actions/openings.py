"""Writing down who read a case. Pages call it before they answer, so that no reading goes unwritten."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.cases.enums import OpeningKind, ReaderRole
from apps.cases.models import Case, CaseOpening
from apps.cases.rules import hour_of


@transaction.atomic
def record_opening(*, case: Case, kind: OpeningKind = OpeningKind.PAGE, by: User, now: datetime) -> bool:
    """Write down that `by` read the case, once an hour; whether this was the first time in it.

    The owner's own readings are nobody's business and leave no row.
    """
    if case.owner_id == by.pk:
        return False
    role = ReaderRole.MODERATOR if by.is_moderator else ReaderRole.READER
    row = CaseOpening(case=case, by=by, role=role, kind=kind, at=now, hour=hour_of(now))
    before = CaseOpening.objects.filter(case=case, by=by, kind=kind, hour=row.hour)
    if before.exists():
        return False
    CaseOpening.objects.bulk_create([row], ignore_conflicts=True)
    return True
