"""TikTok Shop's income (settlement) report: one row per settled order or adjustment."""

from decimal import Decimal

from apps.losses.reports.formats.base import Cells, Conclusion, Format, Sheet, currency_code
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.rows import Row
from apps.losses.reports.words import category_of

ZERO = Decimal(0)


class Settlement(Format):
    """Revenue and fees (negative) make the settled amount."""

    code = "tiktok_settlement"
    title = "TikTok Shop Income Report"
    platform = "tiktok_shop"
    columns = (
        Column("order", ("Order/adjustment ID",), required=True),
        Column("type", ("Type", "Transaction type"), required=True),
        Column("created", ("Order created time", "Order created time(UTC)"), Kind.MOMENT),
        Column("at", ("Order settled time", "Order settled time(UTC)"), Kind.MOMENT, required=True),
        Column("currency", ("Currency",), required=True),
        Column("total", ("Total settlement amount",), Kind.MONEY, required=True),
        Column("revenue", ("Total revenue",), Kind.MONEY),
        Column("fees", ("Total fees",), Kind.MONEY),
        Column("adjustment", ("Adjustment amount", "Total adjustments"), Kind.MONEY),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("order", "type", "at", "currency", "total", "revenue", "fees", "adjustment")

    def row(self, number: int, cells: Cells) -> Row | None:
        order, kind, at, code, total_cell, revenue_cell, fees_cell, adjustment_cell = self._pick(cells)
        total, revenue, fees, adjustment = (
            self.number(cell) for cell in (total_cell, revenue_cell, fees_cell, adjustment_cell)
        )
        if total is None:
            raise ValueError("no amount")
        if revenue is not None and fees is not None:
            parts = revenue + fees
            self.agree(number, total in (parts, parts + (adjustment or ZERO), revenue - fees))
        moment, type_, order = self.when(number, at), self.text(kind), self.text(order)
        key = self.key(moment, "", type_, order, "", "")
        currency = currency_code(self.text(code))
        return Row(number, key, category_of(type_), "", moment, type_, "", order, "", None, total, currency)

    def conclude(self) -> Conclusion:
        return Conclusion(checked=self.agreement())
