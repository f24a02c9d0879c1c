"""Every family of reports, saved again by other programs and damaged on its way: right, warned of, or refused."""

import io
import random
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.losses.reports import CannotRead, Report, read
from tests.losses.reports import families
from tests.losses.reports.lookalikes import STYLES, V2, as_text, date_range, shuffled, v2_rows
from tests.losses.reports.reports import codes, read_bytes, read_text, sums, total

NAMES = sorted(families.TEXTS)
UNCHECKED = ("template", "reimbursements")  # one amount a row and no total: another digit is another amount
ENDS = {"crlf": "\r\n", "lf": "\n", "cr": "\r"}


def attempt(data: bytes) -> Report | None:
    try:
        return read(io.BytesIO(data))
    except CannotRead as refused:
        assert refused.sentence
        return None


def expected(name: str) -> list[Decimal]:
    """What the first rows come to: of none up to all."""
    values = [abs(value) for value in families.VALUES] if name == "template" else families.VALUES
    return [total(values[:count]) for count in range(len(values) + 1)]


def is_honest(name: str, report: Report | None, *, whole: bool = False) -> bool:
    if report is None or not report.is_clean:
        return True
    found = total(list(sums(report).values()))
    return found == expected(name)[-1] if whole else found in expected(name) and "total_not_stated" in codes(report)


@pytest.mark.parametrize("name", NAMES)
def test_it_adds_up(name: str) -> None:
    report = read_text(families.TEXTS[name]())
    assert (report.is_clean, report.rows, total(list(sums(report).values()))) == (True, 4, expected(name)[-1])


