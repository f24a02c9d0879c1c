"""The database of DATABASE_URL or of this checkout: made if missing, and fit for Chinese text."""

from typing import Any

import psycopg
from psycopg import sql

from apps.core.local.folders import CannotStart

KEYWORDS = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}


def prepare_database(settings: dict[str, Any]) -> None:
    """Make the database of Django's `settings` entry when it does not exist. Raises CannotStart.

    Under the locale C, PostgreSQL takes Chinese characters for no letters and their trigrams are empty, so searching
    finds nothing and says nothing. Such a database is refused.
    """
    server = {KEYWORDS[key]: settings[key] for key in KEYWORDS if settings.get(key)}
    server |= {key: value for key, value in settings.get("OPTIONS", {}).items() if key.startswith("ssl")}
    server["connect_timeout"] = 10
    try:
        _make(server, settings["NAME"])
        with psycopg.connect(**server, dbname=settings["NAME"]) as connection:
            found = connection.execute("SELECT '亚' ~ '^[[:alpha:]]$'").fetchone()
    except psycopg.Error as error:
        raise CannotStart(f"The database cannot be used: {str(error).strip()}") from error
    if found != (True,):
        raise CannotStart(
            f"The database {settings['NAME']} has a locale under which Chinese text cannot be searched."
            " Make it anew with a UTF-8 locale, such as C.UTF-8."
        )


def _make(server: dict[str, Any], name: str) -> None:
    """Made when the server answers that there is none; the first error is the one to tell otherwise."""
    try:
        psycopg.connect(**server, dbname=name).close()
    except psycopg.OperationalError as error:
        try:
            with psycopg.connect(**server, dbname="postgres", autocommit=True) as connection:
                if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None:
                    raise error
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.OperationalError:
            raise error from None
