"""What it changes in the cells that some cases are counted otherwise than before. Pure arithmetic, no database.

A case stands in cells by its rows: one for itself in the reporting currency and one for each of its currencies, both in
the layouts of cases; one for each kind of its lines, in that line's currency and in the reporting one, in the layouts
of lines. Sums move with the rows that differ. Who is distinct is decided by all cases of the seller, so those that did
not change are asked for, but only for sellers whose places did change.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import compress, count
from operator import add, itemgetter, ne, neg, sub
from typing import Any, NamedTuple

from apps.statistics.rules.layouts import DIMENSIONS, LAYOUTS, MEASURES, Layout

# The sums in whole ten-thousandths, which add up far sooner than decimals; then how many lines had no rate: MEASURES
# without the first three.
Numbers = tuple[int, ...]
Values = tuple[str, ...]  # one per dimension
Place = tuple[bool, bool, str, tuple[str, ...], str]  # demonstration, counted, layout, key, currency
Spots = list[int]  # places by number
Kind = tuple[bool, str, str, str]  # whether of lines; currency, empty for the reporting one; component, grade
Cells = dict[Place, Numbers]
Where = frozenset[int]  # the layouts that look at one of these dimensions, by number
Scope = tuple[Where, frozenset[tuple[bool, str]] | None]  # of rows, the first two of their kinds; None: of all
Spread = dict[str, AbstractSet[int]]
_SAME: Scope = (frozenset(), frozenset())
_WHOLE = (False, "", "", "")
_ALL = -1  # a dimension that every layout looks at
_EVERYWHERE: Where = frozenset({_ALL})
_BITS = 16  # of a place's number, for its currency
_NOWHERE: frozenset[int] = frozenset()
NOTHING: Numbers = (0,) * (len(MEASURES) - 3)


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

    @property
    def whose(self) -> tuple[str, str]:
        """The seller and the account it counts as."""
        return self.cluster, self.account

    @property
    def table(self) -> tuple[bool, bool]:
        """Cells with another value of these are of another table."""
        return self.demonstration, self.counted


class Move:
    """Some cases before and after they were counted anew.

    Asked for are only the layouts by which something differs: a case in another country stands, with all its rows,
    where it stood in every layout that does not look at countries.
    """

    def __init__(self, before: Iterable[Standing], after: Iterable[Standing]) -> None:
        self._board = _Board()
        self._sums: dict[int, list[Numbers]] = defaultdict(list)
        self._cases = _Tally()
        self._before: dict[str, list[_Stood]] = defaultdict(list)
        self._after: dict[str, list[_Stood]] = defaultdict(list)
        self._scopes: dict[str, Scope] = {}
        was = {one.case: _Stood(one, self._board) for one in before}
        now = {one.case: _Stood(one, self._board, was.get(one.case)) for one in after}
        for case in was.keys() | now.keys():
            self._move(was.get(case), now.get(case))

    def changes(self, others: Iterable[Standing]) -> Cells:
        """All that changes, by cell: sellers, accounts, cases, sums. `others`: the other cases of sellers who moved."""
        still: dict[str, list[_Stood]] = defaultdict(list)
        for one in others:
            still[one.cluster].append(_Stood(one, self._board))
        sellers, accounts = _Tally(), _Tally()
        for cluster, scope in self._scopes.items():
            stay = _by_account({}, still[cluster], scope)
            was, now = (_by_account(stay, side[cluster], scope) for side in (self._before, self._after))
            for account in was.keys() | now.keys():
                accounts.move(was.get(account, _NOWHERE), now.get(account, _NOWHERE))
            sellers.move(_NOWHERE.union(*was.values()), _NOWHERE.union(*now.values()))
        counts = [tally.counted() for tally in (sellers, accounts, self._cases)]
        found = {
            spot: (*(count[spot] for count in counts), *self._sum(spot))
            for spot in self._sums.keys() | set().union(*counts)
        }
        return {self._board.place(spot): numbers for spot, numbers in found.items() if any(numbers)}

    def _sum(self, spot: int) -> Numbers:
        rows = self._sums.get(spot, ())
        return tuple(map(sum, zip(*rows, strict=True))) if rows else NOTHING

    def _move(self, was: "_Stood | None", now: "_Stood | None") -> None:
        left, came = (side.brought if side else {} for side in (was, now))
        differs = _difference(*(side.one if side else None for side in (was, now)))
        for kind in left.keys() | came.keys():
            before, after = left.get(kind), came.get(kind)
            if was and now and before and after and not differs:  # it stays there
                if before != after:
                    self._put(now, kind, _EVERYWHERE, tuple(map(sub, after, before)))
                continue
            where = differs if before == after else _EVERYWHERE
            if _concerned(kind[0], where):
                if was and before:
                    self._put(was, kind, where, tuple(map(neg, before)))
                if now and after:
                    self._put(now, kind, where, after)
        self._touch(was, now, _scope(was, now, differs, left.keys() ^ came.keys()))

    def _put(self, stood: "_Stood", kind: Kind, where: Where, numbers: Numbers) -> None:
        for spot in stood.spots(kind, where):
            self._sums[spot].append(numbers)

    def _touch(self, was: "_Stood | None", now: "_Stood | None", scope: Scope) -> None:
        """Count the case where it came to and where it left; remember where else somebody may be distinct."""
        for stood, side in ((was, self._before), (now, self._after)):
            if stood:
                side[stood.one.cluster].append(stood)
        if scope != _SAME:
            self._cases.move(*(stood.all_spots(scope) if stood else _NOWHERE for stood in (was, now)))
            for stood in (was, now):
                if stood:
                    self._scopes[stood.one.cluster] = _both(self._scopes.get(stood.one.cluster, _SAME), scope)


def _scope(was: "_Stood | None", now: "_Stood | None", differs: Where, kinds: AbstractSet[Kind]) -> Scope:
    """Where somebody may be distinct who was not, or no longer is. `kinds`: of the rows that it has on one side."""
    if was is None or now is None or was.one.whose != now.one.whose:
        return _EVERYWHERE, None
    if differs:
        return _EVERYWHERE if kinds else differs, None
    return (_EVERYWHERE, frozenset(kind[:2] for kind in kinds)) if kinds else _SAME


def _both(one: Scope, other: Scope) -> Scope:
    """What takes in both."""
    rows = None if one[1] is None or other[1] is None else one[1] | other[1]
    return one[0] | other[0], rows


def _difference(was: Standing | None, now: Standing | None) -> Where:
    """Where a row of the case with the same sums stands elsewhere."""
    if was is None or now is None or was.table != now.table:
        return _EVERYWHERE
    return frozenset(compress(count(), map(ne, was.dimensions, now.dimensions)))


def _by_account(more: Spread, cases: Iterable["_Stood"], scope: Scope) -> Spread:
    """Wherever a case of it stands, by the account; `more` are others of the same seller."""
    found = dict(more)
    for stood in cases:
        account, spots = stood.one.account, stood.all_spots(scope)
        found[account] = found[account] | spots if account in found else spots
    return found


class _Tally:
    """How many more stand at a place than did."""

    def __init__(self) -> None:
        self._came: list[int] = []
        self._left: list[int] = []

    def move(self, was: AbstractSet[int], now: AbstractSet[int]) -> None:
        """Somebody stood at these places and stands at those."""
        self._came += now - was
        self._left += was - now

    def counted(self) -> Counter[int]:
        found = Counter(self._came)
        found.subtract(Counter(self._left))
        return found


class _Stood:
    """A case and the places where its rows stand, found once for all that are alike."""

    __slots__ = ("_all", "_bare", "_board", "brought", "one")

    def __init__(self, one: Standing, board: "_Board", was: "_Stood | None" = None) -> None:
        self.one = one
        self.brought = _brought(one)
        self._board = board
        self._all: dict[Scope, set[int]] = {}
        stays = was is not None and not _difference(was.one, one)
        self._bare: dict[tuple[object, ...], Spots] = was._bare if was and stays else {}

    def spots(self, kind: Kind, where: Where) -> Spots:
        """Where its rows of this kind stand."""
        is_of_lines, currency, component, grade = kind
        alike = (is_of_lines, component, grade, where)
        bare = self._bare.get(alike)
        if bare is None:
            bare = self._bare[alike] = self._board.stand(self.one, is_of_lines, component, grade, where)
        return self._board.in_currency(bare, currency) if currency else bare

    def all_spots(self, scope: Scope) -> set[int]:
        """Wherever some row of it stands."""
        found = self._all.get(scope)
        if found is None:
            where, rows = scope
            found = self._all[scope] = set()
            for kind in self.brought:
                if (rows is None or kind[:2] in rows) and _concerned(kind[0], where):
                    found.update(self.spots(kind, where))
        return found


def _brought(one: Standing) -> dict[Kind, Numbers]:
    """What it brings into cells, by the kind of row."""
    brought: dict[Kind, Numbers] = {_WHOLE: one.numbers}
    for component, grade, currency, own, converted in one.amounts:
        brought[True, currency, component, grade] = own
        for kind, numbers in (((False, currency, "", ""), own), ((True, "", component, grade), converted)):
            known = brought.get(kind)
            brought[kind] = tuple(map(add, known, numbers)) if known else numbers
    return brought


class _Board:
    """Numbers the places as they are first stood in: numbers are compared and found faster than what they stand for.

    A place's number says what was picked of the values (the higher bits) and in which currency (the lowest): a case
    with two currencies stands twice in the same layouts.
    """

    def __init__(self) -> None:
        self._picked: list[tuple[bool, bool, str, Any]] = []
        self._tables: dict[tuple[bool, bool], list[_Table]] = {}
        self._currencies: dict[str, int] = {"": 0}

    def place(self, spot: int) -> Place:
        """What a number stands for."""
        demonstration, counted, layout, picked = self._picked[spot >> _BITS]
        key = (picked,) if isinstance(picked, str) else picked
        return demonstration, counted, layout, key, list(self._currencies)[spot & (1 << _BITS) - 1]

    def stand(self, one: Standing, is_of_lines: bool, component: str, grade: str, where: Where) -> Spots:
        """Where such rows of the case stand, in no currency."""
        which = one.table
        if which not in self._tables:
            self._tables[which] = [_Table(self._picked, (*which, layout.name)) for layout in LAYOUTS]
        tables, values = self._tables[which], (*one.dimensions, component, grade)
        return [tables[layout][pick(values)] for layout, pick in _concerned(is_of_lines, where)]

    def in_currency(self, spots: Spots, currency: str) -> Spots:
        number = self._currencies.setdefault(currency, len(self._currencies))
        return [spot | number for spot in spots]


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
