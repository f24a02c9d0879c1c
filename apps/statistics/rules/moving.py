"""What it changes in the cells that some cases are counted otherwise than before. Pure arithmetic, no database.

A case stands in cells by its rows: one for itself in the reporting currency and one for each of its currencies, both in
the layouts of cases; one for each kind of its lines, in that line's currency and in the reporting one, in the layouts
of lines. Sums move with the rows that differ. Who is distinct is decided by all cases of the seller, so those that did
not change are asked for, but only for sellers whose places did change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from operator import add, itemgetter, sub
from typing import NamedTuple

from apps.statistics.rules.layouts import DIMENSIONS, MEASURES, OF_CASES, OF_LINES, Layout

Numbers = tuple[Decimal, ...]  # the sums, then how many lines had no rate: MEASURES without the first three
Values = tuple[str, ...]  # one per dimension, those of lines only in rows of lines
# Whether it looks at lines; currency, empty for the reporting one; component and grade, empty in rows of a case.
Rows = dict[tuple[bool, str, str, str], tuple[Values, Numbers]]
Place = tuple[bool, bool, str, tuple[str, ...], str]  # demonstration, counted, layout, key, currency
Pick = Callable[[Values], tuple[str, ...]]
Cells = dict[Place, Numbers]
Pairs = set[tuple[Place, str]]
_WHOLE = (False, "", "", "")
NOTHING: Numbers = (Decimal(0),) * (len(MEASURES) - 3)


class Amount(NamedTuple):
    """The lines of one component, grade and currency; `own` in that currency, `converted` in the reporting one."""

    component: str
    grade: str
    currency: str
    own: Numbers
    converted: Numbers


class Standing(NamedTuple):
    """One case as it is counted: whom it counts as, and its rows by kind, component and grade."""

    case: str
    cluster: str
    account: str
    demonstration: bool
    counted: bool
    dimensions: Values
    numbers: Numbers
    amounts: list[Amount]

    def is_at(self, place: Place) -> bool:
        """Whether some row of it stands in that cell."""
        demonstration, counted, layout, key, currency = place
        if demonstration != self.demonstration or counted != self.counted:
            return False
        is_of_lines, pick = _PICKS[layout]
        if is_of_lines:
            return any(
                pick((*self.dimensions, amount.component, amount.grade)) == key
                for amount in self.amounts
                if not currency or amount.currency == currency
            )
        has_currency = not currency or any(amount.currency == currency for amount in self.amounts)
        return has_currency and pick(self.dimensions) == key

    def rows(self) -> Rows:
        """What brings it into cells."""
        rows: Rows = {_WHOLE: (self.dimensions, self.numbers)}
        for component, grade, currency, own, converted in self.amounts:
            values = (*self.dimensions, component, grade)
            rows[True, currency, component, grade] = (values, own)
            for key, brought, at in (
                ((False, currency, "", ""), own, self.dimensions),
                ((True, "", component, grade), converted, values),
            ):
                known = rows.get(key)
                rows[key] = (at, tuple(map(add, known[1], brought)) if known else brought)
        return rows


def moved(before: dict[str, Standing], after: dict[str, Standing]) -> tuple[Cells, Pairs]:
    """How sums move, and which sellers may have come to a cell or left it."""
    sums: Cells = defaultdict(lambda: NOTHING)
    pairs: Pairs = set()
    for case in before.keys() | after.keys():
        was, now = before.get(case), after.get(case)
        if was == now:
            continue
        rows_before, rows_now = was.rows() if was else {}, now.rows() if now else {}
        for one, rows, other, twins, step in (
            (was, rows_before, now, rows_now, sub),
            (now, rows_now, was, rows_before, add),
        ):
            for place, numbers, stays in _places_of(one, rows, other, twins) if one else ():
                sums[place] = tuple(map(step, sums[place], numbers))
                if one and not stays and not _is_there(other, one, place):
                    pairs.add((place, one.cluster))
    return sums, pairs


def changes(
    sums: Cells, pairs: Pairs, before: Iterable[Standing], after: Iterable[Standing], others: Iterable[Standing]
) -> Cells:
    """All that changes, by cell: sellers, accounts, cases, sums. `others` are the unchanged cases of those sellers."""
    was, now, still = _by_cluster(before), _by_cluster(after), _by_cluster(others)
    counts: dict[Place, list[int]] = defaultdict(lambda: [0, 0, 0])
    for place, cluster in pairs:
        stays = {(one.account, one.case) for one in still[cluster] if one.is_at(place)}
        came = stays | {(one.account, one.case) for one in now[cluster] if one.is_at(place)}
        left = stays | {(one.account, one.case) for one in was[cluster] if one.is_at(place)}
        found = counts[place]
        found[0] += bool(came) - bool(left)
        found[1] += len({account for account, _case in came}) - len({account for account, _case in left})
        found[2] += len(came) - len(left)
    every = {place: (*map(Decimal, counts[place]), *sums.get(place, NOTHING)) for place in sums.keys() | counts.keys()}
    return {place: numbers for place, numbers in every.items() if any(numbers)}


def _is_there(other: Standing | None, one: Standing, place: Place) -> bool:
    """Whether the same case stands there as the same seller and account, on the other side of the change."""
    return other is not None and other[1:3] == one[1:3] and other.is_at(place)


def _places_of(one: Standing, rows: Rows, other: Standing | None, twins: Rows) -> Iterator[tuple[Place, Numbers, bool]]:
    """The cells where rows of `one` stand that are not the same in `other`: what they bring, and whether it stays."""
    if other is None or one[1:5] != other[1:5]:
        twins = {}
    for key, row in rows.items():
        twin = twins.get(key)
        if twin == row:
            continue
        values, numbers = row
        for name, pick in _LAYOUTS[key[0]]:
            picked = pick(values)
            stays = twin is not None and pick(twin[0]) == picked
            if not stays or twin is None or twin[1] != numbers:
                yield (one.demonstration, one.counted, name, picked, key[1]), numbers, stays


def _by_cluster(standings: Iterable[Standing]) -> dict[str, list[Standing]]:
    found = defaultdict(list)
    for one in standings:
        found[one.cluster].append(one)
    return found


def _pick(layout: Layout) -> Pick:
    places = [DIMENSIONS.index(dimension) for dimension in layout.dimensions]
    if not places:
        return lambda _values: ()
    if len(places) == 1:
        (only,) = places
        return lambda values: (values[only],)
    return itemgetter(*places)


_PICKS = {layout.name: (layout.is_of_lines, _pick(layout)) for layout in (*OF_CASES, *OF_LINES)}
_LAYOUTS = {
    is_of_lines: [(layout.name, _PICKS[layout.name][1]) for layout in layouts]
    for is_of_lines, layouts in ((False, OF_CASES), (True, OF_LINES))
}
