"""Amounts of all countries, in one style per file."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.losses.reports.errors import Undecided
from apps.losses.reports.numbers import NumberEvidence, NumberReader, Style, parse
from tests.losses.reports.lookalikes import STYLES

POINT, COMMA = Style.POINT, Style.COMMA


@pytest.mark.parametrize(
    ("text", "style", "amount"),
    [
        ("1.141,18", COMMA, "1141.18"),
        ("1141,18", COMMA, "1141.18"),
        ("1,141.18", POINT, "1141.18"),
        ("1,44,957.78", POINT, "144957.78"),
        ("1,00,000", POINT, "100000"),
        ("1\u202f234\u202f567,89", COMMA, "1234567.89"),
        ("1\u00a0234,5", COMMA, "1234.5"),
        ("1\u2009234.50", POINT, "1234.50"),
        ("1’234’567.89", POINT, "1234567.89"),
        ("1'234.50", POINT, "1234.50"),
        ("-0,75", COMMA, "-0.75"),
        ("\u22120.75", POINT, "-0.75"),
        ("12.50-", POINT, "-12.50"),
        ("(12.50)", POINT, "-12.50"),
        ("(£1,012.50)", POINT, "-1012.50"),
        ("-£4.80", POINT, "-4.80"),
        ("£-4.80", POINT, "-4.80"),
        ("CA$76.00", POINT, "76.00"),
        ("R$ 1.234,00", COMMA, "1234.00"),
        ("1.234,56 €", COMMA, "1234.56"),
        ("1 234,56 zł", COMMA, "1234.56"),
        ("USD 5.00", POINT, "5.00"),
        ("￥１，２００", POINT, "1200"),
        ("١٢٣٫٥", POINT, "123.5"),
        ("+7", POINT, "7"),
        (".50", POINT, "0.50"),
        ('"1,234.50"', POINT, "1234.50"),
        ("32.09    ", POINT, "32.09"),
    ],
)
def test_an_amount_is_read_in_its_style(text: str, style: Style, amount: str) -> None:
    assert parse(text, style) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "--", "-", "—", "  ", "N/A"])
def test_a_cell_may_say_that_there_is_no_amount(text: str) -> None:
    assert parse(text, POINT) is None


@pytest.mark.parametrize(
    "text",
    [
        "1,23", "12,34.5", "1.234.50", "1,2345", "0,123", "--5", "(5", "5)", "-(5)", "- -5", "=1+1", "1e5", "1E+05",
        "NaN", "Infinity", "12\x00.5", "1\ufffd234.00", "5 5", "abc", "1,234,56", "9" * 41, "9999999999999.00",
        "1,,000", "1 ,000",
    ],
)  # fmt: skip
def test_what_is_no_amount_in_this_style_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(text, POINT)


def evidence(*cells: str) -> NumberEvidence:
    found = NumberEvidence()
    found.add(cells)
    return found


def decided(*cells: str, usual: Style | None = None, whole: bool = False, chosen: Style | None = None) -> Style:
    return evidence(*cells).decide(chosen=chosen, usual=usual, whole=whole)[0]


def test_one_telling_amount_decides_for_the_whole_file() -> None:
    assert decided("1,234", "5", "0,75") is COMMA
    assert decided("1.234", "5", "0.75") is POINT
    assert decided("1.234", "1.234.567") is COMMA
    assert decided("1,234", "12,34,567") is POINT


def test_amounts_beat_the_language() -> None:
    assert decided("12,50", usual=POINT) is COMMA


def test_where_amounts_are_silent_the_language_decides() -> None:
    assert decided("1,234", usual=COMMA) is COMMA
    assert decided("1,234", usual=POINT) is POINT


def test_a_currency_without_cents_has_no_decimals() -> None:
    assert decided("1,200", "120", whole=True) is POINT
    assert decided("1.200", "120", whole=True) is COMMA


def test_an_undecided_file_is_not_read() -> None:
    with pytest.raises(Undecided, match="1,234"):
        decided("1,234", "5")


def test_whole_numbers_need_no_decision() -> None:
    assert decided("5", "1200") is POINT


def test_contradicting_amounts_are_refused_with_both_examples() -> None:
    with pytest.raises(Undecided, match=r"12\.50.*12,50"):
        decided("12.50", "12,50", usual=POINT)


def test_a_person_decides_against_all() -> None:
    assert decided("12.50", "12,50", chosen=COMMA) is COMMA


def test_a_later_amount_of_the_other_style_is_refused() -> None:
    read = NumberReader(POINT, example="12.50")
    assert read["1,234"] == 1234
    with pytest.raises(Undecided):
        read["1.234,50"]


def test_counts_are_whole() -> None:
    read = NumberReader(POINT)
    assert [read.count(cell) for cell in ("1,200", "7.0", "")] == [1200, 7, None]
    with pytest.raises(ValueError, match="not whole"):
        read.count("7.5")


@settings(max_examples=300, deadline=None)
@given(
    amount=st.decimals("-9999999999.99", "9999999999.99", places=2),
    name=st.sampled_from(sorted(STYLES)),
    sign=st.sampled_from(["", "€", "$ ", "USD "]),
)
def test_every_style_round_trips_to_the_cent(amount: Decimal, name: str, sign: str) -> None:
    style = STYLES[name]
    assert parse(sign + style.write(amount), Style(style.decimal)) == amount


@settings(max_examples=300, deadline=None)
@given(amount=st.decimals("-9999999.99", "9999999.99", places=2), name=st.sampled_from(sorted(STYLES)))
def test_the_other_style_never_reads_another_amount_when_cents_are_shown(amount: Decimal, name: str) -> None:
    style = STYLES[name]
    other = COMMA if style.decimal == "." else POINT
    with pytest.raises(ValueError, match=r".+"):
        parse(style.write(amount), other)
