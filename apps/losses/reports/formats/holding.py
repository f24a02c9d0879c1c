"""Money that rows mark as held, added up by currency with the rows that say so."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from apps.losses.reports.report import Basis, Held
from apps.losses.reports.rows import Moment

MOST_NAMED = 20


@dataclass
class _Sum:
    amount: Decimal = Decimal(0)
    rows: list[int] = field(default_factory=list)


class Holding:
    """A running sum per currency, of what happened by the end of the day `on` (None: of all)."""

    def __init__(self, basis: Basis, on: date | None) -> None:
        self._basis, self._on = basis, on
        self._sums: dict[str, _Sum] = {}

    def add(self, number: int, currency: str, amount: Decimal, moment: Moment | None) -> None:
        if self._on and (moment is None or moment.day > self._on):
            return
        found = self._sums.setdefault(currency, _Sum())
        found.amount += amount
        if len(found.rows) < MOST_NAMED:
            found.rows.append(number)

    def held(self) -> list[Held]:
        return [
            Held(self._basis, code, s.amount, tuple(s.rows), self._on) for code, s in self._sums.items() if s.amount
        ]
