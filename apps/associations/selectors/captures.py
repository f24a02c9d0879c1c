"""How many members stand on which lists of several bodies: counts alone, as `estimate_population` reads them.

Two rows are one member where any fingerprint of them is the same, through however many rows between; that is the count
told first. Beside it stands the strict one, where only the strongest fingerprint counts, so that the estimate says how
much hangs on the linking.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from apps.associations.enums import ListState
from apps.associations.models import Association

FEWEST, MOST = 2, 5  # bodies of one count, as the estimate takes them
AT_ONCE = 5_000  # rows that are fetched together
History = str


@dataclass(frozen=True)
class Captures:
    """Members by history: one digit for each body, 1 where they stand on a list of it."""

    names: tuple[str, ...]
    linked: dict[History, int]
    strict: dict[History, int]

    def as_task(self, as_of: str) -> dict[str, Any]:
        """The input of `manage.py estimate_population`."""
        linkage = {"strict": {"counts": self.strict}}
        return {"lists": list(self.names), "as_of": as_of, "counts": self.linked, "linkage": linkage}


def bodies_with_lists() -> QuerySet[Association]:
    """Bodies of which a list stands, by name, each with `lists`, how many do."""
    standing = Count("member_lists", filter=Q(member_lists__state=ListState.DONE))
    return Association.objects.annotate(lists=standing).filter(lists__gt=0).order_by("name", "id")


def count_captures(bodies: Sequence[Association]) -> Captures:
    """Count the members of two to five bodies by the lists they stand on. Raises ValueError for another number."""
    if not FEWEST <= len(bodies) <= MOST:
        raise ValueError(len(bodies))
    strict: dict[int, int] = {}
    linked = _Linked()
    for body, key, *marks in _rows(bodies):
        strict[key] = strict.get(key, 0) | 1 << body
        linked.add(body, [mark for mark in marks if mark])
    names = tuple(body.name for body in bodies)
    return Captures(names, _counted(linked.seen(), len(bodies)), _counted(strict.values(), len(bodies)))


def _counted(seen: Iterable[int], bodies: int) -> dict[History, int]:
    counts = Counter(seen)
    return {"".join(str(bits >> body & 1) for body in range(bodies)): counts[bits] for bits in sorted(counts)}


class _Linked:
    """Rows joined by the fingerprints they share: each is led to one that stands for all of them."""

    def __init__(self) -> None:
        self._parent: list[int] = []
        self._bodies: list[int] = []
        self._by_mark: dict[int, int] = {}

    def add(self, body: int, marks: Sequence[int]) -> None:
        here = len(self._parent)
        self._parent.append(here)
        self._bodies.append(1 << body)
        for mark in marks:
            there = self._top(self._by_mark.setdefault(mark, here))
            top = self._top(here)
            if there != top:
                self._parent[top] = there
                self._bodies[there] |= self._bodies[top]

    def _top(self, row: int) -> int:
        while self._parent[row] != row:
            self._parent[row] = row = self._parent[self._parent[row]]
        return row

    def seen(self) -> list[int]:
        """Of each member, the bodies on whose lists they stand, as bits."""
        return [self._bodies[row] for row, parent in enumerate(self._parent) if row == parent]


@transaction.atomic
def _rows(bodies: Sequence[Association]) -> list[tuple[int, ...]]:
    """The number of the body, and fingerprints as 64 bits of them, nought where there is none."""
    found: list[tuple[int, ...]] = []
    with connection.cursor() as cursor:
        for number, body in enumerate(bodies):
            cursor.execute(_MARKS, {"number": number, "association": body.pk})
            while some := cursor.fetchmany(AT_ONCE):
                found += some
    return found


def _bits(column: str) -> str:
    return f"CASE WHEN {column} = '' THEN 0 ELSE ('x' || right({column}, 16))::bit(64)::bigint END"


_MARKS = f"""
    SELECT %(number)s, {_bits("key")}, {_bits("email_mark")}, {_bits("token_mark")}, {_bits("link_mark")},
           {_bits("code_mark")}
    FROM associations_listedmember member JOIN associations_memberlist list ON list.id = member.source_id
    WHERE list.association_id = %(association)s AND list.state = 'done'
"""  # noqa: S608
