"""The platform's clock stands still: what others owe is late by so many calendar days later."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from apps.deadlines.enums import Who
from apps.deadlines.rules.results import DueDates, Moment, Readings, Step
from apps.deadlines.rules.rule import Fixed
from apps.deadlines.rules.sentences import Says
from apps.deadlines.rules.zones import end_of_day, instant_of


@dataclass(frozen=True, slots=True)
class Stillness:
    """From the morning of one day to that of another, or still (`until` is None)."""

    since: date
    until: date | None
    covers_own: bool = False

    def covers(self, who: Who) -> bool:
        """Strictly read, a pause helps only against what others owe; the seller's own only where it was promised."""
        return self.covers_own or who != Who.SELLER

    def days_within(self, begins: date, ends: date) -> int:
        """By how many days it lengthens a period that began on one day and would end on another."""
        if self.until is None or self.since > ends:
            return 0
        return max((self.until - max(self.since, begins)).days, 0)


def lengthen(dates: DueDates, pauses: Iterable[Stillness]) -> DueDates:
    """The dates with every ended pause counted in, each with a line in the working. A fixed day does not move."""
    if dates.due is None or dates.trigger is None or isinstance(dates.rule.measure, Fixed):
        return dates
    due, steps = dates.due, list(dates.working)
    for pause in sorted(pauses, key=lambda one: one.since):
        days = pause.days_within(dates.trigger.day, due.day) if pause.covers(dates.rule.who) else 0
        if days and pause.until:
            due = later(due, days)
            steps.append(Step(Says.STOOD_STILL, {"since": pause.since, "until": pause.until, "n": days}))
            steps.append(Step(Says.THEREFORE, {"day": due.day, "strict": due.strict, "loose": due.loose}))
    return dates if due is dates.due else replace(dates, due=due, working=tuple(steps))


def later(readings: Readings, days: int) -> Readings:
    """The same readings so many calendar days later, at the same time of day on the same clocks."""
    return Readings(readings.day + timedelta(days), _later(readings.strict, days), _later(readings.loose, days))


def _later(moment: Moment, days: int) -> Moment:
    day = moment.day + timedelta(days)
    if moment.clock == "24:00":
        return replace(moment, day=day, at=end_of_day(day, moment.zone))
    return replace(moment, day=day, at=instant_of(day, time.fromisoformat(moment.clock), moment.zone))
