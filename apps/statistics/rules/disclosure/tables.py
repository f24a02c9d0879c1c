"""A table of contributions with its totals, small categories folded into "other", and which cells add up to which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from apps.statistics.rules.disclosure.contents import Content, joined

TOTAL = ""  # in a key: all categories of that dimension
OTHER = "(other)"
Key = tuple[str, ...]  # one category per dimension, TOTAL, or OTHER


@dataclass(frozen=True)
class Contribution:
    """One line: in which cell, whose, and how much (None: not said). A seller may have many lines."""

    cell: Key
    seller: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class Relation:
    """The money of `parent` is the sum of the money of `children`."""

    parent: Key
    children: tuple[Key, ...]


@dataclass(frozen=True)
class Table:
    """`cells` hold every cell, totals and folded ones too; `folded` are those that stand inside an "other" only."""

    name: str
    dimensions: tuple[str, ...]
    cells: Mapping[Key, Content]
    folded: frozenset[Key]
    relations: tuple[Relation, ...]

    @property
    def shown(self) -> tuple[Key, ...]:
        """Cells that stand in the printed table, in the order of the categories; totals first, "other" last."""
        return tuple(key for key in self.cells if key not in self.folded)


@dataclass
class _Dimension:
    """How one dimension's categories are laid out: which stand by themselves, which are folded."""

    kept: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)

    @property
    def has_other(self) -> bool:
        """With nothing beside it, "other" would be the total once more."""
        return bool(self.folded and self.kept)

    @property
    def values(self) -> list[str]:
        return [TOTAL, *self.kept, OTHER, *self.folded]

    def places_of(self, category: str) -> tuple[str, ...]:
        """Where a line of this category counts."""
        return (TOTAL, category, OTHER) if self.has_other and category in self.folded else (TOTAL, category)

    def parts_of(self, value: str) -> list[str]:
        """Which values add up to this one."""
        if value == TOTAL:
            return [*self.kept, OTHER] if self.has_other else [*self.kept, *self.folded]
        return self.folded if value == OTHER else []


def make_table(
    name: str,
    dimensions: tuple[str, ...],
    lines: Iterable[Contribution],
    *,
    threshold: int,
    empty: Iterable[Key] = (),
) -> Table:
    """Fold what is small, add up what is left. `empty` are cells that nobody contributed to and that are asked for.

    A category of fewer than `threshold` sellers (in all of the table) goes into "other"; so do further ones, the
    smallest first, until "other" itself has that many. Where that leaves one category or none, the dimension shows
    its total only.
    """
    rows, empty = list(lines), list(empty)
    layout = [_lay_out(place, rows, empty, threshold) for place in range(len(dimensions))]
    amounts: dict[Key, list[Contribution]] = {key: [] for key in (*empty, (TOTAL,) * len(dimensions))}
    for row in rows:
        for key in product(*(layout[place].places_of(value) for place, value in enumerate(row.cell))):
            amounts.setdefault(key, []).append(row)
    order = [{value: number for number, value in enumerate(dimension.values)} for dimension in layout]
    keys = sorted(amounts, key=lambda key: [order[place][value] for place, value in enumerate(key)])
    cells = {key: joined(Content({row.seller: row.amount}) for row in amounts[key]) for key in keys}
    folded = frozenset(key for key in cells if any(value in layout[place].folded for place, value in enumerate(key)))
    return Table(name, dimensions, cells, folded, _relations(cells, layout))


def _lay_out(place: int, rows: list[Contribution], empty: Iterable[Key], threshold: int) -> _Dimension:
    sellers: dict[str, set[str]] = {key[place]: set() for key in empty}
    for row in rows:
        sellers.setdefault(row.cell[place], set()).add(row.seller)
    kept = [category for category, who in sellers.items() if len(who) >= threshold]
    folded = [category for category in sellers if category not in kept]
    inside: set[str] = set().union(*(sellers[category] for category in folded))
    if not inside:  # nobody to protect: empty categories stay where they are
        return _Dimension(list(sellers))
    while kept and len(inside) < threshold:
        smallest = min(kept, key=lambda category: (len(sellers[category]), category))
        kept.remove(smallest)
        folded.append(smallest)
        inside |= sellers[smallest]
    return _Dimension(kept, folded)


def _relations(cells: Mapping[Key, Content], layout: list[_Dimension]) -> tuple[Relation, ...]:
    found = []
    for key in cells:
        for place, dimension in enumerate(layout):
            parts = ((*key[:place], part, *key[place + 1 :]) for part in dimension.parts_of(key[place]))
            children = tuple(part for part in parts if part in cells)
            if children:
                found.append(Relation(key, children))
    return tuple(found)
