"""What it changes in the cells that some cases are counted otherwise than before. Pure arithmetic, no database.

A case stands in cells by its rows: one for itself in the reporting currency and one for each of its currencies, both in
the layouts of cases; one for each kind of its lines, in that line's currency and in the reporting one, in the layouts
of lines. Sums move with the rows that differ. Who is distinct is decided by all cases of the seller, so those that did
not change are asked for, but only for sellers whose places did change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import repeat
from operator import add, getitem, itemgetter, sub
from typing import Any, NamedTuple

from apps.statistics.rules.layouts import DIMENSIONS, MEASURES, OF_CASES, OF_LINES, Layout

Numbers = tuple[Decimal, ...]  # the sums, then how many lines had no rate: MEASURES without the first three
Values = tuple[str, ...]  # one per dimension
Place = tuple[bool, bool, str, tuple[str, ...], str]  # demonstration, counted, layout, key, currency
Spots = tuple[int, ...]  # places by number: one per layout, in the layouts' order
Kind = tuple[bool, str, str, str]  # whether of lines; currency, empty for the reporting one; component, grade
Rows = dict[Kind, tuple[Spots, Numbers]]
Cells = dict[Place, Numbers]
_WHOLE = (False, "", "", "")
NOTHING: Numbers = (Decimal(0),) * (len(MEASURES) - 3)
_Stood = tuple[str, frozenset[int]]  # an account, and where one of its cases stood


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
    """Some cases before and after they were counted anew."""

    def __init__(self, before: Iterable[Standing], after: Iterable[Standing]) -> None:
        self._board = _Board()
        self._sums: dict[int, Numbers] = {}
        self._before: dict[str, list[_Stood]] = defaultdict(list)
        self._after: dict[str, list[_Stood]] = defaultdict(list)
        was, now = ({one.case: one for one in standings} for standings in (before, after))
        #: Where distinct sellers, accounts and cases may be others now, by seller.
        self.touched: dict[str, set[int]] = defaultdict(set)
        self._unmoved = [one for case, one in was.items() if now.get(case) == one]
        for case in was.keys() | now.keys():
            if was.get(case) != now.get(case):
                self._move(was.get(case), now.get(case))

    def changes(self, others: Iterable[Standing]) -> Cells:
        """All that changes, by cell: sellers, accounts, cases, sums. `others`: the touched sellers' other cases."""
        still: dict[str, list[_Stood]] = defaultdict(list)
        for one in (*others, *self._unmoved):
            still[one.cluster].append((one.account, self._board.all_spots(one)))
        counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        for cluster, spots in self.touched.items():
            stay = _accounts_at(spots, still[cluster])
            left = _accounts_at(spots, self._before[cluster])
            came = _accounts_at(spots, self._after[cluster])
            for spot in spots:
                was, now = (*stay[spot], *left[spot]), (*stay[spot], *came[spot])
                found = counts[spot]
                found[0] += bool(now) - bool(was)
                found[1] += len(set(now)) - len(set(was))
                found[2] += len(now) - len(was)
        places = self._board.places
        return {
            places[spot]: (*map(Decimal, counts[spot]), *self._sums.get(spot, NOTHING))
            for spot in self._sums.keys() | counts.keys()
            if any(counts[spot]) or any(self._sums.get(spot, NOTHING))
        }

    def _move(self, was: Standing | None, now: Standing | None) -> None:
        left, came = (self._board.rows(one) if one else {} for one in (was, now))
        for kind in left.keys() | came.keys():
            self._move_row(left.get(kind), came.get(kind))
        spots_before, spots_now = (frozenset().union(*(row[0] for row in rows.values())) for rows in (left, came))
        stays = was is not None and now is not None and was[1:3] == now[1:3]
        for one, spots, other, side in (
            (was, spots_before, spots_now, self._before),
            (now, spots_now, spots_before, self._after),
        ):
            if one:
                self.touched[one.cluster] |= spots - other if stays else spots
                side[one.cluster].append((one.account, spots))

    def _move_row(self, left: tuple[Spots, Numbers] | None, came: tuple[Spots, Numbers] | None) -> None:
        """Take its sums from the cells it left and put them into those it came to; where it stays, the difference."""
        if left == came:
            return
        spots_before, before = left or (repeat(None), NOTHING)
        spots_now, now = came or (repeat(None), NOTHING)
        difference = None if before == now else tuple(map(sub, now, before))
        for old, new in zip(spots_before, spots_now, strict=False):
            if old == new:
                if difference and new is not None:
                    self._put(new, difference, add)
                continue
            if old is not None:
                self._put(old, before, sub)
            if new is not None:
                self._put(new, now, add)

    def _put(self, spot: int, numbers: Numbers, step: Callable[[Decimal, Decimal], Decimal]) -> None:
        self._sums[spot] = tuple(map(step, self._sums.get(spot, NOTHING), numbers))


