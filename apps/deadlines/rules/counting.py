"""Counting days: from day 0, which never counts itself, forwards or backwards, by a named convention.

calendar        the last day stays where it is: no platform text promises to move it
eu_1182_71      a last day not worked moves on to the next that is; counted backwards it stays (art. 3(4), second
                sentence); a period of two days or more holds two working days (art. 3(5))
us_frcp_6       a last day not worked moves on; counted backwards it moves further back (6(a)(5)); holidays of the
                state count forwards only (6(a)(6)(C))
cn_civil_code   a last day that is a statutory day off moves on (art. 203), weekends worked in exchange are worked;
                counted backwards it stays

Months and years end on the same day of the month; where that month has no such day, on its last (1182/71 art. 3(2)(c);
Civil Code art. 202). They are counted in one step: 31 January and one month is 28 or 29 February, and one month more
would be 28 or 29 March; two months from 31 January are 31 March.
"""

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from apps.deadlines.enums import Counting, Unit
from apps.deadlines.rules.calendars import DayOff, WorkCalendar

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a period is. Hours are not counted here: they run from an instant, not from a day."""

    value: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Convention:
    moves_on: bool
    moves_back: bool = False
    two_working_days: bool = False


CONVENTIONS = {
    Counting.CALENDAR: Convention(moves_on=False),
    Counting.EU_1182_71: Convention(moves_on=True, two_working_days=True),
    Counting.US_FRCP_6: Convention(moves_on=True, moves_back=True),
    Counting.CN_CIVIL_CODE: Convention(moves_on=True),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """The day a count ends on, and how it came there."""

    day: date
    plain: date  # where it ended before it moved off days that are not worked
    clipped: bool = False  # the month had no such day
    passed_over: tuple[DayOff, ...] = ()  # days that are not business days
    moved_over: tuple[DayOff, ...] = ()  # days off at the end
    lengthened: bool = False  # to hold two working days


def count(
    day_zero: date,
    length: Length,
    counting: Counting,
    calendar: WorkCalendar,
    *,
    back: bool = False,
    is_end: bool = True,
) -> Counted:
    """The day that lies `length` after `day_zero`, or before it with `back`.

    `is_end`: it is the last day of a period and moves off days that are not worked; the first day of a window stays.
    """
    convention = CONVENTIONS[counting]
    counted = _plain(day_zero, length, calendar, back=back)
    if not is_end or length.unit == Unit.BUSINESS_DAY or not length.value:
        return counted
    if back:
        federal = replace(calendar, with_subdivision=False)
        return _moved(counted, federal, -DAY) if convention.moves_back else counted
    if convention.moves_on:
        counted = _moved(counted, calendar, DAY)
    if convention.two_working_days and length != Length(1, Unit.CALENDAR_DAY):
        counted = _with_two_working_days(counted, day_zero, calendar)
    return counted


def _plain(day_zero: date, length: Length, calendar: WorkCalendar, *, back: bool) -> Counted:
    steps = -length.value if back else length.value
    match length.unit:
        case Unit.CALENDAR_DAY:
            day = day_zero + timedelta(days=steps)
            return Counted(day, day)
        case Unit.BUSINESS_DAY:
            return _business_days(day_zero, length.value, calendar, -DAY if back else DAY)
        case Unit.MONTH | Unit.YEAR:
            day = add_months(day_zero, steps * (12 if length.unit == Unit.YEAR else 1))
            return Counted(day, day, clipped=day.day != day_zero.day)
        case _:
            raise ValueError(f"{length.unit} is not counted in days")


def add_months(day: date, number: int) -> date:
    """The same day of the month, `number` months later (earlier if negative); the month's last day if it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _business_days(day_zero: date, number: int, calendar: WorkCalendar, step: timedelta) -> Counted:
    day, left, passed_over = day_zero, number, []
    while left:
        day += step
        if reason := calendar.why_off(day):
            passed_over.append(DayOff(day, reason))
        else:
            left -= 1
    return Counted(day, day, passed_over=tuple(passed_over))


def _moved(counted: Counted, calendar: WorkCalendar, step: timedelta) -> Counted:
    over = tuple(_days_off_from(counted.day, calendar, step))
    return replace(counted, day=over[-1].day + step, moved_over=over) if over else counted


def _days_off_from(day: date, calendar: WorkCalendar, step: timedelta) -> Iterator[DayOff]:
    while reason := calendar.why_off(day):
        yield DayOff(day, reason)
        day += step


def _with_two_working_days(counted: Counted, day_zero: date, calendar: WorkCalendar) -> Counted:
    worked, day = 0, day_zero
    while worked < 2:
        day += DAY
        worked += calendar.is_worked(day)
    return replace(counted, day=day, lengthened=True) if day > counted.day else counted
