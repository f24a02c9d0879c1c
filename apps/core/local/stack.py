"""What `manage.py up` starts, in which order, and when it counts as ready."""

import fcntl
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from django.conf import settings

from apps.core.local.folders import CannotStart

READY_SECONDS = 180
PYTHON = sys.executable


@dataclass(frozen=True)
class Address:
    """Where this copy listens. Only this machine can reach it."""

    port: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def is_free(self) -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server: one just closed is free
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return False
        return True


def free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, else any free one."""
    if wanted < 65536 and Address(wanted).is_free():
        return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def claim_checkout(var: Path, url: str) -> TextIO:
    """The lock of this checkout, free again in whatever way we end. Raises CannotStart when another run holds it."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "lock").open("a+")
    except PermissionError as error:
        raise CannotStart(f"{var} belongs to another user of this machine. Use a copy of your own.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        where = lock.read().strip() or "another terminal"
        raise CannotStart(f"Recourse already runs from this folder: {where}. Stop it there first (Ctrl-C).") from error
    lock.truncate(0)
    lock.write(f"{url} (process {os.getpid()})")
    lock.flush()
    return lock


def web(address: Address) -> list[str]:
    options = ["--interface", "wsgi", "--host", address.host, "--port", str(address.port), "--log-level", "warning"]
    options += ["--workers", "1", "--blocking-threads", "4", "--workers-kill-timeout", "5"]
    return [PYTHON, "-m", "granian", *options, "config.wsgi:application"]


def worker() -> list[str]:
    options = ["--concurrency", "2", "--without-gossip", "--without-mingle"]
    calm = ["-W", "ignore:You're running the worker"]  # as root; this worker accepts JSON only
    return [PYTHON, *calm, "-m", "celery", "--quiet", "-A", "config", "worker", *options]


def beat() -> list[str]:
    return [PYTHON, "-m", "celery", "--quiet", "-A", "config", "beat", "--pidfile", ""]


def manage(*words: str) -> list[str]:
    return [PYTHON, "manage.py", *words]


def wait_until_ready(
    address: Address, *, since: float, is_stopping: Callable[[], bool], look: Callable[[], None]
) -> None:
    """Return when `/healthz` shows database and broker, and a worker and a beat that gave a sign of life `since` then.

    `look` is called between two tries (it notices the dead). Raises CannotStart after READY_SECONDS.
    """
    missing = ["web"]
    while missing and not is_stopping():
        look()
        missing = _missing(address, age=time.monotonic() - since)
        if missing and time.monotonic() - since > READY_SECONDS:
            raise CannotStart(f"Not ready after {READY_SECONDS} s: {', '.join(missing)}. The lines above say why.")
        time.sleep(0.2)


def _missing(address: Address, *, age: float) -> list[str]:
    request = urllib.request.Request(f"{address.url}/healthz", headers={"Host": urlsplit(settings.SITE_URL).netloc})  # noqa: S310 -- http
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 -- our own address
            health = json.load(answer)
    except urllib.error.HTTPError as error:
        try:
            health = json.load(error)
        except ValueError:
            return [f"web (it answers {error.code})"]
    except (OSError, ValueError):
        return ["web"]
    missing = [name for name in ("database", "broker") if not health.get(name)]
    for name in ("worker", "beat"):
        seconds = health.get(f"{name}_seconds")
        if seconds is None or seconds > age:
            missing.append(name)
    return missing
