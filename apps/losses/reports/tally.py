"""Sums while rows go by. What is kept does not grow with the number of rows."""

from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter

from apps.losses.reports.notices import Notices
from apps.losses.reports.report import Period, Total
from apps.losses.reports.rows import Category, Moment, Row

MOST_KINDS = 2_000
FIRST_ROWS = 10
# Rows of these are about products and orders; their descriptions are titles, not kinds.
_TITLED = frozenset({Category.SALE, Category.REFUND, Category.STOCK, Category.DECLARED, Category.COST})
ZERO = Decimal(0)
Kind = tuple[str, Category, str, str]
_AT, _ZONE = attrgetter("at"), attrgetter("zone")


class Tally:
    """Totals, period, units and the first rows of one reading. `describes`: every description names a kind."""

    def __init__(self, *, describes: bool, notices: Notices) -> None:
        self._describes = describes
        self._notices = notices
        self._kinds: dict[Kind, list[int | Decimal]] = {}
        self._start: Moment | None = None
        self._end: Moment | None = None
        self.rows = 0
        self.units: dict[str, int] = {}
        self.first_rows: list[Row] = []
        self.zone_missing = False

    def add(self, rows: Sequence[Row]) -> None:
        if self.rows < FIRST_ROWS:
            self.first_rows += rows[: FIRST_ROWS - self.rows]
        self.rows += len(rows)
        for row in rows:
            if (amount := row.amount) is not None:
                described = self._describes or row.category not in _TITLED
                kind = (row.currency, row.category, row.type, row.description if described else "")
                found = self._kinds.get(kind) or self._new(kind)
                found[0] += 1
                found[1] += amount
            if row.units:
                for state, pieces in row.units.items():
                    self.units[state] = self.units.get(state, 0) + pieces
        self._stretch([row.moment for row in rows if row.moment is not None])

    def _new(self, kind: Kind) -> list[int | Decimal]:
        if len(self._kinds) >= MOST_KINDS:
            self._notices.add("totals_folded")
            kind = (kind[0], kind[1], "…", "…")
        return self._kinds.setdefault(kind, [0, ZERO])

    def _stretch(self, moments: Sequence[Moment]) -> None:
        if not moments:
            return
        first, last = min(moments, key=_AT), max(moments, key=_AT)
        if self._start is None or first.at < self._start.at:
            self._start = first
        if self._end is None or last.at > self._end.at:
            self._end = last
        if not self.zone_missing and not all(map(_ZONE, moments)):
            self.zone_missing = any(not moment.zone and "T" in moment.text for moment in moments)

    @property
    def period(self) -> Period:
        return Period(self._start, self._end, stated=False)

    def totals(self) -> tuple[Total, ...]:
        """Largest first within their currency."""
        made = [Total(*kind, rows=int(count), amount=Decimal(amount)) for kind, (count, amount) in self._kinds.items()]
        return tuple(sorted(made, key=lambda total: (total.currency, -abs(total.amount), total.type)))

    def sums(self, more: Sequence[Row] = ()) -> dict[str, Decimal]:
        """Amounts by currency, those of `more` rows included."""
        sums: dict[str, Decimal] = {}
        for (currency, *_), (_count, amount) in self._kinds.items():
            sums[currency] = sums.get(currency, ZERO) + amount
        for row in more:
            sums[row.currency] = sums.get(row.currency, ZERO) + (row.amount or ZERO)
        return sums

    def unknown_types(self) -> list[str]:
        return sorted({type_ for (_, category, type_, _d) in self._kinds if category is Category.OTHER})
