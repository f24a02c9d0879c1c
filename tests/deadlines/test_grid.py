"""Every rule on a grid of triggers, and what must hold for any trigger at all."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.deadlines.enums import BACKWARDS, ZonePolicy
from apps.deadlines.rules import PLACES, DueDates, NoDate, Rule, Setting, Trigger, compute, rule_book
from apps.deadlines.rules.rule import Fixed
from apps.deadlines.rules.zones import end_of_day, instant_of, start_of_day, zone_names

BOOK = rule_book()
FIRST = date(2024, 1, 1)  # two years: a leap day, clock changes, the PRC's exchanged days of both
DAYS = [FIRST + timedelta(days=number) for number in range(731)]
ZONES = ["America/Los_Angeles", "Europe/Luxembourg", "Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
DATED = [rule for rule in BOOK.values() if rule.measure]
EARLIEST, LATEST = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2080-01-01")
relaxed = settings(deadline=None, max_examples=200)  # a year of holidays loaded on the way is slow once
COUNTED = [rule for rule in DATED if not isinstance(rule.measure, Fixed)]


@pytest.mark.parametrize("zone_name", ZONES)
def test_every_rule_computes_on_every_day(zone_name: str) -> None:
    setting = Setting(seller_zone=zone_name)
    answers = 0
    for rule in BOOK.values():
        for day in DAYS:
            answer = compute(rule, Trigger(day), setting)
            answers += 1
            if isinstance(answer, DueDates):
                assert answer.due or answer.opens
                for readings in (answer.opens, answer.due):
                    assert readings is None or readings.strict.at <= readings.loose.at
            else:
                assert isinstance(answer, NoDate)
                assert answer.sentence.en
    assert answers == 78 * 731


@pytest.mark.parametrize("rule", BOOK.values(), ids=lambda rule: rule.id)
def test_every_working_can_be_read(rule: Rule) -> None:
    """Each sentence finds its values, in both languages, for each way a trigger is known."""
    for day in DAYS[::61]:
        for at in (None, time(23, 30)):
            for setting in (None, Setting(seller_zone="Asia/Shanghai", place=PLACES["CN"])):
                answer = compute(rule, Trigger(day, at), setting)
                words = [step.words for step in answer.working] if isinstance(answer, DueDates) else [answer.sentence]
                assert all("{" not in w.en + w.zh and w.en.endswith((".", ":")) for w in words), words
                assert answer.as_json()["rule"] == rule.id


# -- any trigger
@st.composite
def triggers(draw: st.DrawFn) -> Trigger:
    day = draw(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
    at = draw(st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0)))
    return Trigger(day, at, draw(st.sampled_from(["", *ZONES]) | st.sampled_from(sorted(zone_names()))))


settings_of = st.builds(
    Setting,
    seller_zone=st.sampled_from(["", *ZONES]),
    platform_zone=st.sampled_from(["", *ZONES]),
    place=st.sampled_from([None, *PLACES.values()]),
)


@relaxed
@given(st.sampled_from(DATED), triggers(), settings_of)
def test_the_strict_reading_is_never_after_the_loose_one(rule: Rule, trigger: Trigger, setting: Setting) -> None:
    answer = compute(rule, trigger, setting)
    for readings in (answer.opens, answer.due) if isinstance(answer, DueDates) else ():
        assert readings is None or readings.strict.at <= readings.loose.at


@relaxed
@given(st.sampled_from(DATED), triggers(), settings_of)
def test_the_same_input_gives_the_same_answer(rule: Rule, trigger: Trigger, setting: Setting) -> None:
    again = Trigger(trigger.day, trigger.at, trigger.zone)
    assert compute(rule, trigger, setting).as_json() == compute(rule, again, setting).as_json()


@relaxed
@given(st.sampled_from([rule for rule in COUNTED if rule.bound not in BACKWARDS]), triggers(), settings_of)
def test_a_date_is_never_before_its_trigger(rule: Rule, trigger: Trigger, setting: Setting) -> None:
    answer = compute(rule, trigger, setting)
    for readings in (answer.opens, answer.due) if isinstance(answer, DueDates) else ():
        assert readings is None or readings.strict.at >= first_instant(rule, trigger, setting, readings.strict.zone)


@relaxed
@given(st.sampled_from([rule for rule in COUNTED if rule.bound in BACKWARDS]), triggers(), settings_of)
def test_a_date_counted_backwards_is_never_after_the_day_of_its_trigger(
    rule: Rule, trigger: Trigger, setting: Setting
) -> None:
    answer = compute(rule, trigger, setting)
    for readings in (answer.opens, answer.due) if isinstance(answer, DueDates) else ():
        if readings:
            zone_name = meant_in(rule, trigger, setting) or readings.strict.zone
            assert readings.strict.at <= end_of_day(trigger.day, zone_name)


@st.composite
def two_triggers(draw: st.DrawFn) -> tuple[Trigger, Trigger]:
    """An earlier and a later one: both days as entered in a zone, or both instants.

    Wall times are not compared: at a clock change a later one may mean an earlier instant.
    """
    first = draw(st.datetimes(EARLIEST, LATEST))
    second = first + timedelta(minutes=draw(st.integers(0, 400 * 24 * 60)))
    if draw(st.booleans()):
        return Trigger(first.date(), first.time(), "UTC"), Trigger(second.date(), second.time(), "UTC")
    zone_name = draw(st.sampled_from(["", *ZONES]))
    return Trigger(first.date(), None, zone_name), Trigger(second.date(), None, zone_name)


@relaxed
@given(st.sampled_from(COUNTED), two_triggers(), settings_of)
def test_a_later_trigger_never_gives_an_earlier_date(
    rule: Rule, pair: tuple[Trigger, Trigger], setting: Setting
) -> None:
    one, two = (compute(rule, trigger, setting) for trigger in pair)
    if isinstance(one, NoDate) or isinstance(two, NoDate):
        return
    for before, after in ((one.opens, two.opens), (one.due, two.due)):
        if before and after:
            assert before.day <= after.day
            assert before.strict.at <= after.strict.at
            assert before.loose.at <= after.loose.at


def first_instant(rule: Rule, trigger: Trigger, setting: Setting, zone_name: str) -> datetime:
    """The first moment the trigger may have been, for a reading in `zone_name`."""
    if trigger.at is None:
        return start_of_day(trigger.day, meant_in(rule, trigger, setting) or zone_name)
    return instant_of(trigger.day, trigger.at, meant_in(rule, trigger, setting) or zone_name)


def meant_in(rule: Rule, trigger: Trigger, setting: Setting) -> str:
    """The zone a trigger is meant in; empty: each zone reads it as its own."""
    if trigger.zone or rule.zone_policy == ZonePolicy.FORUM:
        return trigger.zone
    return setting.seller_zone
