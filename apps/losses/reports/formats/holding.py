"""Money that rows mark as held, added up by currency with the rows that say so."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from apps.losses.reports.report import Basis, Held

MOST_NAMED = 20


@dataclass
class _Sum:
    amount: Decimal = Decimal(0)
    rows: list[int] = field(default_factory=list)


class Holding:
    """A running sum per currency."""

    def __init__(self) -> None:
        self._sums: dict[str, _Sum] = {}

    def add(self, number: int, currency: str, amount: Decimal) -> None:
        found = self._sums.setdefault(currency, _Sum())
        found.amount += amount
        if len(found.rows) < MOST_NAMED:
            found.rows.append(number)

    def held(self, basis: Basis, on: date | None) -> list[Held]:
        return [Held(basis, currency, s.amount, tuple(s.rows), on) for currency, s in self._sums.items()]
