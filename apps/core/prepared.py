"""Statements that the server plans once and keeps, for work that runs the same few wide ones again and again.

Django's cursors put values into the text, so that the server plans each statement anew; for a wide one that takes
longer than to run it for one row.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

RUNS_BEFORE = 2  # of a statement: what runs once or twice on a connection is not worth keeping


@contextmanager
def prepared_cursor() -> Iterator["psycopg.Cursor[tuple[Any, ...]]"]:
    """A cursor on the thread's connection, inside its transaction. Errors are those of `django.db`."""
    connection.ensure_connection()
    raw = connection.connection
    usual, raw.prepare_threshold = raw.prepare_threshold, RUNS_BEFORE
    try:
        with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
            yield cursor
    finally:
        raw.prepare_threshold = usual


def as_array(values: Iterable[object]) -> str:
    """As PostgreSQL writes an array of these, for a parameter with a cast; written far sooner than by psycopg.

    Of numbers, keys, truth values and texts; no nulls, and no arrays but as texts.
    """
    return "{" + ",".join(_quoted(value) if isinstance(value, str) else str(value) for value in values) + "}"


def _quoted(text: str) -> str:
    if text.isalnum() and text.isascii() and text.upper() != "NULL":
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
