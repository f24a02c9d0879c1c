"""Etsy's monthly payment account statement: what came in, what was charged, with currency signs inside the cells."""

from decimal import Decimal

from apps.losses.reports.formats.base import Cells, Conclusion, Format, Sheet, currency_code
from apps.losses.reports.formats.holding import Holding
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.report import Basis
from apps.losses.reports.rows import Category, Row
from apps.losses.reports.words import hold_or_release

ZERO = Decimal(0)


class Statement(Format):
    """The net column is empty in payouts, whose title says the amount; those rows count as they stand."""

    code = "etsy_statement"
    title = "Etsy Payment Account Statement"
    platform = "etsy"
    columns = (
        Column("at", ("Date",), Kind.MOMENT, required=True),
        Column("type", ("Type",), required=True),
        Column("title", ("Title",), required=True),
        Column("info", ("Info",), required=True),
        Column("currency", ("Currency",), required=True),
        Column("amount", ("Amount",), Kind.MONEY, required=True),
        Column("fees", ("Fees & Taxes",), Kind.MONEY, required=True),
        Column("net", ("Net",), Kind.MONEY, required=True),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("at", "type", "title", "info", "currency", "amount", "fees", "net")
        self._holding = Holding(Basis.HOLD, sheet.on)

    def row(self, number: int, cells: Cells) -> Row | None:
        at, kind, title, info, code, amount_cell, fees_cell, net_cell = self._pick(cells)
        amount, fees, net = (self.number(cell) for cell in (amount_cell, fees_cell, net_cell))
        if net is not None:
            self.agree(number, net == (amount or ZERO) + (fees or ZERO))
        total = net if net is not None else (amount or ZERO) + (fees or ZERO)
        type_, description, order = self.text(kind), self.text(title), self.text(info).strip("-")
        category, moment = hold_or_release(type_), self.when(number, at)
        currency = currency_code(self.text(code))
        if category in (Category.HOLD, Category.RELEASE):
            self._holding.add(number, currency, -total, moment)
        key = self.key(moment, "", type_, order, "", description)
        return Row(number, key, category, "", moment, type_, description, order, "", None, total, currency)

    def conclude(self) -> Conclusion:
        return Conclusion(held=self._holding.held(), checked=self.agreement())
