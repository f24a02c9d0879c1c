"""The fold: cells are brought up to date with what changed, exactly, in one snapshot.

One transaction of REPEATABLE READ under a lock that one folder at a time can have. A mark is seen if and only if the
change it tells of is seen, because both were committed together; so what is counted and what is taken off the list
cannot differ, and a fold that dies leaves everything as it was.
"""
# ruff: noqa: S608  what is put into SQL here are names of our own tables and columns

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction

from apps.core.failpoints import reach
from apps.marketplaces.enums import MARKETPLACES, Marketplace
from apps.statistics.actions import facts
from apps.statistics.rules.layouts import MEASURES

MOST_MARKS = 5_000  # of one step: bounds its memory and for how long it holds the lock
LOCK = "figures"
PLACE = ("demonstration", "counted", "layout", "key", "currency")
Place = tuple[Any, ...]
Numbers = tuple[Decimal, ...]
Cells = dict[Place, Numbers]

_WHERE = "WHERE cluster = ANY(%(clusters)s)"
_UPSERT = f"""
INSERT INTO statistics_cell ({", ".join((*PLACE, *MEASURES))}) VALUES
({", ".join(["%s"] * len((*PLACE, *MEASURES)))})
ON CONFLICT (layout, key, currency, demonstration, counted) DO UPDATE SET
{", ".join(f"{name} = EXCLUDED.{name}" for name in MEASURES)}
"""


class FoldedMeanwhile(Exception):
    """Another folder has the lock, or was done first. There is nothing to do; the marks that remain are its."""


@contextmanager
def alone_in_one_snapshot() -> Iterator[None]:
    """A transaction that sees one moment and is the only one that writes cells. Raises FoldedMeanwhile.

    Inside a transaction already (tests), it takes the lock and leaves the isolation as it is.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if not connection.savepoint_ids:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [LOCK])
                if not cursor.fetchone()[0]:
                    raise FoldedMeanwhile
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "40001":
            raise
        raise FoldedMeanwhile from error  # it had the lock until after our snapshot was taken; ours has changed nothing


def fold(*, most: int = MOST_MARKS) -> int:
    """Take up to `most` changes into the cells; returns how many marks were worked off. Raises FoldedMeanwhile."""
    with alone_in_one_snapshot():
        return fold_seen(most=most)


def fold_seen(*, most: int | None = None) -> int:
    """The same inside `alone_in_one_snapshot`; without `most`, everything that this snapshot shows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, case_id, ledger_id, seller_id, account_id, rates_from FROM statistics_mark"
            " ORDER BY id LIMIT %s",
            [most],
        )
        marks = cursor.fetchall()
    if not marks:
        return 0
    reach("fold_after_marks")
    count_again(_cases_behind(marks))
    reach("fold_before_forgetting")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM statistics_mark WHERE id = ANY(%s)", [[mark[0] for mark in marks]])
    reach("fold_before_commit")
    return len(marks)


_BEHIND = """
SELECT id FROM cases_case WHERE ledger_id = ANY(%(ledgers)s)
UNION SELECT id FROM cases_case WHERE account_id = ANY(%(accounts)s)
UNION SELECT id FROM cases_case WHERE account_id IN
      (SELECT id FROM cases_selleraccount WHERE seller_id = ANY(%(sellers)s))
"""
_BY_RATES = """
SELECT facts.id FROM cases_case AS facts JOIN losses_lossline AS line USING (ledger_id)
WHERE line.currency <> %s AND COALESCE(line.loss_date, (line.entered_at AT TIME ZONE 'UTC')::date) >= %s
"""


def _cases_behind(marks: list[tuple[Any, ...]]) -> list[UUID]:
    """The cases whose facts may be others now."""
    cases, ledgers, sellers, accounts, days = (
        [mark[place] for mark in marks if mark[place] is not None] for place in range(1, 6)
    )
    found = set(cases)
    with connection.cursor() as cursor:
        if ledgers or accounts or sellers:
            cursor.execute(_BEHIND, {"ledgers": ledgers, "accounts": accounts, "sellers": sellers})
            found.update(case for (case,) in cursor.fetchall())
        if days:
            # From ten days before: a currency that is not published any more ends by the newest day there is.
            cursor.execute(_BY_RATES, [settings.FIGURES_CURRENCY, max(min(days), date(1, 1, 31)) - facts.OLDEST_RATE])
            found.update(case for (case,) in cursor.fetchall())
    return list(found)


_CLUSTERS = """
SELECT cluster FROM statistics_casefact WHERE case_id = ANY(%(cases)s)
UNION
SELECT COALESCE(member.cluster, account.seller_id)
FROM cases_case AS facts JOIN cases_selleraccount AS account ON account.id = facts.account_id
LEFT JOIN cases_clustermember AS member ON member.seller_id = account.seller_id
WHERE facts.id = ANY(%(cases)s) AND facts.state <> 'draft'
"""


