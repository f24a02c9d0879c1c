"""Removal orders: stock sent back, destroyed or sold off, and what that cost."""

from apps.losses.reports.formats.base import Cells, Conclusion, Sheet, currency_code
from apps.losses.reports.formats.stock import FNSKU, SKU, Stock, pieces
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.rows import Category, Row

ASKED = Column("at", ("request-date",), Kind.MOMENT, required=True)
ORDER = Column("order", ("order-id",), required=True)
DISPOSITION = Column("disposition", ("disposition",))


class RemovalOrders(Stock):
    """GET_FBA_FULFILLMENT_REMOVAL_ORDER_DETAIL_DATA. `destroyed` is stock that the platform disposed of."""

    code = "amazon_removal_orders"
    title = "Amazon Removal Order Detail"
    surveyed = ("currency",)
    columns = (
        ASKED, ORDER, SKU, FNSKU, DISPOSITION,
        Column("type", ("order-type",)),
        Column("status", ("order-status",)),
        Column("updated", ("last-updated-date",), Kind.MOMENT),
        pieces("requested", "requested-quantity", required=True),
        pieces("cancelled", "cancelled-quantity"),
        pieces("destroyed", "disposed-quantity", required=True),
        pieces("shipped", "shipped-quantity"),
        pieces("in_process", "in-process-quantity"),
        Column("fee", ("removal-fee",), Kind.MONEY),
        Column("currency", ("currency",)),
    )  # fmt: skip
    states = {
        "requested": "requested",
        "cancelled": "cancelled",
        "destroyed": "destroyed",
        "shipped": "returned_to_seller",
        "in_process": "in_process",
    }
    told_apart_by = ()

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("at", "order", "sku", "fnsku", "disposition", "type", "status", "fee", "currency")

    def row(self, number: int, cells: Cells) -> Row | None:
        at, order, sku, fnsku, disposition, kind, status, fee_cell, code = self._pick(cells)
        units, moment, fee = self.units_of(cells), self.when(number, at), self.number(fee_cell)
        self.check(number, units, cells)
        type_, order, sku, disposition = (
            self.text(kind),
            self.text(order),
            self.text(sku),
            self.text(disposition),
        )
        currency = currency_code(self.text(code)) or self.sheet.currency
        key = self.key(moment, "", type_, order, sku, f"{self.text(fnsku)}|{disposition}")
        return Row(
            number, key, Category.FEE if fee else Category.STOCK, moment=moment, type=type_, description=disposition,
            order=order, sku=sku, amount=-abs(fee) if fee else None, currency=currency if fee else "",
            status=self.text(status), units=units, codes=self.codes(cells),
        )  # fmt: skip

    def check(self, number: int, units: dict[str, int], cells: Cells) -> None:
        done = sum(units.get(state, 0) for state in ("cancelled", "destroyed", "returned_to_seller", "in_process"))
        self.agree(number, units.get("requested", 0) == done)


class RemovalShipments(Stock):
    """GET_FBA_FULFILLMENT_REMOVAL_SHIPMENT_DETAIL_DATA."""

    code = "amazon_removal_shipments"
    title = "Amazon Removal Shipment Detail"
    columns = (
        ASKED, ORDER, SKU, FNSKU, DISPOSITION,
        Column("shipped_at", ("shipment-date",), Kind.MOMENT, required=True),
        pieces("shipped", "shipped-quantity", required=True),
        Column("type", ("removal-order-type",)),
        Column("tracking", ("tracking-number",), required=True),
    )  # fmt: skip
    states = {"shipped": "returned_to_seller"}
    told_apart_by = ()

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("shipped_at", "order", "sku", "fnsku", "disposition", "type", "tracking")

    def row(self, number: int, cells: Cells) -> Row | None:
        at, order, sku, fnsku, disposition, kind, tracking = self._pick(cells)
        moment, units = self.when(number, at), self.units_of(cells)
        type_, order, sku, disposition = (
            self.text(kind),
            self.text(order),
            self.text(sku),
            self.text(disposition),
        )
        key = self.key(moment, "", type_, order, sku, f"{self.text(fnsku)}|{disposition}|{self.text(tracking)}")
        return Row(
            number, key, Category.STOCK, moment=moment, type=type_, description=disposition, order=order, sku=sku,
            units=units,
        )  # fmt: skip

    def conclude(self) -> Conclusion:
        return Conclusion()
