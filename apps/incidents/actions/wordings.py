"""Reading the notices of filed cases, so that those worded alike are found."""

from datetime import datetime

from django.db import transaction

from apps.cases.models import Case
from apps.incidents.models import NoticeMarks
from apps.incidents.selectors.suggestions import marks_made_with, notices_to_read, numbers_of_notice

BATCH = 200


def read_notices(*, now: datetime) -> int:
    """Read every notice that was not read since its case was filed, or was read by other rules; how many.

    Twice is as once. Killed in between, the rest is read the next time.
    """
    read = 0
    while some := _read_some(now):
        read += some
    return read


@transaction.atomic
def _read_some(now: datetime) -> int:
    cases = list(notices_to_read()[:BATCH])
    keep_marks(cases, now)
    return len(cases)


def keep_marks(cases: list[Case], now: datetime) -> None:
    """Write the numbers of these cases' notices."""
    rows = []
    for case in cases:
        wording, dockets = numbers_of_notice(case)
        rows.append(
            NoticeMarks(
                case=case,
                wording=wording,
                dockets=dockets,
                submitted_at=case.submitted_at or now,
                made_with=marks_made_with(),
            )
        )
    NoticeMarks.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["wording", "dockets", "submitted_at", "made_with"],
    )
