"""Whether the figures are kept as they should be, for those who run the service."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from apps.statistics.models import Check, Mark


@dataclass(frozen=True)
class Keeping:
    """`waiting`: changes not yet counted, at most. `differences`: found by the newest second count; `checked`: seconds
    since then; None where there was none yet."""

    waiting: int
    differences: int | None
    checked: float | None


def keeping(*, now: datetime) -> Keeping:
    """From two ends of an index and one row: it is asked often."""
    marks = Mark.objects.aggregate(first=Min("pk"), last=Max("pk"))
    waiting = 0 if marks["first"] is None else marks["last"] - marks["first"] + 1
    newest = Check.objects.first()
    if newest is None:
        return Keeping(waiting, None, None)
    return Keeping(waiting, newest.differences, (now - newest.ran_at).total_seconds())