class _Board:
    """Numbers the places as they are first stood in: numbers are compared and found faster than what they stand for."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self._tables: dict[tuple[bool, bool, bool, str], list[_Table]] = {}

    def rows(self, one: Standing) -> Rows:
        """What brings the case into cells."""
        brought: dict[Kind, Numbers] = {_WHOLE: one.numbers}
        for component, grade, currency, own, converted in one.amounts:
            brought[True, currency, component, grade] = own
            for kind, numbers in (((False, currency, "", ""), own), ((True, "", component, grade), converted)):
                known = brought.get(kind)
                brought[kind] = tuple(map(add, known, numbers)) if known else numbers
        return {kind: (self._spots(one, *kind), numbers) for kind, numbers in brought.items()}

    def all_spots(self, one: Standing) -> frozenset[int]:
        """Wherever some row of it stands."""
        kinds = {_WHOLE}
        for component, grade, currency, _own, _converted in one.amounts:
            kinds |= {(True, currency, component, grade), (False, currency, "", ""), (True, "", component, grade)}
        return frozenset().union(*(self._spots(one, *kind) for kind in kinds))

    def _spots(self, one: Standing, is_of_lines: bool, currency: str, component: str, grade: str) -> Spots:
        which = (one.demonstration, one.counted, is_of_lines, currency)
        if which not in self._tables:
            self._tables[which] = [
                _Table(self.places, (one.demonstration, one.counted, name, currency))
                for name, _pick in _LAYOUTS[is_of_lines]
            ]
        values = (*one.dimensions, component, grade)
        return tuple(map(getitem, self._tables[which], [pick(values) for _name, pick in _LAYOUTS[is_of_lines]]))


class _Table(dict[Any, int]):
    """The numbers of one layout's places in one currency, by what was picked of a row's values."""

    def __init__(self, places: list[Place], head: tuple[bool, bool, str, str]) -> None:
        self._places, self._head = places, head

    def __missing__(self, picked: tuple[str, ...] | str) -> int:
        demonstration, counted, name, currency = self._head
        key = (picked,) if isinstance(picked, str) else picked
        self._places.append((demonstration, counted, name, key, currency))
        self[picked] = len(self._places) - 1
        return self[picked]


def _accounts_at(spots: set[int], cases: list[_Stood]) -> dict[int, list[str]]:
    """The accounts of the cases that stand there, one per case."""
    found = defaultdict(list)
    for account, stood in cases:
        for spot in spots & stood:
            found[spot].append(account)
    return found


def _pick(layout: Layout) -> Callable[[Values], Any]:
    """The value of its only dimension, or the tuple of their values."""
    places = [DIMENSIONS.index(dimension) for dimension in layout.dimensions]
    return itemgetter(*places) if places else lambda _values: ()


_LAYOUTS = {
    is_of_lines: [(layout.name, _pick(layout)) for layout in layouts]
    for is_of_lines, layouts in ((False, OF_CASES), (True, OF_LINES))
}
