"""When a rule's time is up: a pure function of the rule, what happened, and whose clocks to compare.

A trigger with a time is an instant; one without may have been any moment of its day, so that every date has an earliest
and a latest reading. Each zone counts from the day it was there: a notice of 8 in the morning in Beijing belongs to the
day before in Los Angeles, and a platform may count from its own day.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from apps.deadlines.enums import BACKWARDS, OPENINGS, Bound, Doubt, NoDateReason, Unit, Who, ZonePolicy
from apps.deadlines.rules import working
from apps.deadlines.rules.calendars import WorkCalendar
from apps.deadlines.rules.counting import CONVENTIONS, Counted, Length, count
from apps.deadlines.rules.results import DueDates, Moment, NoDate, Readings, Step, Trigger
from apps.deadlines.rules.rule import Fixed, Neighbour, Rule, Window
from apps.deadlines.rules.sentences import Says
from apps.deadlines.rules.words import InputRefused, Words
from apps.deadlines.rules.working import ZoneCount
from apps.deadlines.rules.zones import (
    TICK,
    TZDATA_VERSION,
    Place,
    day_in,
    end_of_day,
    instant_of,
    platform_zones,
    start_of_day,
    zone,
)

EARLIEST, LATEST = date(1990, 1, 1), date(2090, 12, 31)  # of a trigger; calendars of holidays end with the century
CLOSING, OPENING = "24:00", "00:00"
COMPARING = (ZonePolicy.SELLER_MUST_ACT, ZonePolicy.PLATFORM_PROMISED)
WITHOUT_DATE: dict[Bound | None, Says] = {Bound.REASONABLE_TIME: Says.REASONABLE_TIME, Bound.PROMPTLY: Says.PROMPTLY}


class TriggerMissing(InputRefused):
    """The rule counts from an event, and none was given."""

    def __init__(self) -> None:
        super().__init__(Words("Give the day on which it happened.", "请提供事件发生的日期。"))


class TriggerOutOfRange(InputRefused):
    """The day lies where no calendar of holidays can be trusted."""

    def __init__(self) -> None:
        years = EARLIEST.year, LATEST.year
        super().__init__(
            Words("Give a day from {} to {}.".format(*years), "请提供{}年至{}年之间的日期。".format(*years))
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose clocks and whose holidays to count with, as far as they are known. Zones are IANA names."""

    seller_zone: str = ""
    platform_zone: str = ""  # of the case's marketplace; empty: the rule's own
    place: Place | None = None  # of the court or authority; None: the rule's own


@dataclass(frozen=True, slots=True)
class Frame:
    """What a count needs besides its length. The trigger's zone is empty where each zone reads the date as its own."""

    rule: Rule
    trigger: Trigger
    seller_zone: str
    zones: tuple[str, ...]  # whose days are compared
    calendar: WorkCalendar

    @property
    def home(self) -> str:
        """The zone to write the trigger in."""
        return self.trigger.zone or self.zones[0]

    def interval(self, zone_name: str) -> tuple[datetime, datetime]:
        """The first instant the trigger may have been, and the last (not included, unless it is the same)."""
        day, zone_name = self.trigger.day, self.trigger.zone or zone_name
        if self.trigger.at is None:
            return start_of_day(day, zone_name), end_of_day(day, zone_name)
        at = instant_of(day, self.trigger.at, zone_name)
        return at, at

    def day_zero(self, day: date) -> date:
        return date(day.year, 12, 31) if self.rule.from_end_of_year else day


@dataclass(frozen=True, slots=True)
class Found:
    """One count of a rule: the dates, how they were found, and what they depend on."""

    readings: Readings
    steps: tuple[Step, ...]
    uses_calendar: bool = False
    is_provisional: bool = False


def compute(rule: Rule, trigger: Trigger | None, setting: Setting | None = None) -> DueDates | NoDate:
    """The dates of a rule for a trigger, with their working; or why there is none.

    A fixed date needs no trigger, nor does a rule that gives no date.
    Raises TriggerMissing, TriggerOutOfRange, ZoneUnknown.
    """
    if trigger and not EARLIEST <= trigger.day <= LATEST:
        raise TriggerOutOfRange
    doubts = rule.doubts_on(trigger.day if trigger else None)
    if refusal := _refusal(rule, trigger):
        return NoDate(rule, trigger, *refusal, doubts)
    setting = setting or Setting()
    for name in (setting.seller_zone, setting.platform_zone, trigger.zone if trigger else ""):
        if name:
            zone(name)
    if isinstance(rule.measure, Fixed):
        return _fixed(rule, rule.measure, trigger, setting)
    if trigger is None:
        raise TriggerMissing
    return _counted(_frame(rule, trigger, setting), trigger, doubts)


