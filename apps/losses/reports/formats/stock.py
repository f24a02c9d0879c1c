"""What stock reports share: pieces by state, a row per SKU, no money that moved."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from apps.losses.reports.formats.base import Cells, Conclusion, Format, Sheet
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.rows import Category, Row

SKU = Column("sku", ("sku", "seller-sku", "MSKU", "merchant-sku"), required=True)
FNSKU = Column("fnsku", ("fnsku",))
ASIN = Column("asin", ("asin",))
NAME = Column("name", ("product-name", "Title"))


def pieces(field: str, *names: str, required: bool = False) -> Column:
    """A column that counts pieces."""
    return Column(field, names, Kind.COUNT, required)


class Stock(Format):
    """Units of a SKU. `states` names what each counting column counts; several columns may count the same state."""

    platform = "amazon"
    surveyed = ("store",)
    has_money = False
    states: ClassVar[Mapping[str, str]] = {}
    told_apart_by: ClassVar[tuple[str, ...]] = ("fnsku", "condition", "store")

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        at = sheet.columns.at
        self._counts = [(state, at[field]) for field, state in self.states.items() if field in at]
        self._base = sheet.pick("sku", "name", *self.told_apart_by)
        self._codes = sheet.pick("fnsku", "asin")

    def units_of(self, cells: Cells) -> dict[str, int]:
        """Pieces by state, nought left out. Raises ValueError."""
        units: dict[str, int] = {}
        for state, place in self._counts:
            if count := self.count(cells[place]):
                units[state] = units.get(state, 0) + count
        return units

    def row(self, number: int, cells: Cells) -> Row | None:
        sku, name, *others = map(self.text, self._base(cells))
        units = self.units_of(cells)
        self.check(number, units, cells)
        key = self.key(None, "", "", "", sku, "|".join(others))
        price, codes = self.price(cells), self.codes(cells)
        return Row(number, key, Category.STOCK, description=name, sku=sku, units=units, price=price, codes=codes)

    def codes(self, cells: Cells) -> tuple[str, str]:
        fnsku, asin = self._codes(cells)
        return self.text(fnsku), self.text(asin)

    def price(self, cells: Cells) -> Decimal | None:
        return None

    # -- whether the columns of a row agree --------------------------------------------------------------------------
    def check(self, number: int, units: dict[str, int], cells: Cells) -> None:
        """Override and call `agree`."""

    def conclude(self) -> Conclusion:
        return Conclusion(checked=self.agreement())


COUNTED: Mapping[str, str] = {
    "amazon_fba_inventory": "total",
    "amazon_fba_reserved": "reserved",
    "amazon_removal_orders": "destroyed",
}


def counted(code: str, row: Row) -> int:
    """The pieces of a row that count as stock held back or destroyed: of one state where states overlap, else all."""
    state = COUNTED.get(code)
    return row.units.get(state, 0) if state else sum(row.units.values())
