"""Facts of some cases made anew, and what those cases stand for before and after.

The database makes facts while Python counts what came of the last ones: most cases of a large fold are counted in the
time that the database takes anyway.
"""
# ruff: noqa: S608  what is put into SQL here are names of our own tables and columns

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

from apps.core.failpoints import reach
from apps.core.prepared import as_array
from apps.statistics.actions import facts
from apps.statistics.rules.layouts import CASE_DIMENSIONS, SUMS
from apps.statistics.rules.moving import Amount, Standing

AT_ONCE = 1_250  # cases
TURN = 0.0005  # seconds
Row = tuple[Any, ...]


class Rows(NamedTuple):
    """Cases as rows: what is theirs as a whole, and their amounts."""

    whole: list[Row]
    amounts: list[Row]

    def standings(self) -> list[Standing]:
        by_case = defaultdict(list)
        for case, component, grade, currency, own, converted in self.amounts:
            by_case[case].append(Amount(component, grade, currency, numbers_in(own), numbers_in(converted)))
        return [
            Standing._make((*row[:_HEAD], row[_HEAD:-1], numbers_in(row[-1]), by_case.get(row[0], [])))
            for row in self.whole
        ]


class Renewed(NamedTuple):
    """How cases stood, how they stand, and the other cases of sellers who moved by it, without their sums."""

    was: Rows
    now: Rows
    others: Rows


def as_one_text(columns: Iterable[str]) -> str:
    """Numbers side by side, which `numbers_in` reads sooner than psycopg reads so many columns."""
    return f"concat_ws(' ', {', '.join(columns)})"


def numbers_in(text: str) -> tuple[int, ...]:
    """Sums in whole ten-thousandths, as their columns are of four decimals; counts as they are."""
    return tuple(map(int, text.replace(".", "").split()))


_TOUCHED = "case_id = ANY(%(cases)s::uuid[])"
_HEADS = ", ".join(("case_id::text", "cluster::text", "account::text", "demonstration", "counted", *CASE_DIMENSIONS))
_KINDS = "case_id::text, component, grade, currency"
_KIND = len(("case", "component", "grade", "currency"))
_HEAD = len(("case", "cluster", "account", "demonstration", "counted"))
_NUMBERS = as_one_text((*SUMS, "unconverted"))
_CONVERTED = as_one_text((*(f"in_{name}" for name in SUMS), "unconverted"))
_FACTS = f"{_HEADS}, {_NUMBERS}"
_AMOUNTS = f"{_KINDS}, {_NUMBERS}, {_CONVERTED}"
_STAY = f"SELECT {_AMOUNTS} FROM statistics_amountfact WHERE case_id = ANY(%(others)s::uuid[])"
_LEFT_BEHIND = f"DELETE FROM statistics_amountfact WHERE {_TOUCHED}"  # of cases that are not counted any more
_OTHERS = (
    f"SELECT {_HEADS}, '' FROM statistics_casefact WHERE cluster = ANY(%(clusters)s::uuid[])"
    " AND NOT EXISTS (SELECT FROM unnest(%(cases)s::uuid[]) AS touched (id) WHERE touched.id = case_id)",
    f"SELECT {_KINDS}, '', '' FROM statistics_amountfact WHERE case_id = ANY(%(others)s::uuid[])",
)


def renew(cursor: Any, cases: set[str], with_lines: set[str]) -> Iterator[Renewed]:
    """Make the facts of these cases anew, so many at once; the next are made while the caller counts these.

    The amounts of `with_lines` are made anew too, and those of cases that had no facts; of the others they stay.
    """
    everything = list(cases)
    parts = [set(everything[start : start + AT_ONCE]) for start in range(0, len(everything), AT_ONCE)]
    if len(parts) < 2:
        yield from (_renew(cursor, part, with_lines) for part in parts)
        return
    with _often_in_turns(), ThreadPoolExecutor(1) as ahead:
        waiting = ahead.submit(_renew, cursor, parts[0], with_lines & parts[0])
        for part in parts[1:]:
            renewed = waiting.result()
            waiting = ahead.submit(_renew, cursor, part, with_lines & part)
            yield renewed
        yield waiting.result()


@contextmanager
def _often_in_turns() -> Iterator[None]:
    """What comes from the database comes in many small pieces; the thread that takes them would wait for Python at each
    of them for as long as Python usually lets one thread run, and the two would hardly overlap."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _renew(cursor: Any, cases: set[str], with_lines: set[str]) -> Renewed:
    named = facts.named_values() | {"cases": as_array(cases)}
    whole = _rows(cursor, f"DELETE FROM statistics_casefact WHERE {_TOUCHED} RETURNING {_FACTS}", named)
    made = with_lines | cases - {row[0] for row in whole}
    anew = {"cases": as_array(made)}
    stay = _rows(cursor, _STAY, {"others": as_array(cases - made)})
    gone = _rows(cursor, f"DELETE FROM statistics_amountfact WHERE {_TOUCHED} RETURNING {_AMOUNTS}", anew)
    was = Rows(whole, [*stay, *gone])
    reach("fold_between")
    came = _rows(cursor, f"{facts.amount_facts(facts.SOME)} RETURNING {_AMOUNTS}", named | anew)
    whole = _rows(cursor, f"{facts.case_facts(facts.SOME)} RETURNING {_FACTS}", named)
    if uncounted := cases - {row[0] for row in whole}:
        cursor.execute(_LEFT_BEHIND, {"cases": as_array(uncounted)})
    now = Rows(whole, [*stay, *came])
    return Renewed(was, now, _others(cursor, named, _moved(was, now)))


def _rows(cursor: Any, statement: str, named: dict[str, Any]) -> list[Row]:
    cursor.execute(statement, named)
    found: list[Row] = cursor.fetchall()
    return found


def _moved(was: Rows, now: Rows) -> set[str]:
    """The sellers of cases that stand elsewhere, for others, or with other kinds of lines."""
    heads = [{row[0]: row[:-1] for row in rows.whole} for rows in (was, now)]
    kinds = [{row[:_KIND] for row in rows.amounts} for rows in (was, now)]
    moved = {row[0] for row in heads[0].items() ^ heads[1].items()} | {row[0] for row in kinds[0] ^ kinds[1]}
    return {side[case][1] for case in moved for side in heads if case in side}


def _others(cursor: Any, named: dict[str, Any], clusters: set[str]) -> Rows:
    if not clusters:
        return Rows([], [])
    of_cases, of_lines = _OTHERS
    whole = _rows(cursor, of_cases, named | {"clusters": as_array(clusters)})
    return Rows(whole, _rows(cursor, of_lines, {"others": as_array(row[0] for row in whole)}))
