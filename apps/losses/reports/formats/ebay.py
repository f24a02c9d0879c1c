"""eBay's transaction report: a few lines about the report, then one row per order, refund, fee, hold and payout."""

from decimal import Decimal

from apps.losses.reports.formats.base import Cells, Conclusion, Format, Sheet, currency_code
from apps.losses.reports.formats.holding import Holding
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.report import Basis
from apps.losses.reports.rows import Category, Row
from apps.losses.reports.words import hold_or_release

ZERO = Decimal(0)
_FEES = (
    "Final Value Fee - fixed",
    "Final Value Fee - variable",
    'Very high "item not as described" fee',
    "Below standard performance fee",
    "International fee",
    "Regulatory operating fee",
    "Deposit processing fee",
    "Charity donation",
)
_PARTS = ("Item subtotal", "Shipping and handling", "Seller collected tax")


class Transactions(Format):
    """Held back is what names a reason for hold, or whose payout is on hold."""

    code = "ebay_transactions"
    title = "eBay Transaction Report"
    platform = "ebay"
    surveyed = ("currency",)
    columns = (
        Column("at", ("Transaction creation date", "Datum der Transaktionserstellung"), Kind.MOMENT, required=True),
        Column("type", ("Type", "Typ"), required=True),
        Column("order", ("Order number", "Bestellnummer"), required=True),
        Column("net", ("Net amount", "Betrag abzügl. Kosten"), Kind.MONEY, required=True),
        Column("currency", ("Payout currency", "Auszahlungswährung"), required=True),
        Column("payout_day", ("Payout date", "Auszahlungsdatum"), Kind.MOMENT),
        Column("payout", ("Payout ID", "Auszahlung Nr.")),
        Column("payout_status", ("Payout status", "Auszahlungsstatus")),
        Column("hold", ("Reason for hold", "Grund für die Einbehaltung")),
        Column("item", ("Item title", "Angebotstitel")),
        Column("sku", ("Custom label", "Bestandseinheit")),
        Column("quantity", ("Quantity", "Stückzahl"), Kind.COUNT),
        *(Column(f"part{place}", (name,), Kind.MONEY) for place, name in enumerate((*_PARTS, *_FEES))),
        Column("gross", ("Gross transaction amount", "Transaktionsbetrag (inkl. Kosten)"), Kind.MONEY),
        Column("transaction", ("Transaction ID",)),
        Column("reference", ("Reference ID",)),
        Column("description", ("Description", "Beschreibung")),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick(
            "at", "type", "order", "net", "currency", "payout", "payout_status", "hold", "sku", "quantity",
            "transaction", "reference", "payout_day",
        )  # fmt: skip
        at = sheet.columns.at
        self._parts = [at[name] for place in range(len(_PARTS) + len(_FEES)) if (name := f"part{place}") in at]
        self._holding = Holding(Basis.HOLD, sheet.on)

    def row(self, number: int, cells: Cells) -> Row | None:
        at, kind, order, net, code, payout, state, hold, sku, quantity, identity, reference, paid = self._pick(cells)
        amount = self.number(net)
        if amount is None:
            raise ValueError("no amount")
        type_ = self.text(kind)
        category = hold_or_release(type_)
        if category is Category.SALE:
            self.agree(number, self._adds_up(cells, amount))
        moment, due = self.when(number, at), self.when(number, paid)
        currency = currency_code(self.text(code))
        status = self._status(self.text(hold), self.text(state))
        if category in (Category.HOLD, Category.RELEASE):
            self._holding.add(number, currency, -amount, moment)
        elif status == "held":
            self._holding.add(number, currency, amount, moment)
        order = self.text(order).strip("-") or self.text(reference).strip("-")
        sku, payout = self.text(sku), self.text(payout)
        key = self.key(moment, "", type_, order, sku, self.text(identity))
        pieces = self.pieces(number, quantity)
        return Row(number, key, category, payout, moment, type_, "", order, sku, pieces, amount, currency, status, due)

    def _adds_up(self, cells: Cells, amount: Decimal) -> bool:
        """The parts of a sale; tax that eBay collects passes by and is in none of them."""
        parts = [self.number(cells[place]) for place in self._parts]
        known = [part for part in parts if part is not None]
        return not known or sum(known, ZERO) == amount

    def _status(self, hold: str, state: str) -> str:
        if hold.strip("-–—"):
            return "held"
        return "held" if "hold" in state.casefold() else state.casefold()

    def conclude(self) -> Conclusion:
        return Conclusion(held=self._holding.held(), checked=self.agreement())
