"""The fold: cells are brought up to date with what changed, exactly, in one snapshot.

One transaction of REPEATABLE READ under a lock that one folder at a time has. A mark is seen if and only if the
change it tells of is seen, because both were committed together; so what is counted and what is taken off the list
cannot differ, and a fold that dies leaves everything as it was.
"""
# ruff: noqa: S608  what is put into SQL here are names of our own tables and columns

import gc
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from operator import add
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

from apps.core.failpoints import reach
from apps.core.prepared import as_array, prepared_cursor
from apps.statistics.actions import facts
from apps.statistics.actions.renewing import as_one_text, numbers_in, renew
from apps.statistics.models import Mark
from apps.statistics.rules import moving
from apps.statistics.rules.layouts import MEASURES, SUMS
from apps.statistics.rules.moving import Cells

MOST_MARKS = 5_000  # of one step: bounds its memory and for how long it holds the lock
LOCK = "figures"
CATCHING_UP = 3  # times that a snapshot without marks is tried
PLACE = ("demonstration", "counted", "layout", "key", "currency")

_GIVEN = "unnest(%s::bool[], %s::bool[], %s::text[], %s::text[], %s::text[]"
_IN_GIVEN = " AND ".join(f"cell.{name} = given.{name}{'::text[]' if name == 'key' else ''}" for name in PLACE)
_CASES = MEASURES.index("cases")
_KNOWN = f"""
SELECT {", ".join(f"cell.{name}" for name in PLACE)}, {as_one_text(f"cell.{name}" for name in MEASURES)}
FROM statistics_cell AS cell JOIN {_GIVEN}) AS given ({", ".join(PLACE)}) ON {_IN_GIVEN}
"""
_UPSERT = f"""
INSERT INTO statistics_cell ({", ".join((*PLACE, *MEASURES))})
SELECT demonstration, counted, layout, key::text[], currency, {", ".join(MEASURES)}
FROM {_GIVEN}, {", ".join(["%s::numeric[]"] * len(MEASURES))}) AS given ({", ".join((*PLACE, *MEASURES))})
ON CONFLICT (layout, key, currency, demonstration, counted) DO UPDATE SET
{", ".join(f"{name} = EXCLUDED.{name}" for name in MEASURES)}
"""
_EMPTIED = f"DELETE FROM statistics_cell AS cell USING {_GIVEN}) AS given ({', '.join(PLACE)}) WHERE {_IN_GIVEN}"


class FoldedMeanwhile(Exception):
    """Another folder has the lock, or was done first. There is nothing to do; the marks that remain are its."""


@contextmanager
def held(lock: str) -> Iterator[None]:
    """Have this lock, which goes with the connection when the process dies. Raises FoldedMeanwhile: another has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [lock])
        if not cursor.fetchone()[0]:
            raise FoldedMeanwhile
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [lock])


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """A transaction that sees one moment; inside a transaction already (tests) the isolation stays as it is."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if not connection.savepoint_ids:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                # To compile statements as wide as ours takes longer than to run them.
                cursor.execute("SET LOCAL jit = off")
                # Thousands of rows are summed in memory, not in files.
                cursor.execute("SET LOCAL work_mem = '32MB'")
                # Nor planned anew for each fold: what few rows are found by, many are too.
                cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "40001":
            raise
        raise FoldedMeanwhile from error  # somebody published or discarded the same batch; nothing of ours was kept


@contextmanager
def alone_in_one_snapshot() -> Iterator[None]:
    """A transaction that sees one moment and is the only one that writes cells. Raises FoldedMeanwhile.

    The lock must be had before the snapshot is taken, or the snapshot may be from before the last folder was done.
    """
    with held(LOCK), _one_snapshot():
        yield


@contextmanager
def caught_up() -> Iterator[None]:
    """A snapshot of which every change is in facts and cells. Raises FoldedMeanwhile.

    Others fold on while it is read, however long that takes: what they write is not in it. Only where changes come
    faster than they are folded, three times over, it is folded inside, and they wait.
    """
    with ExitStack() as lock:
        lock.enter_context(held(LOCK))
        for _ in range(CATCHING_UP):
            with _one_snapshot():
                _fold_seen()
            with _one_snapshot():
                if not Mark.objects.exists():
                    lock.close()
                    yield
                    return
        with _one_snapshot():
            _fold_seen()
            yield


def fold(*, most: int = MOST_MARKS) -> int:
    """Take up to `most` changes into the cells; returns how many marks were worked off. Raises FoldedMeanwhile."""
    with alone_in_one_snapshot():
        return _step(most)


def _fold_seen() -> None:
    while _step(MOST_MARKS):
        pass


@contextmanager
def _without_looking_for_cycles() -> Iterator[None]:
    """A step makes some hundred thousand objects and no cycles: looking for them would take a tenth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_looking_for_cycles()
def _step(most: int) -> int:
    with prepared_cursor() as cursor:
        cursor.execute(
            "SELECT id, case_id::text, ledger_id::text, seller_id::text, account_id::text, rates_from"
            " FROM statistics_mark ORDER BY id LIMIT %s",
            [most],
        )
        marks = cursor.fetchall()
    if not marks:
        return 0
    reach("fold_after_marks")
    count_again(*_cases_behind(marks))
    reach("fold_before_forgetting")
    with prepared_cursor() as cursor:
        cursor.execute(
            "DELETE FROM statistics_mark WHERE id = ANY(%s::bigint[])", [as_array(mark[0] for mark in marks)]
        )
    reach("fold_before_commit")
    return len(marks)


_BEHIND_LEDGERS = "SELECT id::text FROM cases_case WHERE ledger_id = ANY(%s::uuid[])"
_BEHIND_SELLERS = """
SELECT id::text FROM cases_case WHERE account_id = ANY(%(accounts)s::uuid[])
UNION SELECT id::text FROM cases_case WHERE account_id IN
      (SELECT id FROM cases_selleraccount WHERE seller_id = ANY(%(sellers)s::uuid[]))
