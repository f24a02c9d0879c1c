"""Counts in time."""

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Series:
    """Distinct sellers per day of the event, or per week. Without `start` the counts are numbered only.

    `who` holds the sellers of each day where they are known; then a seller counts once in a window of several days.
    """

    name: str
    counts: tuple[int, ...]
    start: date | None = None
    days: int = 1  # 7 for weekly counts
    who: tuple[frozenset[str], ...] = field(default=())

    def day(self, place: int) -> date | None:
        """The (first) day of the count at `place`, from 0."""
        return None if self.start is None else self.start + timedelta(days=self.days * place)

    def weekday(self, place: int) -> int:
        """0 to 6; for counts without dates, by their number."""
        return (place + (self.start.weekday() if self.start else 0)) % 7

    def in_window(self, place: int, length: int) -> int:
        """Distinct sellers in the `length` days that end with `place`."""
        first = place - length + 1
        if self.who:
            return len(frozenset().union(*self.who[first : place + 1]))
        return sum(self.counts[first : place + 1])


@dataclass(frozen=True)
class Judged:
    """One count: what was seen, above what it is an alarm, and whether it is one. For a scan, `window` days were seen
    together, `expected` is their mean and `p` the chance of as many or more."""

    place: int
    seen: int
    alarm: bool
    bound: float | None = None
    window: int = 1
    expected: float | None = None
    p: float | None = None
