"""Reads of exchange rates, and conversion at a dated rate that is shown with the result."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from apps.core.money import Money
from apps.losses.enums import Figure, Grade
from apps.losses.models import ExchangeRate, LossLine
from apps.losses.rules import Published
from apps.losses.selectors.ledger import Sums

SOURCE = "ECB"
EURO = "EUR"
CENT = Decimal("0.01")
MOST_DAYS_OLD = (
    10  # the longest pause between two publications was Easter with two holidays; beyond it a currency ended
)
Rates = dict[tuple[str, date], Published]


@dataclass(frozen=True)
class Converted:
    """`money` in another currency: `rate` units of it for one of the original, published by the ECB on `day`."""

    original: Money
    money: Money
    rate: Decimal
    day: date


def newest_day() -> date | None:
    """The last day of which there are rates; None where there are none at all."""
    return ExchangeRate.objects.order_by("-day").values_list("day", flat=True).first()


def convert_all(amounts: Iterable[tuple[Money, date]], currency: str) -> list[Converted | None]:
    """Each amount at the rate of its day: the last published on or before it. None where there is no published rate.

    One query for all of them. Cross rates go by way of the euro, as the ECB says they should.
    """
    wanted = list(amounts)
    rates = _rates_on({(code, day) for money, day in wanted for code in (money.currency, currency)})
    return [_convert(money, day, currency, rates) for money, day in wanted]


def convert_lines(lines: Iterable[LossLine], currency: str) -> list[tuple[Money, Converted | None]]:
    """What each line is shown with, the likely amount where a person declared it and else the low one, and that in
    `currency` at the rate of the loss date; of a line without one, of the day it was entered."""
    shown = [(line, line.likely_money if line.grade == Grade.C else line.low_money) for line in lines]
    found = convert_all(((money, _day_of(line)) for line, money in shown), currency)
    return [(money, converted) for (_line, money), converted in zip(shown, found, strict=True)]


def sums_in(sums: Sums, currency: str) -> dict[Figure, Money]:
    """The sums in one currency, each amount at the rate of its line's day. What has no rate is left out, and a sum
    nothing of which has one is missing."""
    entries = [(figure, line, money) for figure, counted in sums.counted.items() for line, money in counted]
    found = convert_all(((money, _day_of(line)) for _figure, line, money in entries), currency)
    added: dict[Figure, Decimal] = defaultdict(Decimal)
    for (figure, _line, _money), converted in zip(entries, found, strict=True):
        if converted:
            added[figure] += converted.money.amount
    return {figure: Money(amount, currency) for figure, amount in added.items()}


def _day_of(line: LossLine) -> date:
    return line.loss_date or line.entered_at.date()


def _convert(money: Money, day: date, currency: str, rates: Rates) -> Converted | None:
    if money.currency == currency:
        return Converted(money, money, Decimal(1), day)
    source, target = rates.get((money.currency, day)), rates.get((currency, day))
    if source is None or target is None:
        return None
    rate = target.per_euro / source.per_euro
    return Converted(money, Money((money.amount * rate).quantize(CENT), currency), rate, min(source.day, target.day))


_ON = f"""
    SELECT wanted.currency, wanted.day, found.day, found.per_euro
    FROM unnest(%(currencies)s::text[], %(days)s::date[]) AS wanted (currency, day)
    CROSS JOIN (SELECT max(day) AS day FROM {ExchangeRate._meta.db_table}) AS newest
    CROSS JOIN LATERAL (
        SELECT rate.day, rate.per_euro FROM {ExchangeRate._meta.db_table} AS rate
        WHERE rate.currency = wanted.currency AND rate.day <= wanted.day
              AND rate.day > LEAST(wanted.day, newest.day) - %(most)s
        ORDER BY rate.day DESC LIMIT 1
    ) AS found
"""  # noqa: S608  our own table's name


def _rates_on(wanted: set[tuple[str, date]]) -> Rates:
    pairs = sorted(pair for pair in wanted if pair[0] != EURO)
    named: dict[str, Any] = {
        "currencies": [code for code, _day in pairs],
        "days": [day for _code, day in pairs],
        "most": MOST_DAYS_OLD,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ON, named)
        found = {(code, day): Published(code, published, rate) for code, day, published, rate in cursor.fetchall()}
    # The euro has no rate of its own; its day is that of what it is compared with.
    return found | {pair: Published(EURO, date.max, Decimal(1)) for pair in wanted if pair[0] == EURO}
