"""A brake on a job's progress: it stops at the steps that a test names until the test lets it go on."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.stack import Copy

KEY = 4711  # of the locks; nothing else in a copy takes one
BRAKE = """
CREATE FUNCTION brake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.{column} > OLD.{column} THEN PERFORM pg_advisory_xact_lock_shared({key}, NEW.{column}); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER brake BEFORE UPDATE OF {column} ON {table} FOR EACH ROW EXECUTE FUNCTION brake();
"""


class Brake:
    """Holds every job of a table as long as `column` would reach one of `steps`."""

    def __init__(self, connection: psycopg.Connection, steps: list[int]) -> None:
        self._connection = connection
        for step in steps:
            connection.execute("SELECT pg_advisory_lock(%s, %s)", [KEY, step])

    def release(self, step: int) -> None:
        self._connection.execute("SELECT pg_advisory_unlock(%s, %s)", [KEY, step])


@contextmanager
def brake(copy: Copy, table: str, column: str, steps: list[int]) -> Iterator[Brake]:
    """A brake in the database of a running copy; it is gone afterwards, and nobody is held any more."""
    place = copy.place
    with psycopg.connect(host=place["HOST"], dbname=place["NAME"], user=place["USER"], autocommit=True) as connection:
        connection.execute(BRAKE.format(table=table, column=column, key=KEY))
        try:
            yield Brake(connection, steps)
        finally:
            connection.execute("SELECT pg_advisory_unlock_all()")
            connection.execute("DROP FUNCTION brake CASCADE")
