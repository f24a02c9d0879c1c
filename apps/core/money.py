"""Money is a Decimal with its ISO 4217 currency. Amounts of different currencies are never added."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_currency, get_currency_name, get_currency_precision
from django.utils.translation import get_language, to_locale

# Currencies of the marketplaces known to us and of their sellers, the most used first.
_CODES = """
USD CNY EUR GBP JPY CAD AUD HKD SGD MXN BRL INR AED SAR SEK PLN TRY ZAR EGP TWD VND THB MYR IDR PHP KRW RUB CHF CZK DKK
NOK NZD ILS CLP COP ARS
"""
CURRENCIES = tuple(_CODES.split())


@dataclass(frozen=True, order=True)
class Money:
    """An amount in one currency. Adding another currency raises ValueError."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.amount + other.amount, self.currency)

    def __str__(self) -> str:
        return format_money(self)


def locale_of(language: str | None = None) -> Locale:
    """Babel's locale for a Django language code (the active language when none is given).

    English is the world's, not that of the United States: `US$` and `JP¥` stay apart from other dollars and yuan, and
    1 December 2022 is not mistaken for the 12th of January.
    """
    return _locale(to_locale(language or get_language() or "en"))


@cache
def _locale(name: str) -> Locale:
    return Locale.parse("en_001" if name == "en" else name)


def format_money(money: Money, language: str | None = None) -> str:
    """`US$1,250.00`, in the form the reader's language uses; whole when the cents are nought."""
    whole = money.amount == money.amount.to_integral_value()
    pattern = locale_of(language).currency_formats["standard"].pattern
    if whole and get_currency_precision(money.currency):
        pattern = pattern.replace("0.00", "0")
        return format_currency(money.amount, money.currency, pattern, locale_of(language), currency_digits=False)
    return format_currency(money.amount, money.currency, locale=locale_of(language))


def currency_choices(language: str | None = None) -> list[tuple[str, str]]:
    """Code and `code – name` of every currency offered in forms."""
    return [(code, f"{code} – {get_currency_name(code, locale=locale_of(language))}") for code in CURRENCIES]


def sum_by_currency(amounts: Iterable[Money]) -> list[Money]:
    """One total per currency, in the order of CURRENCIES; never one number for several currencies."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for money in amounts:
        totals[money.currency] += money.amount
    order = {code: place for place, code in enumerate(CURRENCIES)}
    return [Money(totals[code], code) for code in sorted(totals, key=lambda c: (order.get(c, len(order)), c))]
