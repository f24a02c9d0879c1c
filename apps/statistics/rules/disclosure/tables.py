"""A table of contributions with its totals, small categories folded into "other", and which cells add up to which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from apps.statistics.rules.disclosure.contents import Content, add_to, joined

TOTAL = ""  # in a key: all categories of that dimension
OTHER = "(other)"
Key = tuple[str, ...]  # one category per dimension, TOTAL, or OTHER


@dataclass(frozen=True, slots=True)
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
    stand, empty = _stand(lines), list(empty)
    layout = [_lay_out(place, stand, empty, threshold) for place in range(len(dimensions))]
    parts: dict[Key, list[Content]] = {key: [] for key in (*empty, (TOTAL,) * len(dimensions))}
    for key, content in stand.items():
        for place in product(*(layout[number].places_of(value) for number, value in enumerate(key))):
            parts.setdefault(place, []).append(content)
    order = [{value: number for number, value in enumerate(dimension.values)} for dimension in layout]
    keys = sorted(parts, key=lambda key: [order[place][value] for place, value in enumerate(key)])
    cells = {key: parts[key][0] if len(parts[key]) == 1 else joined(parts[key]) for key in keys}
    folded = frozenset(key for key in cells if any(value in layout[place].folded for place, value in enumerate(key)))
    return Table(name, dimensions, cells, folded, _relations(cells, layout))


def _stand(lines: Iterable[Contribution]) -> dict[Key, Content]:
    """Who stands in which of the smallest cells, from lines that are read once and not kept."""
    found: dict[Key, dict[str, Decimal | None]] = {}
    for line in lines:
        add_to(found.setdefault(line.cell, {}), line.seller, line.amount)
    return {key: Content(amounts) for key, amounts in found.items()}


def _lay_out(place: int, stand: Mapping[Key, Content], empty: Iterable[Key], threshold: int) -> _Dimension:
    sellers: dict[str, set[str]] = {key[place]: set() for key in empty}
    for key, content in stand.items():
        sellers.setdefault(key[place], set()).update(content.amounts)
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