# -- no date
def _refusal(rule: Rule, trigger: Trigger | None) -> tuple[NoDateReason, Words] | None:
    if trigger and rule.valid_from and trigger.day < rule.valid_from:
        says = Step(Says.NOT_YET_VALID, {"from_day": rule.valid_from, "day": trigger.day})
        return NoDateReason.NOT_YET_VALID, _naming(says, rule.predecessor, trigger.day)
    if trigger and rule.valid_to and trigger.day > rule.valid_to:
        says = Step(Says.NO_LONGER_VALID, {"to_day": rule.valid_to, "day": trigger.day})
        return NoDateReason.NO_LONGER_VALID, _naming(says, rule.successor, trigger.day)
    if rule.measure is not None:
        return None
    if rule.attempts:
        attempts = working.attempts_step(rule.attempts).words
        return NoDateReason.ATTEMPTS_ONLY, Step(Says.ATTEMPTS_ONLY, {"attempts": attempts}).words
    return NoDateReason.NO_LENGTH, Step(WITHOUT_DATE.get(rule.bound, Says.NO_LENGTH)).words


def _naming(says: Step, other: Neighbour | None, day: date) -> Words:
    """The refusal, and the rule to look at instead where there is one that held on that day."""
    if other is None or not other.holds_on(day):
        return says.words
    instead = Step(Says.USE_INSTEAD, {"title": other.title, "id": other.id}).words
    return Words(f"{says.words.en} {instead.en}", says.words.zh + instead.zh)


# -- a date somebody named
def _fixed(rule: Rule, fixed: Fixed, trigger: Trigger | None, setting: Setting) -> DueDates:
    moments = [_edge(fixed.day, reading.zone, is_end=reading.is_end) for reading in fixed.readings]
    readings = Readings(fixed.day, strict=min(moments, key=_at), loose=max(moments, key=_at))
    doubts = rule.doubts_on(fixed.day)
    steps = (
        *working.reading_steps(fixed),
        *working.conclusion_steps(rule, readings, setting.seller_zone, is_end=True),
        *working.caveat_steps(rule, trigger, doubts),
    )
    return DueDates(rule, trigger, None, readings, doubts, steps, "", TZDATA_VERSION, False)


# -- a date that is counted
def _counted(frame: Frame, trigger: Trigger, doubts: tuple[Doubt, ...]) -> DueDates:
    rule = frame.rule
    opens, due = _counts(frame)
    found = [count for count in (opens, due) if count]
    calendar_steps: tuple[Step, ...] = ()
    uses_calendar, is_provisional = any(c.uses_calendar for c in found), any(c.is_provisional for c in found)
    if uses_calendar:
        calendar_steps = tuple(working.holiday_steps(frame.calendar, is_provisional=is_provisional))
    steps = (
        *working.trigger_steps(rule, frame.trigger, frame.home),
        *(step for count in found for step in count.steps),
        *((Step(Says.YOUR_ZONE_UNKNOWN),) if not frame.seller_zone and rule.zone_policy in COMPARING else ()),
        *working.caveat_steps(rule, trigger, doubts),
        *calendar_steps,
    )
    return DueDates(
        rule,
        trigger,
        opens.readings if opens else None,
        due.readings if due else None,
        doubts,
        steps,
        frame.calendar.version if uses_calendar else "",
        TZDATA_VERSION,
        is_provisional,
    )


def _frame(rule: Rule, trigger: Trigger, setting: Setting) -> Frame:
    place = setting.place or rule.place
    own = (setting.seller_zone,) if setting.seller_zone else ()
    platform = (setting.platform_zone,) if setting.platform_zone else platform_zones(rule.platform, rule.jurisdictions)
    if rule.zone_policy == ZonePolicy.FORUM and place:
        zones = place.zones  # a date on a court paper is the court's date, unless a zone is given with it
    else:
        zones = tuple(dict.fromkeys(own + platform))
        trigger = Trigger(trigger.day, trigger.at, trigger.zone or setting.seller_zone)
    return Frame(rule, trigger, setting.seller_zone, zones, WorkCalendar(place))


