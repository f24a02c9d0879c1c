"""Inventory ledger: what happened to stock (detail), and opening to closing balances (summary)."""

from apps.losses.reports.formats.base import Cells, Conclusion, Sheet
from apps.losses.reports.formats.stock import ASIN, FNSKU, NAME, SKU, Stock, pieces
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.rows import Category, Moment, Row

DAY = Column("at", ("Date",), Kind.MOMENT, required=True)
_MOVED = {
    "in_transit": ("InTransitBetweenWarehouses", "In Transit Between Warehouses"),
    "receipts": ("Receipts",),
    "shipped": ("CustomerShipments", "Customer Shipments"),
    "customer_returns": ("CustomerReturns", "Customer Returns"),
    "returned_to_seller": ("VendorReturns", "Vendor Returns"),
    "transferred": ("WarehouseTransferIn/Out", "Warehouse Transfer In/Out"),
    "found": ("Found",),
    "lost": ("Lost",),
    "damaged": ("Damaged",),
    "destroyed": ("Disposed",),
    "other_events": ("OtherEvents", "Other Events"),
    "unknown_events": ("UnknownEvents", "Unknown Events"),
}


class LedgerSummary(Stock):
    """GET_LEDGER_SUMMARY_VIEW_DATA. Movements are signed as Amazon writes them; `balance_…` is that of the last day."""

    code = "amazon_ledger_summary"
    title = "Amazon Inventory Ledger (Summary)"
    columns = (
        DAY, FNSKU, ASIN, SKU, NAME,
        Column("disposition", ("Disposition",), required=True),
        pieces("opening", "StartingWarehouseBalance", "Starting Warehouse Balance", required=True),
        *(pieces(field, *names) for field, names in _MOVED.items()),
        pieces("closing", "EndingWarehouseBalance", "Ending Warehouse Balance", required=True),
        Column("location", ("Location",)),
    )  # fmt: skip
    states = {name: name for name in _MOVED}
    told_apart_by = ("at", "disposition", "location", "fnsku")

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._ends = sheet.pick("opening", "closing", "in_transit")
        self._last: Moment | None = None
        self._closing: dict[str, int] = {}

    def row(self, number: int, cells: Cells) -> Row | None:
        sku, name, day, disposition, location, fnsku = self._base(cells)
        moment = self.when(number, day)
        units = self.units_of(cells)
        opening, closing, in_transit = (self.count(cell) or 0 for cell in self._ends(cells))
        moved = sum(units.values())
        self.agree(number, closing - opening in (moved, moved - in_transit))
        self._close(moment, self.text(disposition), closing)
        others = "|".join(map(self.text, (disposition, location, fnsku)))
        key = self.key(moment, "", "", "", self.text(sku), others)
        return Row(
            number, key, Category.STOCK, moment=moment, type=self.text(disposition), description=self.text(name),
            sku=self.text(sku), quantity=closing, units=units,
        )  # fmt: skip

    def _close(self, moment: Moment | None, disposition: str, closing: int) -> None:
        if moment and (self._last is None or moment.day > self._last.day):
            self._last, self._closing = moment, {}
        if moment is None or self._last is None or moment.day == self._last.day:
            self._closing[disposition] = self._closing.get(disposition, 0) + closing

    def conclude(self) -> Conclusion:
        conclusion = super().conclude()
        conclusion.units = {f"balance_{name.lower()}": count for name, count in self._closing.items() if name}
        return conclusion


class LedgerDetail(Stock):
    """GET_LEDGER_DETAIL_VIEW_DATA: one event per row, its pieces counted under the event's own name."""

    code = "amazon_ledger_detail"
    title = "Amazon Inventory Ledger (Detailed)"
    columns = (
        DAY, FNSKU, ASIN, SKU, NAME,
        Column("event", ("Event Type",), required=True),
        Column("reference", ("Reference ID",)),
        pieces("quantity", "Quantity", required=True),
        Column("centre", ("Fulfillment Center",)),
        Column("disposition", ("Disposition",)),
        Column("reason", ("Reason",)),
        Column("country", ("Country",)),
        pieces("unreconciled", "Unreconciled Quantity"),
        Column("exact", ("Date and Time",), Kind.MOMENT),
    )  # fmt: skip

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick(
            "at", "exact", "sku", "event", "reference", "quantity", "centre", "disposition", "reason", "country"
        )

    def row(self, number: int, cells: Cells) -> Row | None:
        day, exact, sku, event, reference, quantity, *places = self._pick(cells)
        count = self.count(quantity)
        if count is None:
            raise ValueError("no quantity")
        moment = self.when(number, exact if exact != "" else day)
        type_, description = self.text(event), " / ".join(self.text(place) for place in places if place)
        order, sku = self.text(reference), self.text(sku)
        key = self.key(moment, "", type_, order, sku, description)
        state = type_.lower().replace(" ", "_") or "unknown"
        return Row(
            number, key, Category.STOCK, moment=moment, type=type_, description=description, order=order, sku=sku,
            quantity=count, units={state: count} if count else {},
        )  # fmt: skip
