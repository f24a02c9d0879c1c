"""What a file says, summed up: totals, what is held back, what is owed an explanation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from babel.numbers import get_currency_precision
from django.utils.translation import gettext_lazy as _

from apps.losses.reports.notices import Notice
from apps.losses.reports.rows import DEDUCTIONS, RECOVERIES, Category, Moment, Row


class Checked(StrEnum):
    """What the figures were checked against."""

    TOTAL = "total"
    ROWS = "rows"
    BALANCE = "balance"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        return str(_CHECKED[self])


_CHECKED = {
    Checked.TOTAL: _("the total that the report states"),
    Checked.ROWS: _("each row by itself (the report states no total)"),
    Checked.BALANCE: _("the running balance"),
    Checked.NOTHING: _("nothing (the report states no total)"),
}


class Basis(StrEnum):
    """Why money counts as held. Amounts of different bases may be the same money and are never added."""

    RESERVE = "reserve"
    DEFERRED = "deferred"
    HOLD = "hold"

    @property
    def label(self) -> str:
        return str(_BASES[self])


_BASES = {
    Basis.RESERVE: _("account reserve"),
    Basis.DEFERRED: _("deferred transactions"),
    Basis.HOLD: _("holds not yet released"),
}


@dataclass(frozen=True)
class Total:
    """Rows of one kind. `description` is kept where it names a kind, not a product."""

    currency: str
    category: Category
    type: str
    description: str
    rows: int
    amount: Decimal


@dataclass(frozen=True)
class Statement:
    """A total that the file states, and what its rows come to: of a settlement, or of a wallet's balance.

    `declared` is None where the file should state it and does not.
    """

    name: str
    currency: str
    declared: Decimal | None
    computed: Decimal
    start: Moment | None = None
    end: Moment | None = None
    paid: Moment | None = None

    @property
    def difference(self) -> Decimal | None:
        """Stated minus computed; nought when the rows add up to the cent."""
        return None if self.declared is None else self.declared - self.computed


@dataclass(frozen=True)
class Held:
    """Money held back, positive, with the rows that say so. `on` is the day it stands for (None: the file's end)."""

    basis: Basis
    currency: str
    amount: Decimal
    rows: tuple[int, ...] = ()
    on: date | None = None
    returned: Decimal | None = None  # of a reserve: what the period before had held and this one gave back


@dataclass(frozen=True)
class Due:
    """Deferred money by the day it is to be released; None where the report names no day."""

    currency: str
    release: date | None
    amount: Decimal
    rows: int


@dataclass(frozen=True)
class Removal:
    """Stock that the platform will remove on a day of its own choosing."""

    day: date
    units: int
    skus: int


@dataclass(frozen=True)
class Period:
    """First and last moment. `stated` when the report names its period, else the span of its rows."""

    start: Moment | None
    end: Moment | None
    stated: bool


@dataclass(frozen=True)
class Report:
    """All that was read, without the rows themselves (those went by one at a time)."""

    format: str
    title: str
    version: str
    platform: str
    marketplace: str
    encoding: str
    delimiter: str
    language: str
    decimal: str
    date_order: str
    currencies: tuple[str, ...]
    period: Period
    rows: int
    columns: int
    header_row: int
    unread: tuple[str, ...]
    checked: Checked
    totals: tuple[Total, ...]
    statements: tuple[Statement, ...]
    held: tuple[Held, ...]
    due: tuple[Due, ...]
    units: Mapping[str, int]
    retail_value: tuple[tuple[str, Decimal], ...]
    removals: tuple[Removal, ...]
    notices: tuple[Notice, ...]
    first_rows: tuple[Row, ...]

    @property
    def currency(self) -> str:
        """The one currency; empty when none or several."""
        return self.currencies[0] if len(self.currencies) == 1 else ""

    def sum_of(
        self, *, without: frozenset[Category] = frozenset(), only: frozenset[Category] | None = None
    ) -> dict[str, Decimal]:
        """Amounts by currency, of all rows or some categories."""
        sums: dict[str, Decimal] = {}
        for total in self.totals:
            if total.category not in without and (only is None or total.category in only):
                sums[total.currency] = sums.get(total.currency, Decimal(0)) + total.amount
        return sums

    @property
    def deductions(self) -> tuple[Total, ...]:
        """Fines, claims, chargebacks and collected debts."""
        return tuple(total for total in self.totals if total.category in DEDUCTIONS)

    @property
    def recoveries(self) -> tuple[Total, ...]:
        """What the platform gave for goods it lost, damaged or sold off."""
        return tuple(total for total in self.totals if total.category in RECOVERIES)

    @property
    def unknown(self) -> tuple[Total, ...]:
        return tuple(total for total in self.totals if total.category is Category.OTHER)

    @property
    def total_amount(self) -> Decimal | None:
        """The total that the report states, where it states exactly one."""
        return self.statements[0].declared if len(self.statements) == 1 else None

    @property
    def difference(self) -> Decimal | None:
        """Stated minus computed, the worst where several totals are stated; None when none is."""
        known = [statement.difference for statement in self.statements if statement.difference is not None]
        return max(known, key=abs) if known else None

    @property
    def reconciled(self) -> bool | None:
        """Whether every total stated is met to the cent; None when none is stated."""
        if not self.statements:
            return None
        return all(statement.difference == 0 for statement in self.statements)

    @property
    def is_clean(self) -> bool:
        """Read, and nothing gives cause to doubt the figures."""
        return self.reconciled is not False and not any(notice.matters for notice in self.notices)


def amount_text(amount: Decimal, currency: str) -> str:
    """`589.00`: plain digits, with at least as many decimals as the currency has."""
    places = get_currency_precision(currency) if currency else 2
    if -int(amount.as_tuple().exponent) < places:
        amount = amount.quantize(Decimal(1).scaleb(-places))
    return format(amount, "f")
