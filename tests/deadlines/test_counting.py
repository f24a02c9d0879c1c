"""Counting by convention, against published examples with public holidays."""

from datetime import UTC, date, datetime, time

import pytest

from apps.deadlines.enums import Counting, Unit
from apps.deadlines.rules import PLACES, ZoneUnknown
from apps.deadlines.rules.calendars import WorkCalendar
from apps.deadlines.rules.counting import Length, add_months, count
from apps.deadlines.rules.zones import end_of_day, instant_of, is_clear, start_of_day, zone


def days(number: int) -> Length:
    return Length(number, Unit.CALENDAR_DAY)


def months(number: int) -> Length:
    return Length(number, Unit.MONTH)


def end(day_zero: date, length: Length, counting: Counting, place: str, *, back: bool = False) -> date:
    return count(day_zero, length, counting, WorkCalendar(PLACES[place]), back=back).day


# -- FRCP 6(a): the examples of the committee note of 2009
def test_us_federal_court_moves_on_over_labor_day() -> None:
    """Thirty days end on Saturday 1 September 2007; Monday is Labor Day, so the filing is due on Tuesday."""
    assert end(date(2007, 8, 2), days(30), Counting.US_FRCP_6, "US") == date(2007, 9, 4)


def test_us_federal_court_counts_backwards_to_the_day_before() -> None:
    """Twenty-one days before an event fall on the same Saturday; the filing is due on Friday 31 August."""
    assert end(date(2007, 9, 22), days(21), Counting.US_FRCP_6, "US", back=True) == date(2007, 8, 31)


def test_us_state_holidays_count_forwards_only() -> None:
    """31 March 2025 is Cesar Chavez Day in California, and a Monday."""
    assert end(date(2025, 3, 10), days(21), Counting.US_FRCP_6, "US-CA") == date(2025, 4, 1)
    assert end(date(2025, 3, 10), days(21), Counting.US_FRCP_6, "US") == date(2025, 3, 31)
    assert end(date(2025, 4, 21), days(21), Counting.US_FRCP_6, "US-CA", back=True) == date(2025, 3, 31)


def test_us_court_of_a_state_keeps_federal_holidays_too() -> None:
    """California does not keep Columbus Day (13 October 2025); the federal courts in it do."""
    assert end(date(2025, 9, 22), days(21), Counting.US_FRCP_6, "US-CA") == date(2025, 10, 14)


def test_us_holiday_on_a_saturday_is_kept_on_friday() -> None:
    """4 July 2026 is a Saturday, so Friday 3 July is the holiday and the period runs on to Monday."""
    assert end(date(2026, 6, 12), days(21), Counting.US_FRCP_6, "US") == date(2026, 7, 6)


# -- Regulation 1182/71: the examples of the EDPB's guidelines on the right of access
@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2022, 3, 5), date(2022, 4, 5)),
        (date(2022, 8, 31), date(2022, 9, 30)),  # September has no 31st
        (date(2025, 3, 5), date(2025, 4, 7)),  # 5 April 2025 is a Saturday
        (date(2024, 3, 1), date(2024, 4, 2)),  # 1 April 2024 is Easter Monday
    ],
)
def test_eu_month_ends_on_the_same_day_or_the_next_working_day(received: date, due: date) -> None:
    assert end(received, months(1), Counting.EU_1182_71, "LU") == due


def test_eu_period_counted_backwards_does_not_move() -> None:
    """Article 3(4), second sentence. 1 June 2024 was a Saturday."""
    assert end(date(2024, 7, 1), days(30), Counting.EU_1182_71, "EU", back=True) == date(2024, 6, 1)


def test_eu_period_holds_two_working_days() -> None:
    """Article 3(5). Two days from Friday would end on Monday, which is one working day only."""
    assert end(date(2024, 1, 5), days(2), Counting.EU_1182_71, "EU") == date(2024, 1, 9)
    assert end(date(2024, 1, 5), days(1), Counting.EU_1182_71, "EU") == date(2024, 1, 8)
    assert end(date(2024, 1, 8), days(2), Counting.EU_1182_71, "EU") == date(2024, 1, 10)


def test_eu_holidays_are_those_of_the_place() -> None:
    """23 June 2025, a Monday, is the national day of Luxembourg."""
    assert end(date(2025, 5, 23), months(1), Counting.EU_1182_71, "LU") == date(2025, 6, 24)
    assert end(date(2025, 5, 23), months(1), Counting.EU_1182_71, "DE") == date(2025, 6, 23)


