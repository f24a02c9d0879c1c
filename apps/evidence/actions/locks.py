"""Locks of the database, held until the transaction ends: one writer per blob, one count per limit."""

from hashlib import sha256

from django.db import connection

LIMITS = 0x45564C  # a space of its own, so that no limit is taken for a blob


def lock_bytes(digest: str) -> None:
    """Until the transaction ends nobody else stores or removes these bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(digest)])


def try_lock_bytes(digest: str) -> bool:
    """The same without waiting; False when somebody else is at them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(digest)])
        return bool(cursor.fetchone()[0])


def lock_limit(name: str) -> None:
    """Until the transaction ends nobody else adds to what is counted under `name`."""
    number = int.from_bytes(sha256(name.encode()).digest()[:4], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LIMITS, number])


def _number(digest: str) -> int:
    return int(digest[:15], 16)