"""
_MARK_BY_RATES = """
INSERT INTO statistics_mark (ledger_id)
SELECT DISTINCT ledger_id FROM cases_case AS facts JOIN losses_lossline AS line USING (ledger_id)
WHERE facts.state <> 'draft' AND line.currency <> %s
      AND COALESCE(line.loss_date, (line.entered_at AT TIME ZONE 'UTC')::date) >= %s
"""


def _cases_behind(marks: list[tuple[Any, ...]]) -> tuple[set[str], set[str]]:
    """The cases whose facts may be others now, and those of them whose amounts may be.

    New rates touch very many: those get marks of their own, for later.
    """
    cases, ledgers, sellers, accounts, days = (
        [mark[place] for mark in marks if mark[place] is not None] for place in range(1, 6)
    )
    found: set[str] = set(cases)
    with_lines: set[str] = set()
    with prepared_cursor() as cursor:
        if ledgers:
            cursor.execute(_BEHIND_LEDGERS, [as_array(ledgers)])
            with_lines.update(case for (case,) in cursor.fetchall())
        if accounts or sellers:
            cursor.execute(_BEHIND_SELLERS, {"sellers": as_array(sellers), "accounts": as_array(accounts)})
            found.update(case for (case,) in cursor.fetchall())
        if days:
            # From ten days before: a currency that is not published any more ends by the newest day there is.
            since = max(min(days), date(1, 1, 31)) - facts.OLDEST_RATE
            cursor.execute(_MARK_BY_RATES, [settings.FIGURES_CURRENCY, since])
    return found | with_lines, with_lines


def count_again(cases: set[str], with_lines: set[str]) -> None:
    """Make the facts of these cases anew, of `with_lines` the amounts too, and put into cells what changed by it."""
    changes: Cells = {}
    with prepared_cursor() as cursor:
        for was, now, others in renew(cursor, cases, with_lines):
            move = moving.Move(was.standings(), now.standings())
            for place, numbers in move.changes(others.standings()).items():
                known = changes.get(place)
                changes[place] = tuple(map(add, known, numbers)) if known else numbers
    _add(changes)


def _add(changes: Cells) -> None:
    """Add to each cell what changed in it; a cell that holds nobody any more goes, one that holds somebody comes."""
    if not changes:
        return
    with prepared_cursor() as cursor:
        cursor.execute(_KNOWN, _as_columns(changes))
        known = {(*row[:3], tuple(row[3]), row[4]): numbers_in(row[5]) for row in cursor.fetchall()}
        now = {
            place: tuple(map(add, known[place], change)) if place in known else change
            for place, change in changes.items()
        }
        full = [place for place, numbers in now.items() if numbers[_CASES]]
        measures = list(zip(*(now[place] for place in full), strict=True)) or [()] * len(MEASURES)
        cursor.execute(_UPSERT, [*_as_columns(full), *map(_as_measures, MEASURES, measures)])
        cursor.execute(_EMPTIED, _as_columns(place for place, numbers in now.items() if not numbers[_CASES]))


def _as_measures(name: str, numbers: Iterable[int]) -> str:
    return as_array(f"{number}e-4" for number in numbers) if name in SUMS else as_array(numbers)


def _as_columns(places: Iterable[moving.Place]) -> list[str]:
    """In the order of PLACE. Keys as texts: an array of arrays would be one array of two dimensions."""
    columns = list(zip(*places, strict=True)) or [()] * len(PLACE)
    return [
        as_array(map(as_array, column) if name == "key" else column)
        for name, column in zip(PLACE, columns, strict=True)
    ]


def rebuild() -> int:
    """Make facts and cells anew from the rows of the other apps; returns the number of cases.

    Readers see the old cells until it is done; changes meanwhile leave marks for the next fold. Raises FoldedMeanwhile.
    """
    with alone_in_one_snapshot():
        with connection.cursor() as cursor:
            for table in ("cell", "casefact", "amountfact"):
                cursor.execute(f"DELETE FROM statistics_{table}")
        named = facts.named_values()
        with connection.cursor() as cursor:
            cursor.execute(facts.amount_facts(facts.ALL), named)
            cursor.execute(facts.case_facts(facts.ALL), named)
            reach("rebuild_between")
            for query in (facts.cells_of_cases(), facts.cells_of_lines()):
                columns = ", ".join((*PLACE, *MEASURES))
                cursor.execute(
                    f"INSERT INTO statistics_cell ({columns}) SELECT {columns} FROM ({query}) AS made", named
                )
            cursor.execute("DELETE FROM statistics_mark")  # those that this snapshot shows: the others are not seen
            cursor.execute("SELECT count(*) FROM statistics_casefact")
            return int(cursor.fetchone()[0])