# -- PRC Civil Code 200 to 203, with the State Council's arrangements of the year
def test_cn_last_day_in_the_spring_festival_runs_on_to_a_sunday_worked_for_it() -> None:
    """2024: off from 10 to 17 February, and Sunday 18 February is worked."""
    assert end(date(2024, 1, 28), days(15), Counting.CN_CIVIL_CODE, "CN") == date(2024, 2, 18)


def test_cn_weekend_worked_in_exchange_is_a_working_day() -> None:
    """Sunday 4 February 2024 was worked for the Spring Festival: a period may end on it."""
    assert end(date(2024, 1, 20), days(15), Counting.CN_CIVIL_CODE, "CN") == date(2024, 2, 4)


def test_cn_ordinary_weekend_runs_on_to_monday() -> None:
    assert end(date(2024, 5, 31), days(15), Counting.CN_CIVIL_CODE, "CN") == date(2024, 6, 17)


def test_cn_national_day_runs_on_to_a_saturday_worked_for_it() -> None:
    """2023: off from 29 September to 6 October, and Saturday 7 October is worked."""
    assert end(date(2020, 10, 1), Length(3, Unit.YEAR), Counting.CN_CIVIL_CODE, "CN") == date(2023, 10, 7)


def test_cn_counted_backwards_does_not_move() -> None:
    assert end(date(2024, 2, 19), days(7), Counting.CN_CIVIL_CODE, "CN", back=True) == date(2024, 2, 12)


def test_cn_days_off_of_a_year_to_come_are_provisional() -> None:
    calendar = WorkCalendar(PLACES["CN"])
    assert not calendar.is_provisional(date(2025, 10, 1))
    assert calendar.is_provisional(date(2060, 10, 1))
    assert not WorkCalendar(PLACES["US"]).is_provisional(date(2060, 10, 1))


# -- plain days, business days, months
def test_calendar_days_end_on_a_sunday() -> None:
    assert end(date(2018, 3, 19), days(90), Counting.CALENDAR, "US") == date(2018, 6, 17)


def test_business_days_pass_over_weekends_and_holidays() -> None:
    counted = count(date(2024, 12, 20), Length(5, Unit.BUSINESS_DAY), Counting.CALENDAR, WorkCalendar(PLACES["US"]))
    assert counted.day == date(2024, 12, 30)
    assert [off.day.day for off in counted.passed_over] == [21, 22, 25, 28, 29]
    assert counted.passed_over[2].words.en == "Wednesday 25 December 2024, Christmas Day"
    assert counted.passed_over[2].words.zh == "2024年12月25日（星期三）圣诞节"


def test_business_days_without_a_place_know_weekends_only() -> None:
    assert count(date(2024, 12, 20), Length(5, Unit.BUSINESS_DAY), Counting.CALENDAR, WorkCalendar()).day == date(
        2024, 12, 27
    )


@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 2, date(2024, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 4, 30), -2, date(2024, 2, 29)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: date, number: int, found: date) -> None:
    assert add_months(day, number) == found


# -- clocks
def test_a_time_that_comes_twice_is_the_first() -> None:
    assert instant_of(date(2024, 11, 3), time(1, 30), "America/Los_Angeles") == datetime(2024, 11, 3, 8, 30, tzinfo=UTC)
    assert not is_clear(date(2024, 11, 3), time(1, 30), "America/Los_Angeles")


def test_a_time_that_never_comes_is_the_earlier_instant() -> None:
    assert instant_of(date(2024, 3, 10), time(2, 30), "America/Los_Angeles") == datetime(2024, 3, 10, 9, 30, tzinfo=UTC)
    assert not is_clear(date(2024, 3, 10), time(2, 30), "America/Los_Angeles")
    assert is_clear(date(2024, 3, 10), time(3, 30), "America/Los_Angeles")


def test_days_of_a_clock_change_have_their_own_length() -> None:
    day, name = date(2024, 3, 10), "America/Los_Angeles"
    assert (end_of_day(day, name) - start_of_day(day, name)).total_seconds() == 23 * 3600
    assert end_of_day(day, name) == datetime(2024, 3, 11, 7, tzinfo=UTC)


def test_a_midnight_the_clock_skips_begins_the_day_when_it_skips() -> None:
    """In Beirut clocks went from 24:00 on 30 March 2024 to 01:00."""
    assert start_of_day(date(2024, 3, 31), "Asia/Beirut") == datetime(2024, 3, 30, 22, tzinfo=UTC)


def test_a_day_the_calendar_skipped_is_empty() -> None:
    """Samoa had no 30 December 2011."""
    assert end_of_day(date(2011, 12, 30), "Pacific/Apia") == start_of_day(date(2011, 12, 30), "Pacific/Apia")


@pytest.mark.parametrize("name", ["Beijing", "", "../etc/passwd", "US time"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ZoneUnknown, match="is not a time zone"):
        zone(name)
