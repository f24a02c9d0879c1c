"""A month of dates as a table of weeks, Monday first, on the reader's own calendar."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.deadlines.models import Deadline
from apps.web.date_pages import DateRow

TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Day:
    """One cell; `rows` are the dates of that day, the first of them where there are `more`."""

    day: date
    rows: list[DateRow]
    in_month: bool
    is_today: bool
    more: int = 0


@dataclass(frozen=True)
class Month:
    """The weeks of a month, and the months beside it as `2026-11`."""

    first: date
    weeks: list[list[Day]]
    before: str
    after: str
    current: str

    @property
    def is_free(self) -> bool:
        """Whether no day that is shown has a date."""
        return not any(day.rows or day.more for week in self.weeks for day in week)


def month_asked(text: str, today: date) -> date:
    """The first day of the month of `2026-11`; of this one for anything else, and for years nobody needs."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if 2000 <= first.year <= 2100 else today.replace(day=1)


def day_of(deadline: Deadline, zone: ZoneInfo) -> date:
    """The day a reader looks for it: what ends at midnight ends on the day before."""
    ends = deadline.act_by or deadline.late_after
    return ((ends - TICK) if ends else deadline.at).astimezone(zone).date()


def span_of(first: date) -> tuple[date, date]:
    """First and last day that the page of a month shows."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return weeks[0][0], weeks[-1][-1]


def month_of(
    first: date, deadlines: Iterable[Deadline], zone: ZoneInfo, now: datetime, counts: Mapping[date, int] | None = None
) -> Month:
    """The page of a month with its dates; `counts` of each day where not all of them are given."""
    found: dict[date, list[DateRow]] = defaultdict(list)
    for deadline in deadlines:
        found[day_of(deadline, zone)].append(DateRow(deadline, now))
    today = now.astimezone(zone).date()
    more = {day: count - len(found.get(day, [])) for day, count in (counts or {}).items()}
    weeks = [
        [Day(day, found.get(day, []), day.month == first.month, day == today, more.get(day, 0)) for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    return Month(first, weeks, f"{before:%Y-%m}", f"{after:%Y-%m}", f"{first:%Y-%m}")
