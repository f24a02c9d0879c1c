"""Shopify Payments: transactions with their payout's state, and payouts with the funds kept in reserve."""

from decimal import Decimal

from apps.losses.reports.formats.base import Cells, Conclusion, Format, Sheet, currency_code
from apps.losses.reports.formats.holding import Holding
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.report import Basis
from apps.losses.reports.rows import Category, Row
from apps.losses.reports.words import hold_or_release

ZERO = Decimal(0)


class Transactions(Format):
    """Counted as held: transactions whose payout is on hold or failed."""

    code = "shopify_transactions"
    title = "Shopify Payments Transactions"
    platform = "shopify"
    columns = (
        Column("at", ("Transaction Date",), Kind.MOMENT, required=True),
        Column("type", ("Type",), required=True),
        Column("order", ("Order",), required=True),
        Column("payout_status", ("Payout Status",), required=True),
        Column("payout", ("Payout ID",)),
        Column("available", ("Available On",), Kind.MOMENT),
        Column("amount", ("Amount",), Kind.MONEY, required=True),
        Column("fee", ("Fee",), Kind.MONEY, required=True),
        Column("net", ("Net",), Kind.MONEY, required=True),
        Column("currency", ("Currency",), required=True),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick(
            "at", "type", "order", "payout_status", "payout", "available", "amount", "fee", "net", "currency"
        )
        self._holding = Holding(Basis.HOLD, sheet.on)

    def row(self, number: int, cells: Cells) -> Row | None:
        at, kind, order, state, payout, available, amount_cell, fee_cell, net_cell, code = self._pick(cells)
        amount, fee, net = (self.number(cell) for cell in (amount_cell, fee_cell, net_cell))
        if net is None:
            raise ValueError("no amount")
        if amount is not None:
            self.agree(number, net in (amount - (fee or ZERO), amount + (fee or ZERO)))
        type_, order, status = self.text(kind), self.text(order), self.text(state).casefold()
        moment, due = self.when(number, at), self.when(number, available)
        currency, category = currency_code(self.text(code)), hold_or_release(type_)
        if category in (Category.HOLD, Category.RELEASE):
            self._holding.add(number, currency, -net, moment)
        elif "hold" in status or status in ("held", "failed"):
            self._holding.add(number, currency, net, moment)
        key = self.key(moment, self.text(payout), type_, order, "", "")
        return Row(
            number,
            key,
            category,
            self.text(payout),
            moment,
            type_,
            "",
            order,
            "",
            None,
            net,
            currency,
            status,
            due,
        )

    def conclude(self) -> Conclusion:
        return Conclusion(held=self._holding.held(), checked=self.agreement())


class Payouts(Format):
    """One row per payout; `Reserved Funds` is what that payout kept back (negative) or gave back."""

    code = "shopify_payouts"
    title = "Shopify Payments Payouts"
    platform = "shopify"
    columns = (
        Column("at", ("Payout Date",), Kind.MOMENT, required=True),
        Column("status", ("Status",), required=True),
        Column("charges", ("Charges",), Kind.MONEY, required=True),
        Column("refunds", ("Refunds",), Kind.MONEY, required=True),
        Column("adjustments", ("Adjustments",), Kind.MONEY),
        Column("reserved", ("Reserved Funds",), Kind.MONEY, required=True),
        Column("fees", ("Fees",), Kind.MONEY),
        Column("retried", ("Retried Amount",), Kind.MONEY),
        Column("total", ("Total",), Kind.MONEY, required=True),
        Column("currency", ("Currency",), required=True),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("at", "status", "total", "currency", "reserved", "fees")
        self._others = sheet.pick("charges", "refunds", "adjustments", "retried")
        self._holding = Holding(Basis.RESERVE, sheet.on)

    def row(self, number: int, cells: Cells) -> Row | None:
        at, state, total_cell, code, reserved_cell, fees_cell = self._pick(cells)
        total, reserved, fees = (self.number(cell) for cell in (total_cell, reserved_cell, fees_cell))
        if total is None:
            raise ValueError("no total")
        others = sum((self.number(cell) or ZERO for cell in self._others(cells)), reserved or ZERO)
        self.agree(number, total in (others - (fees or ZERO), others + (fees or ZERO)))
        currency, status, moment = (
            currency_code(self.text(code)),
            self.text(state).casefold(),
            self.when(number, at),
        )
        if reserved:
            self._holding.add(number, currency, -reserved, moment)
        key = self.key(moment, "", "payout", "", "", currency)
        category = Category.FAILED_PAYOUT if status == "failed" else Category.PAYOUT
        return Row(number, key, category, "", moment, "payout", status, "", "", None, total, currency, status)

    def conclude(self) -> Conclusion:
        return Conclusion(held=self._holding.held(), checked=self.agreement())
