"""FBA Manage Inventory: every SKU with its pieces by state and the seller's own retail price."""

from decimal import Decimal

from apps.losses.reports.formats.base import Cells, Conclusion, Sheet
from apps.losses.reports.formats.stock import ASIN, FNSKU, NAME, SKU, Stock, pieces
from apps.losses.reports.headers import Column, Kind

ZERO = Decimal(0)


class Inventory(Stock):
    """GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA and _ALL_INVENTORY_DATA."""

    code = "amazon_fba_inventory"
    title = "Amazon FBA Manage Inventory"
    columns = (
        SKU, FNSKU, ASIN, NAME,
        Column("condition", ("condition",)),
        Column("store", ("store",)),
        Column("price", ("your-price",), Kind.MONEY),
        pieces("fulfillable", "afn-fulfillable-quantity", required=True),
        pieces("unsellable", "afn-unsellable-quantity"),
        pieces("reserved", "afn-reserved-quantity"),
        pieces("warehouse", "afn-warehouse-quantity", "cantidad-en-almacen-de-amazon"),
        pieces("total", "afn-total-quantity", required=True),
        pieces("inbound_working", "afn-inbound-working-quantity"),
        pieces("inbound_shipped", "afn-inbound-shipped-quantity"),
        pieces("inbound_receiving", "afn-inbound-receiving-quantity"),
        pieces("researching", "afn-researching-quantity"),
    )  # fmt: skip
    states = {
        "fulfillable": "fulfillable",
        "unsellable": "unsellable",
        "reserved": "reserved",
        "inbound_working": "inbound",
        "inbound_shipped": "inbound",
        "inbound_receiving": "inbound",
        "researching": "researching",
        "total": "total",
    }

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._price = sheet.columns.at.get("price", sheet.columns.width)
        self._retail = ZERO

    def price(self, cells: Cells) -> Decimal | None:
        return self.number(cells[self._price])

    def check(self, number: int, units: dict[str, int], cells: Cells) -> None:
        """The total is what lies there and what is on its way; whether research and preparation count differs."""
        parts = [units.get(state, 0) for state in ("fulfillable", "unsellable", "reserved")]
        inbound, researching = units.get("inbound", 0), units.get("researching", 0)
        working = self.count(cells[self.sheet.columns.at.get("inbound_working", self.sheet.columns.width)])
        total = units.get("total", 0)
        there = {sum(parts), sum(parts) + researching}
        coming = {0, inbound, inbound - (working or 0)}
        self.agree(number, total in {one + other for one in there for other in coming})
        if price := self.price(cells):
            self._retail += price * total

    def conclude(self) -> Conclusion:
        conclusion = super().conclude()
        if self._retail:
            self.notices.add("retail_price")
            conclusion.retail_value = {"": self._retail}
        return conclusion
