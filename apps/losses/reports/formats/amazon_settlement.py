"""Amazon settlement reports, both versions: what was paid out for a period, and why.

The first row is a summary with the total; all others must add up to it. Amazon publishes no list of its types, amount
types and descriptions. Since deferred transactions exist, a settlement holds disbursed ones only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import repeat

from django.utils.translation import gettext as _

from apps.losses.reports.errors import TooLarge
from apps.losses.reports.formats.base import (
    Cells,
    Conclusion,
    Format,
    Recognised,
    Sheet,
    Survey,
    currency_code,
)
from apps.losses.reports.headers import Column, Columns, Kind, fold
from apps.losses.reports.places import marketplace_named
from apps.losses.reports.report import Basis, Checked, Held, Period, Statement
from apps.losses.reports.rows import Category, Cell, Moment, Row
from apps.losses.reports.words import category_of

MOST_SETTLEMENTS = 5_000
MOST_RESERVE_ROWS = 20
MOST_KINDS = 5_000
ZERO = Decimal(0)
_RESERVES = frozenset({Category.RESERVE_HELD, Category.RESERVE_BACK})

_COMMON = (
    Column("settlement", ("settlement-id",), required=True),
    Column("start", ("settlement-start-date",), Kind.MOMENT, usual=True),
    Column("end", ("settlement-end-date",), Kind.MOMENT, usual=True),
    Column("deposit", ("deposit-date",), Kind.MOMENT, usual=True),
    Column("total", ("total-amount",), Kind.MONEY, required=True),
    Column("currency", ("currency",), usual=True),
    Column("type", ("transaction-type",), usual=True),
    Column("order", ("order-id",), usual=True),
    Column("marketplace", ("marketplace-name",)),
    Column("posted", ("posted-date",), Kind.MOMENT),
    Column("sku", ("sku",), usual=True),
    Column("quantity", ("quantity-purchased",)),
)


@dataclass
class _Settlement:
    """What is known of one settlement while its rows go by."""

    declared: Decimal | None = None
    currency: str = ""
    start: Moment | None = None
    end: Moment | None = None
    deposit: Moment | None = None
    computed: Decimal = ZERO
    held: Decimal = ZERO
    returned: Decimal = ZERO
    held_rows: list[int] = field(default_factory=list)
    returned_rows: list[int] = field(default_factory=list)

    @property
    def has_reserve(self) -> bool:
        return bool(self.held_rows or self.returned_rows)


class _SettlementReport(Format):
    """What both versions share."""

    platform = "amazon"
    surveyed = ("currency", "marketplace")
    describes = True

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._settlements: dict[str, _Settlement] = {}
        self._summary = sheet.pick("start", "end", "deposit", "total", "currency")

    @classmethod
    def marketplace_of(cls, recognised: Recognised, survey: Survey) -> str:
        return marketplace_named(survey.only("marketplace"))

    def _of(self, name: str) -> _Settlement:
        found = self._settlements.get(name)
        if found is None:
            if len(self._settlements) >= MOST_SETTLEMENTS:
                raise TooLarge("too_many_settlements", _("The file holds too many settlements. Please split it."))
            found = self._settlements[name] = _Settlement()
        return found

    def _declare(self, number: int, name: str, cells: Cells) -> None:
        """A row that states the settlement's total: its summary row, or every row in some exports."""
        start, end, deposit, total, currency = self._summary(cells)
        declared = self.number(total)
        settlement = self._of(name)
        if declared is None:
            return
        if settlement.declared is not None and settlement.declared != declared:
            self.notices.add("total_twice", row=number, value=f"{settlement.declared} / {declared}")
            return
        settlement.declared = declared
        settlement.currency = settlement.currency or currency_code(self.text(currency))
        settlement.start = settlement.start or self.when(number, start)
        settlement.end = settlement.end or self.when(number, end)
        settlement.deposit = settlement.deposit or self.when(number, deposit)

    def _book(self, number: int, name: str, category: Category, amount: Decimal, currency: str) -> str:
        """Add a row to its settlement; returns its currency."""
        settlement = self._settlements.get(name) or self._of(name)
        settlement.computed += amount
        if category in _RESERVES:
            if category is Category.RESERVE_HELD:
                settlement.held -= amount
            else:
                settlement.returned += amount
            rows = settlement.held_rows if category is Category.RESERVE_HELD else settlement.returned_rows
            if len(rows) < MOST_RESERVE_ROWS:
                rows.append(number)
        return currency or settlement.currency or self.sheet.currency

    def _book_all(
        self,
        numbers: Sequence[int],
        name: str,
        categories: Sequence[Category],
        amounts: Sequence[Decimal],
        codes: Sequence[str],
    ) -> Sequence[str]:
        """`_book` for many rows of one settlement."""
        if not _RESERVES.isdisjoint(categories):
            return [
                self._book(number, name, category, amount, code)
                for number, category, amount, code in zip(numbers, categories, amounts, codes, strict=True)
            ]
        settlement = self._of(name)
        settlement.computed = sum(amounts, settlement.computed)
        usual = settlement.currency or self.sheet.currency
        return [code or usual for code in codes]

    # -- after the last row ------------------------------------------------------------------------------------------
    def conclude(self) -> Conclusion:
        statements = [
            Statement(name, s.currency or self.sheet.currency, s.declared, s.computed, s.start, s.end, s.deposit)
            for name, s in self._settlements.items()
        ]
        starts = [s.start for s in self._settlements.values() if s.start]
        ends = [s.end for s in self._settlements.values() if s.end]
        period = Period(min(starts), max(ends), stated=True) if starts and ends else None
        return Conclusion(statements=statements, held=self._reserves(), period=period, checked=Checked.TOTAL)

    def _reserves(self) -> list[Held]:
        """Per currency the reserve of the latest settlement, never the sum of several."""
        by_currency: dict[str, list[_Settlement]] = {}
        for settlement in self._settlements.values():
            by_currency.setdefault(settlement.currency or self.sheet.currency, []).append(settlement)
        held = []
        for currency, settlements in by_currency.items():
            if sum(1 for settlement in settlements if settlement.has_reserve) > 1:
                self.notices.add("reserves_of_several")
            if reserve := self._reserve(currency, settlements):
                held.append(reserve)
        return held

    def _reserve(self, currency: str, settlements: list[_Settlement]) -> Held | None:
        dated = sorted(settlements, key=lambda settlement: _day(settlement.end))
        on = self.sheet.on
        ended = [settlement for settlement in dated if on is None or _day(settlement.end) <= on]
        if ended:
            latest = ended[-1]
            if not latest.has_reserve:
                return None
            return Held(Basis.RESERVE, currency, latest.held, tuple(latest.held_rows), on, returned=latest.returned)
        first = dated[0]
        if not first.returned:
            return None
        self.notices.add("reserve_before")
        return Held(Basis.RESERVE, currency, first.returned, tuple(first.returned_rows), on)


