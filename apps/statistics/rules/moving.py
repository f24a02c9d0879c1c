"""What it changes in the cells that some cases are counted otherwise than before. Pure arithmetic, no database.

A case stands in cells by its rows: one for itself in the reporting currency and one for each of its currencies, both in
the layouts of cases; one for each kind of its lines, in that line's currency and in the reporting one, in the layouts
of lines. Sums move with the rows that differ. Who is distinct is decided by all cases of the seller, so those that did
not change are asked for, but only for sellers whose places did change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from itertools import compress, count, repeat
from operator import add, itemgetter, ne, sub
from typing import Any, NamedTuple

from apps.statistics.rules.layouts import DIMENSIONS, LAYOUTS, MEASURES, Layout

Numbers = tuple[Decimal, ...]  # the sums, then how many lines had no rate: MEASURES without the first three
Values = tuple[str, ...]  # one per dimension
Place = tuple[bool, bool, str, tuple[str, ...], str]  # demonstration, counted, layout, key, currency
Spots = list[int]  # places by number
Kind = tuple[bool, str, str, str]  # whether of lines; currency, empty for the reporting one; component, grade
Cells = dict[Place, Numbers]
Where = frozenset[int]  # the layouts that look at one of these dimensions, by number
_WHOLE = (False, "", "", "")
_ALL = -1  # a dimension that every layout looks at
_EVERYWHERE: Where = frozenset({_ALL})
_BITS = 16  # of a place's number, for its currency
NOTHING: Numbers = (Decimal(0),) * (len(MEASURES) - 3)


class Amount(NamedTuple):
    """The lines of one component, grade and currency; `own` in that currency, `converted` in the reporting one."""

    component: str
    grade: str
    currency: str
    own: Numbers
    converted: Numbers


class Standing(NamedTuple):
    """One case as it is counted: whom it counts as, itself, and the lines of each kind it has."""

    case: str
    cluster: str
    account: str
    demonstration: bool
    counted: bool
    dimensions: Values
    numbers: Numbers
    amounts: list[Amount]


class Move:
    """Some cases before and after they were counted anew.

    Asked for are only the layouts by which something differs: a case in another country stands, with all its rows,
    where it stood in every layout that does not look at countries.
    """

    def __init__(self, before: Iterable[Standing], after: Iterable[Standing]) -> None:
        self._board = _Board()
        self._sums: dict[int, Numbers] = {}
        self._before: dict[str, list[Standing]] = defaultdict(list)
        self._after: dict[str, list[Standing]] = defaultdict(list)
        #: Where distinct sellers, accounts and cases may be others now, by seller.
        self.touched: dict[str, set[int]] = defaultdict(set)
        self._where: dict[str, Where] = defaultdict(frozenset)
        was, now = ({one.case: one for one in standings} for standings in (before, after))
        for case in was.keys() | now.keys():
            self._move(was.get(case), now.get(case))

    def changes(self, others: Iterable[Standing]) -> Cells:
        """All that changes, by cell: sellers, accounts, cases, sums. `others`: the touched sellers' other cases."""
        still: dict[str, list[Standing]] = defaultdict(list)
        for one in others:
            still[one.cluster].append(one)
        counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        for cluster, spots in self.touched.items():
            sides = (still[cluster], self._before[cluster], self._after[cluster])
            stay, left, came = (self._accounts(cases, spots, self._where[cluster]) for cases in sides)
            for spot in spots:
                was, now = (*stay[spot], *left[spot]), (*stay[spot], *came[spot])
                found = counts[spot]
                found[0] += bool(now) - bool(was)
                found[1] += len(set(now)) - len(set(was))
                found[2] += len(now) - len(was)
        return {
            self._board.place(spot): (*map(Decimal, counts[spot]), *self._sums.get(spot, NOTHING))
            for spot in self._sums.keys() | counts.keys()
            if any(counts[spot]) or any(self._sums.get(spot, NOTHING))
        }

    def _accounts(self, cases: list[Standing], spots: set[int], where: Where) -> dict[int, list[str]]:
        """The accounts of the cases that stand there, one per case."""
        found = defaultdict(list)
        for one in cases:
            for spot in spots & self._board.all_spots(one, where):
                found[spot].append(one.account)
        return found

    def _move(self, was: Standing | None, now: Standing | None) -> None:
        left, came = _brought(was), _brought(now)
        differs = _difference(was, now)
        for kind in left.keys() | came.keys():
            before, after = left.get(kind), came.get(kind)
            where = differs if before == after else _EVERYWHERE
            if where:
                spots_before, spots_now = (
                    self._board.spots(one, kind, where) if one and numbers else repeat(None)
                    for one, numbers in ((was, before), (now, after))
                )
                self._take_and_put(zip(spots_before, spots_now, strict=False), before or NOTHING, after or NOTHING)
        self._touch(was, now, differs if left.keys() == came.keys() else _EVERYWHERE)

    def _touch(self, was: Standing | None, now: Standing | None, where: Where) -> None:
        """Remember where else it may be that somebody is distinct."""
        stays = was is not None and now is not None and was[1:3] == now[1:3]
        spots_before, spots_now = (self._board.all_spots(one, where) if one and where else set() for one in (was, now))
        for one, spots, other, side in (
            (was, spots_before, spots_now, self._before),
            (now, spots_now, spots_before, self._after),
        ):
            if one:
                side[one.cluster].append(one)
                if where:
                    self.touched[one.cluster] |= spots - other if stays else spots
                    self._where[one.cluster] |= where

    def _take_and_put(self, moves: Iterable[tuple[int | None, int | None]], before: Numbers, after: Numbers) -> None:
        """Take its sums from the cells it left and put them into those it came to; where it stays, the difference."""
        difference = None if before == after else tuple(map(sub, after, before))
        for old, new in moves:
            if old == new:
                if difference and new is not None:
                    self._put(new, difference, add)
                continue
            if old is not None:
                self._put(old, before, sub)
            if new is not None:
                self._put(new, after, add)

    def _put(self, spot: int, numbers: Numbers, step: Callable[[Decimal, Decimal], Decimal]) -> None:
        self._sums[spot] = tuple(map(step, self._sums.get(spot, NOTHING), numbers))


