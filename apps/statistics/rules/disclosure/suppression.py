"""Complementary suppression: nothing withheld can be worked out from what is printed, now or together with earlier
tables.

The reader is taken to know every printed total to the last cent, though it is floored, and that no amount is negative.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from apps.statistics.rules.disclosure.tables import Key, Relation

Cell = tuple[Key, int]  # a cell in one version of its contents: while nothing in it changes, it is the same unknown
NOTHING = 1e-9


@dataclass(frozen=True)
class Sums:
    """Which cell versions add up to which, over all tables of a series."""

    values: dict[Cell, Decimal]
    relations: frozenset[tuple[Cell, tuple[Cell, ...]]]

    def with_table(self, cells: dict[Key, Cell], values: dict[Key, Decimal], relations: Iterable[Relation]) -> "Sums":
        """The same and one more table."""
        added = ((cells[r.parent], tuple(cells[child] for child in r.children)) for r in relations)
        return Sums(
            self.values | {cells[key]: value for key, value in values.items()}, self.relations | frozenset(added)
        )


@dataclass(frozen=True)
class Audit:
    """What a reader can work out about the cells that are not in `printed`."""

    sums: Sums
    printed: frozenset[Cell]

    @cached_property
    def unknown(self) -> dict[Cell, int]:
        """The column of each cell that is not printed and stands in some sum."""
        cells = {cell for parent, children in self.sums.relations for cell in (parent, *children)}
        return {cell: column for column, cell in enumerate(sorted(cells - self.printed))}

    @cached_property
    def equations(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Left and right sides, each equation scaled to the size of its numbers."""
        rows, known = [], []
        for parent, children in self.sums.relations:
            row = np.zeros(len(self.unknown))
            right = 0.0
            for cell, sign in ((parent, -1.0), *((child, 1.0) for child in children)):
                if cell in self.unknown:
                    row[self.unknown[cell]] += sign
                else:
                    right -= sign * float(self.sums.values[cell])
            if row.any():
                rows.append(row)
                known.append(right)
        if not rows:
            return np.zeros((0, len(self.unknown))), np.zeros(0)
        return np.array(rows), np.array(known)

    @cached_property
    def freedom(self) -> NDArray[np.float64]:
        """How far each unknown can move while all sums hold (0: it is known), by the null space of the equations."""
        left, _right = self.equations
        if not left.shape[0]:
            return np.ones(len(self.unknown))
        _u, sizes, directions = np.linalg.svd(left, full_matrices=True)
        rank = int(np.sum(sizes > NOTHING * max(1.0, sizes.max(initial=0))))
        free: NDArray[np.float64] = np.sqrt(np.sum(directions[rank:] ** 2, axis=0))
        return free

    def is_derivable(self, cell: Cell) -> bool:
        """Whether linear algebra alone gives the cell's value."""
        return cell in self.unknown and bool(self.freedom[self.unknown[cell]] < 1e-6)

    def bounds(self, cell: Cell) -> tuple[float, float]:
        """Between which values the cell must lie, no amount being negative; for a cell in no sum, anything."""
        if cell not in self.unknown:
            return 0.0, np.inf
        left, right = self.equations
        scale = max(1.0, float(np.abs(right).max(initial=0)))
        aim = np.zeros(len(self.unknown))
        aim[self.unknown[cell]] = 1
        low = linprog(aim, A_eq=left, b_eq=right / scale)
        high = linprog(-aim, A_eq=left, b_eq=right / scale)
        return (
            float(low.fun) * scale if low.status == 0 else 0.0,
            -float(high.fun) * scale if high.status == 0 else np.inf,
        )

    def is_too_close(self, cell: Cell, percent: Decimal) -> bool:
        """Whether the cell can be worked out to within `percent` of its value from either side."""
        value = float(self.sums.values[cell])
        if not value:
            return False
        if self.is_derivable(cell):
            return True
        low, high = self.bounds(cell)
        share = float(percent) / 100
        return low > value * (1 - share) * (1 + NOTHING) or high < value * (1 + share) * (1 - NOTHING)