def _day(moment: Moment | None) -> date:
    return moment.day if moment else date.min


class SettlementV2(_SettlementReport):
    """GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2: one amount per row."""

    code = "amazon_settlement_v2"
    title = "Amazon Settlement Report (Flat File V2)"
    columns = (
        *_COMMON,
        Column("amount_type", ("amount-type",), required=True),
        Column("amount_description", ("amount-description",), required=True),
        Column("amount", ("amount",), Kind.MONEY, required=True),
        Column("posted_at", ("posted-date-time",), Kind.MOMENT),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._kinds: dict[tuple[Cell, Cell, Cell], tuple[str, str, Category]] = {}
        self._pick = sheet.pick(
            "settlement", "total", "type", "order", "amount_type", "amount_description", "amount",
            "posted_at", "posted", "sku", "quantity", "currency",
        )  # fmt: skip

    @classmethod
    def version(cls, columns: Columns) -> str:
        return "V2"

    @classmethod
    def dated_by(cls, columns: Columns) -> list[str]:
        """`posted-date` is written now this way, now that; it is not asked where `posted-date-time` is."""
        fields = super().dated_by(columns)
        return [name for name in fields if name != "posted"] if "posted_at" in columns.at else fields

    def row(self, number: int, cells: Cells) -> Row | None:
        name, total, kind, order, what, detail, amount_cell, posted_at, posted, sku, quantity, code = self._pick(cells)
        name = self.text(name)
        if total != "":
            self._declare(number, name, cells)
            if amount_cell == "" and kind == "":
                return None
        amount = self.number(amount_cell)
        if amount is None:
            raise ValueError("no amount")
        type_, description, category = self._kinds.get((kind, what, detail)) or self._kind(kind, what, detail)
        currency = self._book(number, name, category, amount, currency_code(code))
        moment = self.when(number, posted_at if posted_at != "" else posted)
        order, sku = self.text(order), self.text(sku)
        key = self.key(moment, name, type_, order, sku, description)
        pieces = self.pieces(number, quantity) if quantity != "" else None
        return Row(number, key, category, name, moment, type_, description, order, sku, pieces, amount, currency)

    def read(self, numbers: Sequence[int], lines: Sequence[Cells]) -> list[Row]:
        """Column by column where that goes, which is most of a long file; row by row where one needs a look."""
        if len(lines) > 1:
            try:
                return self._together(numbers, lines)
            except (ValueError, ArithmeticError):
                pass
        return super().read(numbers, lines)

    def _together(self, numbers: Sequence[int], lines: Sequence[Cells]) -> list[Row]:
        """Rows of one settlement that read without a question. Raises ValueError, before anything is noted, else."""
        names, totals, kinds, orders, whats, details, amounts, posted_at, posted, skus, quantities, codes = zip(
            *map(self._pick, lines), strict=True
        )
        if set(totals) != {""} or len(set(names)) > 1:
            raise ValueError("not rows of one settlement")
        sheet = self.sheet
        values = [amount for amount in sheet.numbers.column(amounts) if amount is not None]
        if len(values) < len(lines):
            raise ValueError("no amount")
        moments = sheet.moments.column([at if at != "" else day for at, day in zip(posted_at, posted, strict=True)])
        counts = {cell: self.count(cell) if cell != "" else None for cell in set(quantities)}
        words = [self._kinds.get(said) or self._kind(*said) for said in zip(kinds, whats, details, strict=True)]
        types, descriptions, categories = zip(*words, strict=True)
        name, order, sku = self.text(names[0]), sheet.texts.column(orders), sheet.texts.column(skus)
        # From here on nothing is refused.
        currencies = self._book_all(numbers, name, categories, values, list(map(currency_code, codes)))
        keys = self.key.column(moments, repeat(name), types, order, sku, descriptions)
        pieces = map(counts.__getitem__, quantities)
        rest = (moments, types, descriptions, order, sku, pieces, values, currencies)
        return list(map(Row, numbers, keys, categories, repeat(name), *rest))

    def _kind(self, kind: Cell, what: Cell, detail: Cell) -> tuple[str, str, Category]:
        """What a row is, from its three words. They are few, so what they come to is remembered."""
        type_, sort, name = self.text(kind), self.text(what), self.text(detail)
        category = _without_fees(category_of(type_, name), is_fee=fold(sort).endswith("fees"))
        if len(self._kinds) < MOST_KINDS:
            self._kinds[kind, what, detail] = (type_, f"{sort} / {name}", category)
        return type_, f"{sort} / {name}", category


_V1_MONEY = (
    ("shipment-fee-type", "shipment-fee-amount"),
    ("order-fee-type", "order-fee-amount"),
    ("price-type", "price-amount"),
    ("item-related-fee-type", "item-related-fee-amount"),
    ("", "misc-fee-amount"),
    ("other-fee-reason-description", "other-fee-amount"),
    ("promotion-type", "promotion-amount"),
    ("direct-payment-type", "direct-payment-amount"),
    ("", "other-amount"),
)


class SettlementV1(_SettlementReport):
    """GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE: money spread over as many columns as there are kinds of it."""

    code = "amazon_settlement_v1"
    title = "Amazon Settlement Report (Flat File)"
    columns = (
        *_COMMON,
        *(Column(name, (name,)) for name, _amount in _V1_MONEY if name),
        *(Column(amount, (amount,), Kind.MONEY) for _name, amount in _V1_MONEY),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("settlement", "total", "type", "order", "posted", "sku", "quantity", "currency")
        at = sheet.columns.at
        self._money = [(at.get(name, -1), at[amount], "fee" in amount) for name, amount in _V1_MONEY if amount in at]
        self._money += [(-1, place, False) for place in _more_money(sheet.columns)]
        if not self._money:
            self.notices.add("columns_missing", value="price-amount, other-amount")

    @classmethod
    def version(cls, columns: Columns) -> str:
        return "V1"

    def row(self, number: int, cells: Cells) -> Row | None:
        name, total, kind, order, posted, sku, quantity, code = self._pick(cells)
        name = self.text(name)
        if total != "":
            self._declare(number, name, cells)
            if kind == "" and not any(cells[place] for _name, place, _fee in self._money):
                return None
        amount, description, is_fee = self._amount(cells)
        type_ = self.text(kind)
        category = _without_fees(category_of(type_, description), is_fee=is_fee)
        currency = self._book(number, name, category, amount, currency_code(code))
        moment = self.when(number, posted)
        order, sku = self.text(order), self.text(sku)
        key = self.key(moment, name, type_, order, sku, description)
        pieces = self.pieces(number, quantity) if quantity != "" else None
        return Row(number, key, category, name, moment, type_, description, order, sku, pieces, amount, currency)

    def _amount(self, cells: Cells) -> tuple[Decimal, str, bool]:
        """The sum of all amounts of a row, what they are called, and whether they are fees."""
        amount, names, is_fee = ZERO, [], False
        for label, place, fee in self._money:
            if cells[place] != "" and (part := self.number(cells[place])) is not None:
                amount += part
                is_fee = is_fee or fee
                names.append(self.text(cells[label]) if label >= 0 else "")
        return amount, " + ".join(name for name in names if name), is_fee


def _without_fees(category: Category, *, is_fee: bool) -> Category:
    """What was taken from a sale, or given back with a refund, is a fee."""
    return Category.FEE if is_fee and category in (Category.SALE, Category.REFUND) else category


def _more_money(columns: Columns) -> list[int]:
    """Amounts that Amazon may add: every further heading that ends in `-amount`."""
    return [place for place in columns.unread() if fold(columns.names[place]).endswith("amount")]
