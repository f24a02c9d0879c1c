"""Random tables of contributions, and an attacker who reads what is printed of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from hypothesis import strategies as st

from apps.statistics.rules.disclosure.gate import Batch, Memory, State, pass_gate
from apps.statistics.rules.disclosure.sensitivity import Rules
from apps.statistics.rules.disclosure.tables import Contribution, Key, Table, make_table

RULES = Rules()
SECRET = b"a key of the tests"
CATEGORIES = ("amazon", "temu", "walmart", "ebay")
COUNTRIES = ("us", "de", "jp")
AMOUNT = st.one_of(
    st.none(), st.integers(0, 200), st.integers(0, 100_000), st.decimals(0, 500, places=2, allow_nan=False)
)


@st.composite
def lines(draw: st.DrawFn, dimensions: int = 1, most: int = 30) -> list[Contribution]:
    """Lines of some cells of a table: few sellers here, many there, some of them in several cells."""
    cells = [(first,) for first in CATEGORIES]
    if dimensions == 2:
        cells = [(first, second) for first in CATEGORIES[:3] for second in COUNTRIES]
    found = []
    for cell in cells:
        size = draw(st.one_of(st.integers(0, 3), st.integers(8, most)))
        everywhere = draw(st.integers(0, size))
        for number in range(size):
            seller = f"s{number}" if number < everywhere else f"{'-'.join(cell)}-{number}"
            amount = draw(AMOUNT)
            found.append(Contribution(cell, seller, None if amount is None else Decimal(amount)))
    return found


def table_of(rows: Iterable[Contribution], dimensions: int = 1, rules: Rules = RULES) -> Table:
    return make_table("t", ("platform", "country")[:dimensions], rows, threshold=rules.threshold)


def judged(rows: Iterable[Contribution], dimensions: int = 1, memory: Memory | None = None) -> tuple[Table, Batch]:
    table = table_of(rows, dimensions)
    return table, pass_gate(table, RULES, SECRET, memory)


Unknown = tuple[Key, frozenset[tuple[str, Decimal]]]


@dataclass
class Attacker:
    """Knows every printed total exactly, which cells add up, and which cells did not change between tables.

    An unknown is a cell with its contents: so the same cell, unchanged, is the same unknown in two tables.
    """

    printed: dict[Unknown, float] = field(default_factory=dict)
    withheld: set[Unknown] = field(default_factory=set)
    sums: list[tuple[Unknown, list[Unknown]]] = field(default_factory=list)

    def read(self, table: Table, batch: Batch) -> None:
        def name(key: Key) -> Unknown:
            return key, frozenset(table.cells[key].paid.items())

        for line in batch.lines:
            if line.money is not None and line.money.state is State.PRINTED:
                self.printed[name(line.key)] = float(table.cells[line.key].total)
        fresh = {line.key for line in batch.lines if line.money is not None and line.money.state is State.PRINTED}
        self.withheld |= {name(key) for key, content in table.cells.items() if key not in fresh and content.total}
        self.sums += [(name(r.parent), [name(child) for child in r.children]) for r in table.relations]

    def derives(self) -> set[Unknown]:
        """Withheld cells whose value follows from the printed ones by linear algebra."""
        everything = {cell for parent, children in self.sums for cell in (parent, *children)}
        columns = {cell: number for number, cell in enumerate(sorted(everything, key=repr))}
        rows = []
        for parent, children in self.sums:
            row = np.zeros(len(columns))
            row[columns[parent]] -= 1
            for child in children:
                row[columns[child]] += 1
            rows.append(row)
        rows += [np.eye(1, len(columns), columns[cell])[0] for cell in self.printed if cell in columns]
        matrix = np.array(rows) if rows else np.zeros((1, max(1, len(columns))))
        rank = np.linalg.matrix_rank(matrix)
        return {
            cell
            for cell in self.withheld - self.printed.keys()
            if cell in columns
            and np.linalg.matrix_rank(np.vstack([matrix, np.eye(1, len(columns), columns[cell])])) == rank
        }