def _brought(one: Standing | None) -> dict[Kind, Numbers]:
    """What it brings into cells, by the kind of row."""
    if one is None:
        return {}
    brought: dict[Kind, Numbers] = {_WHOLE: one.numbers}
    for component, grade, currency, own, converted in one.amounts:
        brought[True, currency, component, grade] = own
        for kind, numbers in (((False, currency, "", ""), own), ((True, "", component, grade), converted)):
            known = brought.get(kind)
            brought[kind] = tuple(map(add, known, numbers)) if known else numbers
    return brought


def _difference(was: Standing | None, now: Standing | None) -> Where:
    """Where a row of the case with the same sums stands elsewhere, or for another seller."""
    if was is None or now is None or was[1:5] != now[1:5]:
        return _EVERYWHERE
    return frozenset(compress(count(), map(ne, was.dimensions, now.dimensions)))


class _Board:
    """Numbers the places as they are first stood in: numbers are compared and found faster than what they stand for.

    A place's number says what was picked of the values (the higher bits) and in which currency (the lowest): a case
    with two currencies stands twice in the same layouts.
    """

    def __init__(self) -> None:
        self._picked: list[tuple[bool, bool, str, Any]] = []
        self._tables: dict[tuple[bool, bool], list[_Table]] = {}
        self._stood: dict[tuple[object, ...], Spots] = {}
        self._currencies: dict[str, int] = {"": 0}

    def place(self, spot: int) -> Place:
        """What a number stands for."""
        demonstration, counted, layout, picked = self._picked[spot >> _BITS]
        key = (picked,) if isinstance(picked, str) else picked
        return demonstration, counted, layout, key, list(self._currencies)[spot & (1 << _BITS) - 1]

    def all_spots(self, one: Standing, where: Where) -> set[int]:
        """Wherever some row of it stands."""
        kinds = {_WHOLE}
        for component, grade, currency, _own, _converted in one.amounts:
            kinds |= {(True, currency, component, grade), (False, currency, "", ""), (True, "", component, grade)}
        return set().union(*(self.spots(one, kind, where) for kind in kinds if _concerned(kind[0], where)))

    def spots(self, one: Standing, kind: Kind, where: Where) -> Spots:
        """Where its rows of this kind stand."""
        is_of_lines, currency, component, grade = kind
        known = (where, one.demonstration, one.counted, one.dimensions, component, grade)
        spots = self._stood.get(known)
        if spots is None:
            spots = self._stood[known] = self._stand(one, (*one.dimensions, component, grade), is_of_lines, where)
        if not currency:
            return spots
        number = self._currencies.setdefault(currency, len(self._currencies))
        return [spot | number for spot in spots]

    def _stand(self, one: Standing, values: Values, is_of_lines: bool, where: Where) -> Spots:
        which = (one.demonstration, one.counted)
        if which not in self._tables:
            self._tables[which] = [_Table(self._picked, (*which, layout.name)) for layout in LAYOUTS]
        tables = self._tables[which]
        return [tables[number][pick(values)] for number, pick in _concerned(is_of_lines, where)]


class _Table(dict[Any, int]):
    """The numbers of one layout's places, by what was picked of a row's values."""

    def __init__(self, places: list[tuple[bool, bool, str, Any]], head: tuple[bool, bool, str]) -> None:
        self._places, self._head = places, head

    def __missing__(self, picked: tuple[str, ...] | str) -> int:
        self._places.append((*self._head, picked))
        self[picked] = (len(self._places) - 1) << _BITS
        return self[picked]


@cache
def _concerned(is_of_lines: bool, where: Where) -> list[tuple[int, Callable[[Values], Any]]]:
    """The layouts in which such a row may stand elsewhere: their numbers, and what they look at."""
    return [
        (number, _pick(layout))
        for number, layout in enumerate(LAYOUTS)
        if layout.is_of_lines == is_of_lines and not where.isdisjoint((_ALL, *map(DIMENSIONS.index, layout.dimensions)))
    ]


def _pick(layout: Layout) -> Callable[[Values], Any]:
    """The value of its only dimension, or the tuple of their values."""
    places = [DIMENSIONS.index(dimension) for dimension in layout.dimensions]
    return itemgetter(*places) if places else lambda _values: ()