@pytest.mark.parametrize("name", NAMES)
def test_cut_at_any_byte(name: str) -> None:
    data = families.TEXTS[name]().encode()
    places = {*range(0, len(data), max(1, len(data) // 50)), *range(len(data) - 40, len(data))}
    assert [place for place in sorted(places) if not is_honest(name, attempt(data[:place]))] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNCHECKED])
def test_a_flipped_bit(name: str) -> None:
    data, dice = families.TEXTS[name]().encode(), random.Random(7)
    wrong = []
    for place in range(0, len(data), max(1, len(data) // 70)):
        bit = dice.randrange(8)
        if not is_honest(name, attempt(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])):
            wrong.append((place, bit))
    assert wrong == []


@settings(max_examples=120, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(sorted(ENDS)),
    more=st.sampled_from(["", ",", ",,,", ',"",""']),
    blank=st.booleans(),
)
def test_saved_again_it_says_the_same(name: str, encoding: str, end: str, more: str, blank: bool) -> None:
    """Other encodings, line ends, empty columns behind the last, empty lines."""
    sign = "\t" if name == "reimbursements" else ","
    lines = families.TEXTS[name]().removeprefix("\ufeff").splitlines()
    lines = [line + more.replace(",", sign) for line in lines] + [""] * blank
    report = read_bytes(ENDS[end].join([*lines, ""]).encode(encoding))
    assert (report.is_clean, total(list(sums(report).values()))) == (True, expected(name)[-1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", [str.upper, str.title, lambda text: text.replace(" ", "\u00a0")])
def test_column_names_in_other_letters(name: str, change: object) -> None:
    lines = families.TEXTS[name]().splitlines(keepends=True)
    at = max(range(len(lines) - 4), key=lambda place: lines[place].count(",") + lines[place].count("\t"))
    lines[at] = change(lines[at])  # type: ignore[operator]
    report = read_text("".join(lines))
    assert (report.is_clean, total(list(sums(report).values()))) == (True, expected(name)[-1])


@settings(max_examples=100, deadline=None)
@given(
    cents=st.lists(st.integers(-(10**8), 10**8).filter(bool), min_size=1, max_size=12),
    style=st.sampled_from(sorted(STYLES)),
    form=st.fixed_dictionaries(
        {
            "sign": st.sampled_from(["\t", ",", ";", "|"]),
            "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
            "end": st.sampled_from(sorted(ENDS)),
            "order": st.integers(0, 99),
            "spare": st.integers(0, 3),
        }
    ),
)
def test_any_settlement_in_any_form_reconciles_or_is_refused(
    cents: list[int], style: str, form: dict[str, Any]
) -> None:
    values = [Decimal(cent) / 100 for cent in cents]
    text = as_text(shuffled(V2, form["order"]), v2_rows(values, STYLES[style]), delimiter=form["sign"])
    lines = [line + form["sign"] * form["spare"] for line in text.splitlines()]
    try:
        data = ENDS[form["end"]].join([*lines, ""]).encode(form["encoding"])
    except UnicodeEncodeError:
        return
    report = attempt(data)
    if report is not None:
        assert (sums(report), report.difference, report.is_clean) == ({"USD": total(values)}, 0, True)


# -- saved again by a spreadsheet program ----------------------------------------------------------------------------
def test_a_workbook_with_the_report_on_its_second_sheet_below_a_merged_line() -> None:
    report = read_bytes(families.workbook())
    assert (report.difference, report.rows, sums(report)) == (0, 4, {"USD": total(families.VALUES)})


@pytest.mark.parametrize(("was", "now"), [("90000000017", "9E+10"), ("90000000017", "9,00E+10")])
def test_names_that_became_numbers_are_told(was: str, now: str) -> None:
    report = read_text(as_text(V2, v2_rows(families.VALUES)).replace(was, now))
    assert (report.difference, codes(report, mattering=True)) == (0, {"ids_rounded"})


def test_an_sku_that_looks_like_a_number_is_none() -> None:
    report = read_text(as_text(V2, v2_rows(families.VALUES)).replace("SKU-1", "1E+10"))
    assert report.is_clean


# -- lines that add up the others ------------------------------------------------------------------------------------
def with_sum(name: str, word: str, amount: Decimal | None = None) -> Report:
    """The report with a line below it in which every column is added up, as people do it."""
    text = families.TEXTS[name]().removeprefix("\ufeff")
    head, *body = [line.strip('"').split('","') for line in text.splitlines()[-5:]]
    sums = [""] * len(head)
    for place in range(3, len(head)):
        cells = [cells[place].replace("£", "").replace(",", "") for cells in body]
        if all(re.fullmatch(r"-?\d+(\.\d+)?", cell) for cell in cells) and "uantity" not in head[place]:
            sums[place] = str(total([Decimal(cell) for cell in cells]) if amount is None else amount)
    sums[head.index("Type") if "Type" in head else head.index("type")] = word
    return read_text(text + ",".join(f'"{cell}"' for cell in sums) + "\r\n")


@pytest.mark.parametrize("name", ["etsy", "shopify", "tiktok", "deferred"])
@pytest.mark.parametrize("word", ["", "Total", "Summe", "合计"])
def test_a_line_of_totals_is_not_counted_twice(name: str, word: str) -> None:
    report = with_sum(name, word)
    assert (total(list(sums(report).values())), "totals_row" in codes(report)) == (expected(name)[-1], True)


@pytest.mark.parametrize("name", ["etsy", "shopify", "tiktok"])
def test_a_line_without_date_and_type_that_adds_up_to_something_else_is_told(name: str) -> None:
    assert "rows_bare" in codes(with_sum(name, "Total", Decimal("1.00")), mattering=True)


def test_a_line_of_totals_below_a_settlement_is_found_by_its_total() -> None:
    text = as_text(V2, v2_rows(families.VALUES)) + "\t" * V2.index("amount") + "3313.34\n"
    report = read_text(text)
    assert report.is_clean is False


# -- other things that real files hold -------------------------------------------------------------------------------
@pytest.mark.parametrize("cell", ["$1,974.10", "USD 1,974.10", "1,974.10 USD", "US$1,974.10", "1,974.10 $"])
def test_a_currency_sign_in_the_cell(cell: str) -> None:
    report = read_text(date_range("en", families.VALUES).replace("1,974.10", cell))
    assert (report.is_clean, sums(report)) == (True, {"USD": total(families.VALUES)})


@pytest.mark.parametrize("cell", ["(206.25)", "206.25-", "\u2212206.25", "- 206.25", "-$206.25", "($206.25)"])
def test_a_minus_in_another_hand(cell: str) -> None:
    report = read_text(date_range("en", families.VALUES).replace('"-206.25"', f'"{cell}"'))
    assert (report.is_clean, sums(report)) == (True, {"USD": total(families.VALUES)})


def test_a_line_break_inside_a_cell_moves_the_row_numbers_and_no_amount() -> None:
    text = as_text(V2, v2_rows(families.VALUES), delimiter=",", quoted=True).replace("SKU-1", "SKU\r\n-1")
    report = read_text(text)
    assert (report.difference, [row.number for row in report.first_rows]) == (0, [3, 4, 6, 7])


def test_two_settlements_in_one_file_each_reconcile() -> None:
    rows = [*v2_rows(families.VALUES), *v2_rows(families.VALUES[:2], settlement="90000000018")]
    report = read_text(as_text(V2, rows))
    assert [(said.name, said.difference) for said in report.statements] == [("90000000017", 0), ("90000000018", 0)]


@pytest.mark.parametrize("rows", [[], v2_rows([])])
def test_an_empty_report_says_that_it_is(rows: list[dict[str, str]]) -> None:
    assert "no_rows" in codes(read_text(as_text(V2, rows)), mattering=True)
