"""Stranded inventory: stock in the warehouse that cannot be sold, and the day on which it will be removed."""

from datetime import date

from apps.losses.reports.formats.base import Cells, Conclusion, Sheet
from apps.losses.reports.formats.stock import ASIN, FNSKU, NAME, SKU, Stock, pieces
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.report import Removal
from apps.losses.reports.rows import Category, Row


class Stranded(Stock):
    """GET_STRANDED_INVENTORY_UI_DATA. `release` of a row is the day of its automatic removal: a deadline."""

    code = "amazon_stranded"
    title = "Amazon Stranded Inventory"
    columns = (
        SKU, FNSKU, ASIN, NAME,
        Column("condition", ("condition",)),
        Column("at", ("date-stranded",), Kind.MOMENT),
        Column("removal", ("Date-to-take-auto-removal",), Kind.MOMENT),
        Column("status", ("status-primary",)),
        Column("reason", ("stranded-reason",), required=True),
        pieces("fulfillable", "fulfillable-qty", required=True),
        Column("price", ("your-price",), Kind.MONEY),
        pieces("unfulfillable", "unfulfillable-qty"),
        pieces("reserved", "reserved-quantity"),
        pieces("inbound", "inbound-shipped-qty"),
    )  # fmt: skip
    states = {
        "fulfillable": "stranded",
        "unfulfillable": "stranded_unfulfillable",
        "reserved": "stranded_reserved",
        "inbound": "stranded_inbound",
    }

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("sku", "fnsku", "condition", "name", "at", "removal", "status", "reason", "price")
        self._removals: dict[date, list[int]] = {}

    def row(self, number: int, cells: Cells) -> Row | None:
        sku, fnsku, condition, name, at, removal_cell, status, reason, price = self._pick(cells)
        units = self.units_of(cells)
        moment, removal = self.when(number, at), self.when(number, removal_cell)
        if removal:
            found = self._removals.setdefault(removal.day, [0, 0])
            found[0] += sum(units.values())
            found[1] += 1
        sku = self.text(sku)
        key = self.key(moment, "", "", "", sku, f"{self.text(fnsku)}|{self.text(condition)}")
        return Row(
            number, key, Category.STOCK, moment=moment, type=self.text(reason), description=self.text(name), sku=sku,
            status=self.text(status), release=removal, units=units, price=self.number(price),
            codes=self.codes(cells),
        )  # fmt: skip

    def conclude(self) -> Conclusion:
        removals = [Removal(day, units, skus) for day, (units, skus) in sorted(self._removals.items())]
        return Conclusion(removals=removals)
