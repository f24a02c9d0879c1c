"""Tables that leave the house: nothing in them runs, numbers stay numbers, dates are said in the reader's language."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from apps.core.spreadsheets import AT_ONCE, DANGEROUS, Value, csv_pieces, write_xlsx

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("http://x")',
]


def as_csv(*rows: list[Value]) -> list[list[str]]:
    text = "".join(csv_pieces(rows))
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def as_xlsx(*rows: list[Value]) -> list[list[object]]:
    book = BytesIO()
    write_xlsx(book, "Cases", rows)
    return [[cell.value for cell in row] for row in load_workbook(book).worksheets[0].rows]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_begins_a_formula(text: str) -> None:
    assert as_csv([text]) == [[f"'{text}"]]
    book = BytesIO()
    write_xlsx(book, "Cases", [["Head"], [text]])
    assert load_workbook(book).worksheets[0]["A2"].data_type == "s"


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), min_size=1, max_size=3))
def test_any_text_can_be_written(rows: list[list[str]]) -> None:
    cells = [cell for row in as_csv(*[list[Value](row) for row in rows]) for cell in row]
    assert not any(cell.startswith(DANGEROUS) for cell in cells)
    as_xlsx(["Head", "Head"], *[list[Value](row) for row in rows])


def test_numbers_stay_numbers() -> None:
    assert as_csv([-3, Decimal("-12.50"), None, "13"]) == [["-3", "-12.50", "", "13"]]
    assert as_xlsx(["a", "b"], [-3, Decimal("-12.50")])[1] == [-3, -12.5]


def test_dates_are_in_the_language_and_zone_of_the_reader() -> None:
    row: list[Value] = [date(2018, 2, 14), datetime(2018, 2, 14, 22, 30, tzinfo=UTC)]
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        assert as_csv(row) == [["14 February 2018", "15 Feb 2018, 06:30"]]
        with translation.override("zh-hans"):
            assert as_csv(row) == [["2018年2月14日", "2018年2月15日 06:30"]]
        assert as_xlsx(["a", "b"], row)[1] == [datetime(2018, 2, 14), datetime(2018, 2, 15, 6, 30)]  # noqa: DTZ001


def test_the_language_is_that_of_the_asking_and_not_of_the_sending() -> None:
    with translation.override("zh-hans"):
        pieces = csv_pieces([[date(2018, 2, 14)]] * (AT_ONCE + 1))
    sent = list(pieces)
    assert len(sent) == 2
    assert all("2018年2月14日" in piece for piece in sent)
