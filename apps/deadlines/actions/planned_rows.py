"""Planned reminders into their table, as columns and not row by row: hundreds of thousands after a change of a rule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection

ROWS_AT_ONCE = 5000
# The same reminder is planned once: what is there stays as it is. Sorted, so that neighbours in an index are written
# together and two planners meet the same rows in the same order.
_INSERT = """
INSERT INTO deadlines_reminder
    (id, deadline_id, deadline_version, step, recipient_id, channel, due_at, state, was_late)
SELECT gen_random_uuid(), fresh.*, 'planned', false
FROM unnest(%s::uuid[], %s::integer[], %s::text[], %s::uuid[], %s::text[], %s::timestamptz[]) AS fresh
ORDER BY 2, 4, 5, 6
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One reminder to come of one version of a date, for one reader by one way."""

    deadline_id: UUID
    version: int
    step: str
    recipient_id: UUID
    channel: str
    due_at: datetime


def insert_planned(rows: Iterable[PlannedRow]) -> int:
    """In the caller's transaction; returns how many were given, those that were there before among them."""
    count = 0
    with connection.cursor() as cursor:
        for some in _in_parts(iter(rows)):
            columns = zip(
                *((row.deadline_id, row.version, row.step, row.recipient_id, row.channel, row.due_at) for row in some),
                strict=True,
            )
            cursor.execute(_INSERT, [list(column) for column in columns])
            count += len(some)
    return count


def _in_parts(rows: Iterator[PlannedRow]) -> Iterator[list[PlannedRow]]:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield some
