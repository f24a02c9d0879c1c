"""Amounts as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.typed_amounts import SIGNS, UNITS, CannotRead, read_amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", "0"),
        ("12500", "12500"),
        (" 12500 ", "12500"),
        ("12500.5", "12500.5"),
        ("12500,50", "12500.50"),
        ("12,500", "12500"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567,89", "1234567.89"),
        ("1 234 567,89", "1234567.89"),
        ("1\u00a0234\u202f567.89", "1234567.89"),
        ("1'234'567.89", "1234567.89"),
        ("12,34,567.50", "1234567.50"),
        ("12,34,567", "1234567"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("1,234.5678", "1234.5678"),
        (".5", "0.5"),
        ("１２３４５．６", "12345.6"),
        ("１，２３４", "1234"),
        ("3000。5", "3000.5"),
        ("12万", "120000"),
        ("1.5万", "15000"),
        ("1,5 万", "15000"),
        ("1.234万", "12340"),
        ("1,234万", "12340000"),
        ("5w", "50000"),
        ("5W", "50000"),
        ("12.5K", "12500"),
        ("3百万", "3000000"),
        ("2千万", "20000000"),
        ("1.2亿", "120000000"),
        ("$1,200", "1200"),
        ("US$ 1,200.50", "1200.50"),
        ("1200 USD", "1200"),
        ("usd1200", "1200"),
        ("1200美元", "1200"),
        ("5万美金", "50000"),
        ("-5", "-5"),
        ("−5", "-5"),
    ],
)
def test_what_is_meant_is_read(typed: str, amount: str) -> None:
    assert read_amount(typed, "USD") == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        ("1.234", ("1234", "1.23")),
        ("12.500", ("12500", "12.50")),
        ("999.999", ("999999", "999.99")),
        ("1,2345", ("12345", "1.23")),
        ("1234,567", ("1234567", "1234.56")),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_back(typed: str, choices: tuple[str, str]) -> None:
    with pytest.raises(CannotRead) as caught:
        read_amount(typed, "USD")
    sentence = str(caught.value)
    assert all(choice in sentence for choice in choices)
    assert [read_amount(choice, "USD") for choice in choices] == [Decimal(choice) for choice in choices]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "abc",
        "十二万",
        "3万5千",
        "1.5万-2万",
        "1-2",
        "12,5,00",
        "1,23,4",
        "1.23.4",
        "1,234,56",
        "1.234.56",
        "1,234.567,8",
        "1..2",
        "1,,2",
        "12.",
        "万",
        "$",
        "--5",
        "1e5",
        "0x10",
        "NaN",
        "Infinity",
        "٣٠٠٠x",
        "1.23456",
        "1 23",
        "1000000000000000000000000",
        "9" * 60 + "亿",
    ],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(CannotRead):
        read_amount(typed, "USD")


@pytest.mark.parametrize(
    ("typed", "currency"),
    [("3000元", "USD"), ("¥3000", "USD"), ("$3000", "CNY"), ("3000 EUR", "USD"), ("€3000", "GBP"), ("3000rmb", "USD")],
)
def test_a_sign_that_contradicts_the_currency_is_asked_back(typed: str, currency: str) -> None:
    with pytest.raises(CannotRead, match=currency):
        read_amount(typed, currency)


@pytest.mark.parametrize(
    ("typed", "currency"), [("3000元", "CNY"), ("¥3,000", "JPY"), ("￥３０００", "CNY"), ("$3000", "SGD")]
)
def test_a_sign_that_agrees_is_read(typed: str, currency: str) -> None:
    assert read_amount(typed, currency) == 3000


def test_longer_words_come_before_their_ends() -> None:
    for words in (list(UNITS), list(SIGNS)):
        assert [
            (first, later)
            for place, first in enumerate(words)
            for later in words[place + 1 :]
            if later.endswith(first) or later.startswith(first)
        ] == []


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from([",.", ".,", " .", " ,", "'.", "’."]))
def test_what_any_country_writes_is_read_back(amount: Decimal, marks: str) -> None:
    group, point = marks
    written = f"{amount:,.2f}".replace(",", "g").replace(".", point).replace("g", group)
    assert read_amount(written, "EUR") == amount
    assert read_amount(f"{amount}", "EUR") == amount


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(typed: str) -> None:
    try:
        assert read_amount(typed, "USD").is_finite()
    except CannotRead as error:
        assert str(error)
