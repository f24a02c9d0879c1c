"""Rows of a report that are not in its totals, or are there as something we do not know: why, and what they say.

Only cells of columns that a reader declares are kept, and no column of a buyer's is declared. Where cells may stand in
the wrong column, only what looks like a number or a date is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from apps.losses.reports.headers import Columns
from apps.losses.reports.notices import Notices
from apps.losses.reports.rows import Category, Cell, Row, harmless

MOST = 1_000  # rows that are kept
LONGEST = 120  # characters of a cell that are kept

REASONS = {
    "rows_broken": _("Not counted: it has more cells than there are column names."),
    "numbers_missing": _("Not counted: it has no amount."),
    "numbers_unreadable": _("Not counted: an amount in it cannot be read."),
    "quotes_broken": _("Not counted: its quotation marks do not pair up."),
    "cut_off": _("Not counted: the file ends in the middle of it."),
    "types_unknown": _("Counted, but we do not know this word yet."),
}


@dataclass
class LeftOut:
    """`rows` are (row number, why, cells); a row of which no cells could be told has none. `count` counts all."""

    columns: tuple[str, ...] = ()
    rows: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    count: int = 0

    def add(self, number: int, why: str, cells: Sequence[str] = ()) -> None:
        self.count += 1
        if len(self.rows) < MOST:
            self.rows.append((number, why, tuple(cell[:LONGEST] for cell in cells)))

    def as_json(self) -> dict[str, Any]:
        return {"columns": self.columns, "rows": self.rows, "count": self.count}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        rows = [(number, why, tuple(cells)) for number, why, cells in said.get("rows", ())]
        return cls(tuple(said.get("columns", ())), rows, said.get("count", 0))


class Collector:
    """Collects them while a file is read."""

    def __init__(self, columns: Columns) -> None:
        self._places = sorted(columns.at.values())
        self.found = LeftOut(tuple(columns.names[place] for place in self._places))

    def broken(self, number: int, why: str, cells: Sequence[Cell], *, aligned: bool) -> None:
        """A row that is not counted. `aligned`: its cells stand in the columns they belong to."""
        said = [str(cells[place]) if place < len(cells) else "" for place in self._places]
        self.found.add(number, why, said if aligned else list(map(harmless, said)))

    def unknown(self, rows: Sequence[Row], numbers: Sequence[int], lines: Sequence[Sequence[Cell]]) -> None:
        """Rows that count as something we do not know, among rows read from these lines."""
        strange = {row.number for row in rows if row.category is Category.OTHER}
        for number, cells in zip(numbers, lines, strict=True) if strange else ():
            if number in strange:
                self.found.add(number, "types_unknown", [str(cells[place]) for place in self._places])

    def conclude(self, notices: Notices) -> LeftOut:
        """All of them, with those that could not be told from their neighbours."""
        for code in ("quotes_broken", "cut_off"):
            if notice := notices.get(code):
                for number in notice.rows:
                    self.found.add(number, code)
        self.found.rows.sort()
        return self.found