def count_again(cases: list[UUID]) -> None:
    """Make the facts of these cases anew, and put into the cells what changed by it.

    Sellers are distinct by all of their cases, so all facts of the sellers concerned are read, before and after.
    """
    if not cases:
        return
    named = named_values() | {"cases": cases}
    with connection.cursor() as cursor:
        cursor.execute(_CLUSTERS, named)
        named["clusters"] = [cluster for (cluster,) in cursor.fetchall()]
        before = _read_cells(cursor, named)
        cursor.execute("DELETE FROM statistics_amountfact WHERE case_id = ANY(%(cases)s)", named)
        cursor.execute("DELETE FROM statistics_casefact WHERE case_id = ANY(%(cases)s)", named)
        cursor.execute(facts.amount_facts(facts.SOME), named)
        cursor.execute(facts.case_facts(facts.SOME), named)
        reach("fold_between")
        after = _read_cells(cursor, named)
    _add(_difference(before, after))


def named_values() -> dict[str, Any]:
    """What the SQL of facts needs to know beside the rows."""
    countries = {code: place.country for code, place in MARKETPLACES.items() if isinstance(place, Marketplace)}
    return {"currency": settings.FIGURES_CURRENCY, "countries": json.dumps(countries)}


def _read_cells(cursor: Any, named: dict[str, Any]) -> Cells:
    cells: Cells = {}
    for query in (facts.cells_of_cases(_WHERE), facts.cells_of_lines(_WHERE)):
        cursor.execute(query, named)
        columns = [column.name for column in cursor.description]
        places = [columns.index(name) for name in PLACE]
        measures = [columns.index(name) for name in MEASURES]
        for row in cursor.fetchall():
            place = tuple(tuple(row[at]) if isinstance(row[at], list) else row[at] for at in places)
            cells[place] = tuple(Decimal(row[at]) for at in measures)
    return cells


def _difference(before: Cells, after: Cells) -> Cells:
    nothing = (Decimal(0),) * len(MEASURES)
    found = {}
    for place in before.keys() | after.keys():
        pairs = zip(after.get(place, nothing), before.get(place, nothing), strict=True)
        change = tuple(now - was for now, was in pairs)
        if any(change):
            found[place] = change
    return found


def _add(changes: Cells) -> None:
    """Add to each cell what changed in it; a cell that holds nobody any more goes, one that holds somebody comes."""
    if not changes:
        return
    places = list(changes)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join((*PLACE, *MEASURES))} FROM statistics_cell"
            " JOIN unnest(%s::text[], %s::text[], %s::text[], %s::bool[], %s::bool[])"
            " AS wanted (w_layout, w_key, w_currency, w_demonstration, w_counted)"
            " ON layout = w_layout AND key = w_key::text[] AND currency = w_currency"
            " AND demonstration = w_demonstration AND counted = w_counted",
            [
                [place[2] for place in places],
                [_as_array(place[3]) for place in places],
                [place[4] for place in places],
                [place[0] for place in places],
                [place[1] for place in places],
            ],
        )
        known = {(*row[:3], tuple(row[3]), row[4]): row[5:] for row in cursor.fetchall()}
        now = {
            place: tuple(Decimal(was) + added for was, added in zip(known[place], change, strict=True))
            if place in known
            else change
            for place, change in changes.items()
        }
        rows = [(*place[:3], list(place[3]), place[4], *numbers) for place, numbers in now.items() if numbers[2]]
        cursor.executemany(_UPSERT, rows)
        empty = [place for place, numbers in now.items() if not numbers[2]]
        cursor.executemany(
            "DELETE FROM statistics_cell WHERE demonstration = %s AND counted = %s AND layout = %s AND key = %s::text[]"
            " AND currency = %s",
            [(*place[:3], list(place[3]), place[4]) for place in empty],
        )


def _as_array(values: tuple[str, ...]) -> str:
    """As PostgreSQL writes an array of texts."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def rebuild() -> int:
    """Make facts and cells anew from the rows of the other apps; returns the number of cases.

    Readers see the old cells until it is done; changes meanwhile leave marks for the next fold. Raises FoldedMeanwhile.
    """
    with alone_in_one_snapshot():
        with connection.cursor() as cursor:
            for table in ("cell", "casefact", "amountfact"):
                cursor.execute(f"DELETE FROM statistics_{table}")
        named = named_values()
        with connection.cursor() as cursor:
            cursor.execute(facts.amount_facts(facts.ALL), named)
            cursor.execute(facts.case_facts(facts.ALL), named)
            reach("rebuild_between")
            for query in (facts.cells_of_cases(""), facts.cells_of_lines("")):
                columns = ", ".join((*PLACE, *MEASURES))
                cursor.execute(
                    f"INSERT INTO statistics_cell ({columns}) SELECT {columns} FROM ({query}) AS made", named
                )
            cursor.execute("DELETE FROM statistics_mark")  # those that this snapshot shows: the others are not seen
            cursor.execute("SELECT count(*) FROM statistics_casefact")
            return int(cursor.fetchone()[0])
