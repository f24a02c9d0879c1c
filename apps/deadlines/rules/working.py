"""The working of a date: how it was counted, step by step, out of facts that rules/due.py found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from apps.deadlines.enums import DOUBTS, TRIGGERS, WHO, Bound, Counting, Doubt, Kind, Unit, Who
from apps.deadlines.rules.calendars import WorkCalendar
from apps.deadlines.rules.counting import Counted, Length
from apps.deadlines.rules.results import Moment, Readings, Step, Trigger
from apps.deadlines.rules.rule import Fixed, Rule
from apps.deadlines.rules.sentences import Says
from apps.deadlines.rules.words import Words, zone_words
from apps.deadlines.rules.zones import end_of_day, instant_of, is_clear, start_of_day, zone

LENGTH_WORDS = {
    (Unit.MONTH, False): Words("{n} months", "{n}个月"),
    (Unit.MONTH, True): Words("One month", "1个月"),
    (Unit.YEAR, False): Words("{n} years", "{n}年"),
    (Unit.YEAR, True): Words("One year", "1年"),
}


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """The same count in one zone, if the trigger came at its first possible moment, and at its last."""

    zone: str
    zero_first: date
    zero_last: date
    first: date
    last: date
    is_provisional: bool


@lru_cache(maxsize=256)
def trigger_words(triggers: tuple[str, ...]) -> Words:
    """What day 0 is, in words; a rule may have several triggers."""
    terms = [TRIGGERS[code] for code in triggers]
    return Words(" / ".join(term.en for term in terms), "／".join(term.zh for term in terms))


def trigger_steps(rule: Rule, trigger: Trigger, zone_name: str) -> Iterator[Step]:
    what = trigger_words(rule.triggers)
    if trigger.at is None:
        yield Step(Says.TRIGGER_DATED, {"trigger": what, "day": trigger.day})
        return
    at = instant_of(trigger.day, trigger.at, zone_name)
    yield Step(Says.TRIGGER_TIMED, {"trigger": what, "moment": at.astimezone(zone(zone_name)), "utc": at})
    if not is_clear(trigger.day, trigger.at, zone_name):
        yield Step(Says.CLOCK_CHANGE)


def counting_steps(
    rule: Rule, day_zero: date, length: Length, counted: Counted, *, back: bool, is_end: bool
) -> Iterator[Step]:
    """From day 0 to the last day, with what was passed over and moved on the way."""
    match length.unit:
        case Unit.CALENDAR_DAY:
            yield Step(Says.DAY_N_BACK if back else Says.DAY_N, {"n": length.value, "day": counted.plain})
        case Unit.BUSINESS_DAY:
            if counted.passed_over:
                yield Step(Says.PASSED_OVER, {"days": counted.passed_over})
            says = Says.BUSINESS_DAY_N_BACK if back else Says.BUSINESS_DAY_N
            yield Step(says, {"n": length.value, "day": counted.plain})
        case _:
            words = LENGTH_WORDS[length.unit, length.value == 1]
            written = Words(words.en.format(n=length.value), words.zh.format(n=length.value))
            yield Step(Says.SAME_DAY_BACK if back else Says.SAME_DAY, {"length": written, "day": counted.plain})
            if counted.clipped:
                yield Step(Says.CLIPPED, {"wanted": day_zero.day})
    if is_end and length.unit != Unit.BUSINESS_DAY:
        yield from _moving_steps(rule, counted, back=back)


def _moving_steps(rule: Rule, counted: Counted, *, back: bool) -> Iterator[Step]:
    if over := counted.moved_over:
        landed = over[-1].day + timedelta(days=-1 if back else 1)
        yield Step(Says.MOVED_BACK if back else Says.MOVED_ON, {"days": over, "day": landed})
    if counted.lengthened:
        yield Step(Says.LENGTHENED, {"day": counted.day})
    if counted.day == counted.plain and counted.day.weekday() >= 5 and not back:
        if rule.counting == Counting.CALENDAR:
            yield Step(Says.STAYS)
        else:
            yield Step(Says.MADE_UP, {"day": counted.day})


def zone_steps(trigger: Trigger, counts: list[ZoneCount], *, early: bool, is_end: bool) -> Iterator[Step]:
    """Where the day ends (or begins), zone by zone; `early` for the seller's own acts, late for what others owe."""
    for count in counts:
        zero, day = (count.zero_first, count.first) if early else (count.zero_last, count.last)
        name = zone_words(count.zone)
        if zero != trigger.day:
            says = Says.OTHER_DAY if trigger.at else Says.MAYBE_OTHER_DAY
            yield Step(says, {"zone": name, "zero": zero, "day": day})
        edge = end_of_day if is_end else start_of_day
        says = Says.DAY_ENDS if is_end else Says.DAY_STARTS
        yield Step(says, {"zone": name, "day": day, "utc": edge(day, count.zone)})


