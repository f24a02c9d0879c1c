"""The database is made when it is missing, refused when it cannot hold Chinese, and an error is one sentence."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings

from apps.core.local.database import prepare_database
from apps.core.local.folders import CannotStart

NAME = f"prepared_{os.getpid()}"


@pytest.fixture
def server() -> Iterator["psycopg.Connection[tuple[str, ...]]"]:
    entry = settings.DATABASES["default"]
    if not entry["HOST"].startswith("/"):
        pytest.skip("needs a server of our own to make databases in")
    with psycopg.connect(host=entry["HOST"], user="postgres", dbname="postgres", autocommit=True) as connection:
        yield connection
        connection.execute(f"DROP DATABASE IF EXISTS {NAME}")


def entry(**values: Any) -> dict[str, Any]:
    return {**settings.DATABASES["default"], "NAME": NAME, **values}


def test_a_missing_database_is_made_once(server: "psycopg.Connection[tuple[str, ...]]") -> None:
    prepare_database(entry())
    prepare_database(entry())
    assert server.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [NAME]).fetchone() == (1,)


def test_a_database_that_takes_no_chinese_is_refused(server: "psycopg.Connection[tuple[str, ...]]") -> None:
    server.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'")
    with pytest.raises(CannotStart, match="Chinese text cannot be searched"):
        prepare_database(entry())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"HOST": "/nowhere"}, "nowhere"), ({"USER": "nobody_here"}, 'role "nobody_here" does not exist')],
)
def test_a_server_that_cannot_be_used_is_told_in_one_sentence(
    server: "psycopg.Connection[tuple[str, ...]]", wrong: dict[str, str], words: str
) -> None:
    with pytest.raises(CannotStart, match=f"(?s)The database cannot be used: .*{words}"):
        prepare_database(entry(**wrong))
