"""The clock stands still: what others owe is later, what the seller must do only where it was promised. No database."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.deadlines.rules import DueDates, Setting, Trigger, compute, rule_book
from apps.deadlines.rules.pausing import Stillness, lengthen

OWED, OWN, HOURS = "amz.review_90d", "amz.poa_17d", "amz.poa_soft_72h"
APPEAL = Trigger(date(2018, 3, 19), None, "Asia/Shanghai")
SETTING = Setting("Asia/Shanghai", "America/Los_Angeles")


def dates_of(rule: str) -> DueDates:
    found = compute(rule_book()[rule], APPEAL, SETTING)
    assert isinstance(found, DueDates)
    return found


def test_what_the_platform_owes_is_later_by_the_days_of_the_pause() -> None:
    found = lengthen(dates_of(OWED), [Stillness(date(2018, 4, 1), date(2018, 4, 11))])
    assert found.due and (found.due.day, found.late_after) == (
        date(2018, 6, 27),
        dates_of(OWED).late_after + timedelta(days=10),  # type: ignore[operator]
    )
    assert found.working[-2].words.en.endswith("10 calendar days are added.")


def test_what_the_seller_has_to_do_stays_unless_it_was_promised() -> None:
    pause = Stillness(date(2018, 3, 20), date(2018, 3, 25))
    assert lengthen(dates_of(OWN), [pause]) == dates_of(OWN)
    promised = lengthen(dates_of(OWN), [replace(pause, covers_own=True)])
    assert promised.due and promised.due.day == date(2018, 4, 10)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2018, 4, 1), None, 0),
        (date(2018, 4, 1), date(2018, 4, 1), 0),
        (date(2018, 3, 10), date(2018, 3, 21), 2),
        (date(2018, 1, 1), date(2018, 2, 1), 0),
        (date(2019, 1, 1), date(2019, 2, 1), 0),
    ],
)
def test_only_days_within_the_period_count(since: date, until: date | None, days: int) -> None:
    found = lengthen(dates_of(OWED), [Stillness(since, until)])
    assert found.due and found.due.day == date(2018, 6, 17) + timedelta(days)


def test_a_second_pause_may_fall_into_what_the_first_one_added() -> None:
    pauses = [Stillness(date(2018, 6, 20), date(2018, 6, 22)), Stillness(date(2018, 6, 1), date(2018, 6, 11))]
    found = lengthen(dates_of(OWED), pauses)
    assert found.due and found.due.day == date(2018, 6, 29)


def test_hours_keep_their_time_of_day() -> None:
    timed = compute(rule_book()[HOURS], replace(APPEAL, at=time(9, 30)), SETTING)
    assert isinstance(timed, DueDates)
    found = lengthen(timed, [Stillness(date(2018, 3, 20), date(2018, 3, 21), covers_own=True)])
    assert found.act_by == timed.act_by + timedelta(days=1)  # type: ignore[operator]


@given(st.integers(0, 200), st.integers(0, 60), st.booleans())
def test_a_pause_never_makes_a_date_earlier(begins: int, days: int, covers_own: bool) -> None:
    since = APPEAL.day + timedelta(begins)
    for rule in (OWED, OWN):
        before = dates_of(rule)
        after = lengthen(before, [Stillness(since, since + timedelta(days), covers_own)])
        assert before.due and after.due
        assert after.due.strict.at >= before.due.strict.at
        assert after.due.strict.at <= after.due.loose.at


def test_a_moment_in_the_working_is_a_datetime_of_its_zone() -> None:
    found = lengthen(dates_of(OWED), [Stillness(date(2018, 4, 1), date(2018, 4, 2))])
    assert found.late_after and isinstance(found.late_after, datetime)
    assert "24:00 on 18 June 2018 (Los Angeles)" in found.working[-1].words.en
