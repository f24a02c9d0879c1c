"""Dates and times of all reports, with their zones."""

from datetime import UTC, date, datetime, timedelta

import pytest
from babel import Locale

from apps.losses.reports.dates import MONTH_LANGUAGES, DateEvidence, MomentReader, Order, _plain, usual_order, zone_of

DAY, MONTH = Order.DAY, Order.MONTH


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-06-17 08:14:22 UTC", utc(2026, 6, 17, 8, 14, 22)),
        ("2025-06-05T22:07:18+00:00", utc(2025, 6, 5, 22, 7, 18)),
        ("2026-09-03 10:15:00 -0400", utc(2026, 9, 3, 14, 15)),
        ("14.03.2023 07:49:55 UTC", utc(2023, 3, 14, 7, 49, 55)),
        ("Jun 1, 2026 5:43:55 AM PDT", utc(2026, 6, 1, 12, 43, 55)),
        ("Jun 1, 2026 12:00:00 AM PDT", utc(2026, 6, 1, 7)),
        ("Jun 1, 2026 12:00:00 PM PDT", utc(2026, 6, 1, 19)),
        ("Dec 31, 2026 11:59:59 PM PST", utc(2027, 1, 1, 7, 59, 59)),
        ("Jun 1, 2026 5:43:55\u202fAM PDT", utc(2026, 6, 1, 12, 43, 55)),
        ("1 Jul 2026 4:24:44 am UTC", utc(2026, 7, 1, 4, 24, 44)),
        ("9 Jul 2026 11:19:48 pm UTC", utc(2026, 7, 9, 23, 19, 48)),
        ("1 juil. 2026 08:31:35 UTC", utc(2026, 7, 1, 8, 31, 35)),
        ("2 juillet 2026 13:22:36 UTC", utc(2026, 7, 2, 13, 22, 36)),
        ("1 févr. 2026 08:31:35 UTC", utc(2026, 2, 1, 8, 31, 35)),
        ("1 août 2026 08:31:35 UTC", utc(2026, 8, 1, 8, 31, 35)),
        ("1 lug 2026 08.31.35 UTC", utc(2026, 7, 1, 8, 31, 35)),
        ("1 dic 2026 08:31:35 UTC", utc(2026, 12, 1, 8, 31, 35)),
        ("3 de enero de 2026 08:00", utc(2026, 1, 3, 8)),
        ("1 jun 2026 8:31:35 p.m. GMT-6", utc(2026, 6, 2, 2, 31, 35)),
        ("3 maj 2026 08:31:35 UTC", utc(2026, 5, 3, 8, 31, 35)),
        ("5 paź 2026 08:31:35 UTC", utc(2026, 10, 5, 8, 31, 35)),
        ("2 mrt. 2026 08:31:35 UTC", utc(2026, 3, 2, 8, 31, 35)),
        ("2. März 2026 02:03:04 MEZ", utc(2026, 3, 2, 1, 3, 4)),
        ("01.03.2021 02:03:04 GMT+00:00", utc(2021, 3, 1, 2, 3, 4)),
        ("01.07.2021 02:03:04 MESZ", utc(2021, 7, 1, 0, 3, 4)),
        ("2026/07/03 12:34:56 JST", utc(2026, 7, 3, 3, 34, 56)),
        ("2026年7月3日 12:34:56 JST", utc(2026, 7, 3, 3, 34, 56)),
        ("2026/07/03 午後1:05", utc(2026, 7, 3, 13, 5)),
        ("25/09/2016 13:34:51 PDT", utc(2016, 9, 25, 20, 34, 51)),
        ("2/1/2020 11:05:56 Europe/Berlin", utc(2020, 1, 2, 10, 5, 56)),
        ("1/7/2020 11:05:56 Europe/Berlin", utc(2020, 7, 1, 9, 5, 56)),
        ("12-Sep-26 10:00", utc(2026, 9, 12, 10)),
    ],
)
def test_a_moment_is_read_with_its_zone(text: str, instant: datetime) -> None:
    moment = MomentReader(DAY)[text]
    assert moment is not None
    assert moment.at == instant


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31 July, 2026", date(2026, 7, 31)),
        ("March 1, 2026", date(2026, 3, 1)),
        ("Sept. 5, 2026", date(2026, 9, 5)),
        ("2026-08-18", date(2026, 8, 18)),
        ("2026/09/03", date(2026, 9, 3)),
        ("03.04.2026", date(2026, 4, 3)),
        ("1er août 2026", date(2026, 8, 1)),
    ],
)
def test_a_day_needs_no_time(text: str, day: date) -> None:
    moment = MomentReader(DAY)[text]
    assert moment is not None
    assert (moment.day, moment.text) == (day, day.isoformat())


