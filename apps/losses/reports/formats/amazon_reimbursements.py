"""FBA reimbursements: what Amazon gave for stock it lost or damaged, in money or in pieces. Recoveries, all of them."""

from decimal import ROUND_HALF_UP, Decimal

from apps.losses.reports.formats.base import Cells, Conclusion, Format, Sheet, currency_code
from apps.losses.reports.formats.stock import ASIN, FNSKU, NAME, SKU, pieces
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.report import Checked
from apps.losses.reports.rows import Category, Row

CENT = Decimal("0.01")


class Reimbursements(Format):
    """GET_FBA_REIMBURSEMENTS_DATA."""

    code = "amazon_reimbursements"
    title = "Amazon FBA Reimbursements"
    platform = "amazon"
    surveyed = ("currency",)
    columns = (
        Column("at", ("approval-date",), Kind.MOMENT, required=True),
        Column("reimbursement", ("reimbursement-id",), required=True),
        Column("case", ("case-id",)),
        Column("order", ("amazon-order-id",)),
        Column("reason", ("reason",), required=True),
        SKU, FNSKU, ASIN, NAME,
        Column("currency", ("currency-unit",), required=True),
        Column("each", ("amount-per-unit",), Kind.MONEY),
        Column("amount", ("amount-total",), Kind.MONEY, required=True),
        pieces("cash", "quantity-reimbursed-cash"),
        pieces("inventory", "quantity-reimbursed-inventory"),
        pieces("total", "quantity-reimbursed-total"),
    )  # fmt: skip

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick(
            "at", "reimbursement", "order", "reason", "sku", "currency", "each", "amount", "cash", "inventory", "total"
        )

    def row(self, number: int, cells: Cells) -> Row | None:
        at, name, order, reason, sku, code, each_cell, amount_cell, *counts = self._pick(cells)
        amount, each = self.number(amount_cell), self.number(each_cell)
        if amount is None:
            raise ValueError("no amount")
        cash, inventory, total = (self.count(cell) or 0 for cell in counts)
        if (each is not None and cash and not _agrees(amount, each, cash)) or (total and total != cash + inventory):
            self.notices.add("row_sum", row=number)
        moment, reason = self.when(number, at), self.text(reason)
        order, sku = self.text(order), self.text(sku)
        key = self.key(moment, self.text(name), reason, order, sku, "")
        units = {"reimbursed_cash": cash, "reimbursed_in_kind": inventory}
        return Row(
            number, key, Category.REIMBURSEMENT, self.text(name), moment, reason, "", order, sku, total, amount,
            currency_code(self.text(code)) or self.sheet.currency, units={k: v for k, v in units.items() if v},
        )  # fmt: skip

    def conclude(self) -> Conclusion:
        return Conclusion(checked=Checked.ROWS)


def _agrees(amount: Decimal, each: Decimal, pieces_: int) -> bool:
    """The price of one piece is rounded, so that the total may be off by half a cent for each."""
    exact = (abs(each) * abs(pieces_)).quantize(CENT, ROUND_HALF_UP)
    return abs(exact - abs(amount)) <= CENT * max(1, abs(pieces_)) / 2 + CENT / 2
