"""Reserved inventory: pieces that wait for an order, a transfer or a check."""

from apps.losses.reports.formats.base import Cells
from apps.losses.reports.formats.stock import ASIN, FNSKU, NAME, SKU, Stock, pieces
from apps.losses.reports.headers import Column


class Reserved(Stock):
    """GET_RESERVED_INVENTORY_DATA."""

    code = "amazon_fba_reserved"
    title = "Amazon FBA Reserved Inventory"
    columns = (
        SKU, FNSKU, ASIN, NAME,
        Column("store", ("store", "program")),
        pieces("reserved", "reserved_qty", "reserved-qty", required=True),
        pieces("orders", "reserved_customerorders", required=True),
        pieces("transfers", "reserved_fc-transfers"),
        pieces("processing", "reserved_fc-processing"),
        pieces("staging", "reserved_staging"),
    )  # fmt: skip
    states = {
        "reserved": "reserved",
        "orders": "reserved_orders",
        "transfers": "reserved_transfers",
        "processing": "reserved_processing",
        "staging": "reserved_staging",
    }
    told_apart_by = ("fnsku", "asin", "store")

    def check(self, number: int, units: dict[str, int], cells: Cells) -> None:
        parts = sum(count for state, count in units.items() if state.startswith("reserved_"))
        self.agree(number, units.get("reserved", 0) in (parts, parts - units.get("reserved_staging", 0)))
