from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from apps.incidents.rules import (
    bounded,
    counted_day,
    day_in_words,
    quantity_in_words,
    readings_of_promise,
    rounded_money,
    span_in_words,
)


@pytest.mark.parametrize(
    ("trigger", "days", "due"),
    [
        (date(2018, 3, 2), 17, date(2018, 3, 19)),
        (date(2018, 3, 19), 90, date(2018, 6, 17)),
        (date(2018, 2, 14), 90, date(2018, 5, 15)),
    ],
)
def test_counted_day_excludes_the_day_of_the_trigger(trigger: date, days: int, due: date) -> None:
    assert counted_day(trigger, days) == due


def test_promise_before_a_day_in_us_time_has_two_readings() -> None:
    readings = readings_of_promise(date(2022, 12, 13))
    assert readings.strict == datetime(2022, 12, 13, 5, 0, tzinfo=UTC)
    assert readings.loose == datetime(2022, 12, 14, 8, 0, tzinfo=UTC)
    beijing = ZoneInfo("Asia/Shanghai")
    assert readings.strict.astimezone(beijing).isoformat() == "2022-12-13T13:00:00+08:00"
    assert readings.loose.astimezone(beijing).isoformat() == "2022-12-14T16:00:00+08:00"


def test_promise_in_summer_follows_daylight_saving_time() -> None:
    readings = readings_of_promise(date(2022, 7, 13))
    assert readings.strict == datetime(2022, 7, 13, 4, 0, tzinfo=UTC)
    assert readings.loose == datetime(2022, 7, 14, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "english", "chinese"),
    [
        ("day", "10 December 2022", "2022年12月10日"),
        ("weekend", "weekend of 10 December 2022", "2022年12月10日"),
        ("month", "December 2022", "2022年12月"),
        ("year", "2022", "2022年"),
    ],
)
def test_day_is_written_as_exactly_as_it_is_known(precision: str, english: str, chinese: str) -> None:
    day = date(2022, 12, 10)
    with override("en"):
        assert day_in_words(day, precision) == english
        assert day_in_words(day, precision, inferred=True) == f"{english} (inferred)"
        assert day_in_words(day, precision, year_inferred=True) == f"{english} (year inferred)"
    with override("zh-hans"):
        assert chinese in day_in_words(day, precision)


def test_day_unknown_says_so() -> None:
    assert day_in_words(None) == "date not known"


def test_span_needs_two_different_ends() -> None:
    assert span_in_words("May 2021", "September 2021") == "May 2021 to September 2021"
    assert span_in_words("May 2021", "May 2021") == "May 2021"
    assert span_in_words("May 2021", "") == "May 2021"


def test_quantity_takes_the_reader_s_form() -> None:
    with override("en"):
        assert quantity_in_words(Decimal("500.0000"), unit="sellers") == "500 sellers"
        assert quantity_in_words(Decimal(30), unit="%") == "30%"
        assert quantity_in_words(Decimal("100000000"), "USD") == "US$100,000,000"
        assert quantity_in_words(Decimal("42351.8700"), "USD") == "US$42,351.87"
    with override("zh-hans"):
        assert quantity_in_words(Decimal(321000), unit="次阅读") == "321,000次阅读"
        assert quantity_in_words(Decimal("41430000"), "CNY") == "¥41,430,000"


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        ("at_least", "at least 5"),
        ("more_than", "more than 5"),
        ("about", "about 5"),
        ("at_most", "at most 5"),
        ("exactly", "5"),
    ],
)
def test_bound_is_part_of_the_quantity(bound: str, words: str) -> None:
    assert bounded("5", bound) == words


def test_large_money_is_also_said_short() -> None:
    with override("en"):
        assert rounded_money(Decimal("100000000"), "USD") == "US$100M"
        assert rounded_money(Decimal("41430000"), "CNY") == "CN¥41.43M"
        assert rounded_money(Decimal("26984"), "USD") == ""
    with override("zh-hans"):
        assert rounded_money(Decimal("100000000"), "USD") == "US$1亿"
        assert rounded_money(Decimal("130000000"), "CNY") == "¥1.3亿"