def reading_steps(fixed: Fixed) -> Iterator[Step]:
    yield Step(Says.NAMED_DATE, {"wording": fixed.wording})
    for reading in fixed.readings:
        edge = end_of_day if reading.is_end else start_of_day
        says = Says.READING_END if reading.is_end else Says.READING_START
        at = edge(fixed.day, reading.zone)
        yield Step(says, {"day": fixed.day, "zone": zone_words(reading.zone), "utc": at})


def hour_steps(trigger: Trigger, hours: int, readings: Readings) -> Iterator[Step]:
    if trigger.at:
        yield Step(Says.HOURS, {"n": hours, "utc": readings.strict.at})
    else:
        yield Step(Says.HOURS_DATED, {"n": hours, "utc": readings.strict.at, "last": readings.loose.at})


def conclusion_steps(rule: Rule, readings: Readings, seller_zone: str, *, is_end: bool) -> Iterator[Step]:
    """Which of the readings counts, and what it is on the seller's own clock."""
    says, chosen = _conclusion(rule, readings, is_end=is_end)
    if readings.strict.at != readings.loose.at or not is_end:
        yield Step(says, {"moment": chosen, "who": WHO[rule.who]})
    if seller_zone and chosen.zone != seller_zone:
        yield Step(Says.FOR_YOU, {"moment": chosen.at.astimezone(zone(seller_zone))})


def _conclusion(rule: Rule, readings: Readings, *, is_end: bool) -> tuple[Says, Moment]:
    if is_end:
        if rule.who == Who.SELLER:
            return Says.ACT_BY_EARLIER, readings.strict
        return Says.LATE_AFTER_LATER, readings.loose
    if rule.kind == Kind.RISK_FROM:
        return Says.RISK_FROM_EARLIER, readings.strict
    if rule.kind == Kind.EVIDENCE_AGE:
        return Says.RECENT_FROM, readings.loose
    return Says.OPEN_FROM_LATER, readings.loose


def caveat_steps(rule: Rule, trigger: Trigger | None, doubts: tuple[Doubt, ...]) -> Iterator[Step]:
    """What the date is worth: about, how many attempts, a newer rule, what to check with counsel."""
    if rule.bound == Bound.ABOUT:
        yield Step(Says.ABOUT)
    if rule.bound == Bound.AT_LEAST_OPEN:
        yield Step(Says.AT_LEAST_OPEN)
    if rule.attempts:
        yield attempts_step(rule.attempts)
    newer = rule.successor
    if newer and newer.valid_from and trigger and trigger.day >= newer.valid_from:
        yield Step(Says.NEWER_RULE, {"day": newer.valid_from, "title": newer.title, "id": newer.id})
    for doubt in doubts:
        yield Step(Says.DOUBT, {"doubt": DOUBTS[doubt]})


def attempts_step(attempts: int) -> Step:
    return Step(Says.ONE_ATTEMPT) if attempts == 1 else Step(Says.ATTEMPTS, {"n": attempts})


def holiday_steps(calendar: WorkCalendar, *, is_provisional: bool) -> Iterator[Step]:
    """Which days off were counted, for dates that depend on them."""
    if calendar.place and calendar.place.holidays:
        yield Step(Says.HOLIDAYS_OF, {"place": calendar.place.name})
    else:
        yield Step(Says.WEEKENDS_ONLY)
    if is_provisional:
        yield Step(Says.PROVISIONAL)


def local_wall(at: datetime, zone_name: str) -> Moment:
    """An instant as the clock of a zone shows it, to the minute."""
    local = at.astimezone(zone(zone_name))
    return Moment(at, zone_name, local.date(), f"{local:%H:%M}")