def test_the_day_is_counted_where_the_report_counts_it() -> None:
    moment = MomentReader(DAY)["Jun 30, 2026 11:30:00 PM PDT"]
    assert moment is not None
    assert (moment.day, moment.zone, moment.at) == (date(2026, 6, 30), "PDT", utc(2026, 7, 1, 6, 30))


@pytest.mark.parametrize(
    "text",
    ["soon", "31/02/2026", "32 Jul 2026", "2026-13-01", "1 Foo 2026", "2026-06-17 25:00", "Jun 1, 2026 5:00 XYZ", "42"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        MomentReader(DAY)[text]


def test_day_or_month_first_is_decided_by_the_file() -> None:
    assert MomentReader(DAY)["03/04/2026"].day == date(2026, 4, 3)  # type: ignore[union-attr]
    assert MomentReader(MONTH)["03/04/2026"].day == date(2026, 3, 4)  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="first"):
        MomentReader(None)["03/04/2026"]


@pytest.mark.parametrize(("order", "text"), [(DAY, "04/13/2026"), (MONTH, "13/04/2026")])
def test_a_date_of_the_other_order_is_refused(order: Order, text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        MomentReader(order)[text]


def order_of(*texts: str, usual: Order | None = None) -> tuple[Order | None, str]:
    found = DateEvidence()
    found.add(texts)
    return found.decide(usual)


def test_one_telling_date_decides_for_all() -> None:
    assert order_of("03/04/2026", "25/04/2026", usual=MONTH) == (DAY, "cells")
    assert order_of("03/04/2026 10:00", "04/25/2026", usual=DAY) == (MONTH, "cells")


def test_where_dates_are_silent_the_language_decides_or_a_guess_is_called_one() -> None:
    assert order_of("03/04/2026", usual=DAY) == (DAY, "language")
    assert order_of("03/04/2026") == (MONTH, "guess")
    assert order_of("2026-04-03", "04/04/2026", "03.04.2026") == (None, "nothing")


def test_contradicting_dates_have_no_order() -> None:
    assert order_of("25/04/2026", "04/25/2026") == (None, "mixed")


def test_the_order_of_a_language() -> None:
    assert {code: usual_order(code) for code in ("en", "en-GB", "de", "sv", "xx")} == {
        "en": MONTH, "en-GB": DAY, "de": DAY, "sv": DAY, "xx": None,
    }  # fmt: skip


def test_no_two_languages_disagree_about_a_month() -> None:
    seen: dict[str, set[int]] = {}
    for language in MONTH_LANGUAGES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    seen.setdefault(_plain(name), set()).add(number)
    assert {name: numbers for name, numbers in seen.items() if len(numbers) > 1} == {}


@pytest.mark.parametrize(
    ("text", "hours"),
    [("PST", -8), ("pdt", -7), ("GMT+9", 9), ("UTC+05:30", 5.5), ("-0330", -3.5), ("IST", 5.5), ("Z", 0)],
)
def test_zones(text: str, hours: float) -> None:
    zone = zone_of(text)
    assert zone is not None
    assert zone.utcoffset(None) == timedelta(hours=hours)