def _counts(frame: Frame) -> tuple[Found | None, Found | None]:
    """What opens and what is due."""
    rule, measure = frame.rule, frame.rule.measure
    if isinstance(measure, Window):
        opens = _days(frame, Length(measure.opens, measure.unit), is_end=False)
        closes = _days(frame, Length(measure.closes, measure.unit), is_end=True)
        return _titled(Says.WINDOW_OPENS, opens), _titled(Says.WINDOW_CLOSES, closes)
    if not isinstance(measure, Length):
        raise TypeError(f"{rule.id} has nothing to count")
    if measure.unit == Unit.HOUR:
        found = _hours(frame, measure.value)
    elif measure.value == 0:
        found = _at_once(frame)
    else:
        found = _days(frame, measure, is_end=rule.bound not in OPENINGS)
    return (found, None) if rule.bound in OPENINGS else (None, found)


def _titled(says: Says, found: Found) -> Found:
    return replace(found, steps=(Step(says), *found.steps))


def _hours(frame: Frame, hours: int) -> Found:
    first, last = (at + timedelta(hours=hours) for at in frame.interval(frame.home))
    strict, loose = (working.local_wall(at, frame.home) for at in (first, last))
    readings = Readings(strict.day, strict, loose)
    steps = working.hour_steps(frame.trigger, hours, readings)
    end = working.conclusion_steps(frame.rule, readings, frame.seller_zone, is_end=True)
    return Found(readings, (*steps, *end))


def _at_once(frame: Frame) -> Found:
    first, last = frame.interval(frame.home)
    readings = Readings(frame.trigger.day, working.local_wall(first, frame.home), working.local_wall(last, frame.home))
    is_end = frame.rule.bound not in OPENINGS
    end = working.conclusion_steps(frame.rule, readings, frame.seller_zone, is_end=is_end)
    return Found(readings, (Step(Says.AT_ONCE), *end))


def _days(frame: Frame, length: Length, *, is_end: bool) -> Found:
    rule, day_zero = frame.rule, frame.day_zero(frame.trigger.day)
    back = rule.bound in BACKWARDS

    @cache
    def ends(zero: date) -> Counted:
        return count(frame.day_zero(zero), length, rule.counting, frame.calendar, back=back, is_end=is_end)

    counted = ends(frame.trigger.day)
    uses_calendar = _uses_calendar(rule, length, back=back, is_end=is_end)
    counts = [_in_zone(frame, name, ends) for name in frame.zones]
    is_provisional = uses_calendar and any(c.is_provisional for c in counts)
    readings = Readings(
        counted.day,
        strict=min((_edge(c.first, c.zone, is_end=is_end) for c in counts), key=_at),
        loose=max((_edge(c.last, c.zone, is_end=is_end) for c in counts), key=_at),
    )
    early = is_end and rule.who == Who.SELLER
    steps = (
        *((Step(Says.YEAR_END, {"day": day_zero}),) if rule.from_end_of_year else ()),
        Step(Says.DAY_ZERO, {"day": day_zero}),
        *working.counting_steps(rule, day_zero, length, counted, back=back, is_end=is_end),
        *working.zone_steps(frame.trigger, counts, early=early, is_end=is_end),
        *working.conclusion_steps(rule, readings, frame.seller_zone, is_end=is_end),
    )
    return Found(readings, steps, uses_calendar, is_provisional)


def _uses_calendar(rule: Rule, length: Length, *, back: bool, is_end: bool) -> bool:
    convention = CONVENTIONS[rule.counting]
    moves = convention.moves_back if back else convention.moves_on
    return length.unit == Unit.BUSINESS_DAY or (is_end and moves)


def _in_zone(frame: Frame, zone_name: str, ends: Callable[[date], Counted]) -> ZoneCount:
    first, last = frame.interval(zone_name)
    zero_first = day_in(first, zone_name)
    zero_last = day_in(last - TICK, zone_name) if last > first else zero_first
    earliest = ends(zero_first)
    latest = earliest if zero_last == zero_first else ends(zero_last)
    is_provisional = any(frame.calendar.is_provisional(day) for day in (earliest.plain, latest.day))
    first_day = earliest.plain if is_provisional else earliest.day  # nobody may rely on days off not announced yet
    return ZoneCount(zone_name, zero_first, zero_last, first_day, latest.day, is_provisional)


def _edge(day: date, zone_name: str, *, is_end: bool) -> Moment:
    at = end_of_day(day, zone_name) if is_end else start_of_day(day, zone_name)
    return Moment(at, zone_name, day, CLOSING if is_end else OPENING)


def _at(moment: Moment) -> datetime:
    return moment.at
