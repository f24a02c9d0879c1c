"""Processes are watched, started again, and leave nothing behind."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from apps.core.local import processes as module
from apps.core.local.processes import GaveUp, Processes, describe_end

HANGS = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('hanging', flush=True); time.sleep(60)"
)
HAS_A_CHILD = (
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(child.pid, flush=True); time.sleep(60)"
)


class Heard(list[tuple[str, str]]):
    def say(self, name: str, line: str) -> None:
        self.append((name, line))

    def of(self, name: str) -> list[str]:
        return [line for speaker, line in self if speaker == name]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def processes(heard: Heard) -> Iterator[Processes]:
    group = Processes(env=dict(os.environ), folder=Path(settings.BASE_DIR), say=heard.say, stop_seconds=5)
    yield group
    group.hurry()
    group.stop()


def python(code: str) -> list[str]:
    return [sys.executable, "-u", "-c", code]


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def test_output_is_told_line_by_line_with_its_speaker(processes: Processes, heard: Heard) -> None:
    code = processes.run("hello", python("print('one'); print('二')"), is_stopping=lambda: False)
    assert (code, heard) == (0, [("hello", "one"), ("hello", "二")])


def test_a_step_that_fails_gives_its_exit_code(processes: Processes) -> None:
    assert processes.run("step", python("raise SystemExit(7)"), is_stopping=lambda: False) == 7


def test_a_step_ends_when_we_are_to_stop(processes: Processes) -> None:
    assert processes.run("step", python("import time; time.sleep(60)"), is_stopping=lambda: True) == 128 + 15


def test_who_dies_is_reported_and_started_again(
    processes: Processes, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSES", (0, 0, 0))
    processes.start("web", python("print('up'); raise SystemExit(3)"))
    until(lambda: processes.watch() or len(heard.of("web")) == 2)
    assert heard.of("up")[0] == "web ended with exit code 3; starting it again in 0 s."


def test_who_dies_again_and_again_is_given_up(
    processes: Processes, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSES", (0, 0))
    processes.start("web", python("raise SystemExit(3)"))
    with pytest.raises(GaveUp, match=r"^web ended with exit code 3, 3 times in a row\.$"):
        until(processes.watch)
    assert len(heard.of("up")) == 2


def test_who_hangs_is_killed_after_a_while(processes: Processes, heard: Heard) -> None:
    processes.stop_seconds = 0.2
    processes.start("web", python(HANGS))
    until(lambda: heard.of("web"))
    processes.stop()
    assert heard.of("up") == ["web did not stop by itself and was killed."]


def test_children_of_a_stopped_process_are_gone_too(processes: Processes, heard: Heard) -> None:
    processes.start("web", python(HAS_A_CHILD))
    until(lambda: heard.of("web"))
    child = int(heard.of("web")[0])
    assert is_alive(child)
    processes.stop()
    until(lambda: not is_alive(child))


def test_children_of_a_process_that_died_are_gone_too(processes: Processes, heard: Heard) -> None:
    processes.start("web", python(HAS_A_CHILD))
    until(lambda: heard.of("web"))
    child = int(heard.of("web")[0])
    running = processes.all[0].running
    assert running is not None
    running.kill()
    running.wait()
    processes.watch()
    until(lambda: not is_alive(child))
    assert heard.of("up") == ["web was killed by SIGKILL; starting it again in 1 s."]


def test_children_end_when_we_are_killed(heard: Heard, processes: Processes) -> None:
    """`up` killed with -9 can stop nobody; its children notice."""
    parent = (
        "import os, subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-m', 'apps.core.local.child',"
        "sys.executable, '-c', 'import time; print(1, flush=True); time.sleep(60)'],"
        "stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True);"
        "child.stdout.readline(); print(os.getpid(), child.pid, flush=True); time.sleep(60)"
    )
    processes.start("up", python(parent))
    until(lambda: heard.of("up"))
    us, child = map(int, heard.of("up")[0].split())
    os.kill(us, signal.SIGKILL)
    until(lambda: not is_alive(child))


def test_ends_are_described() -> None:
    assert [describe_end(code) for code in (1, -9, 128 + 9, 255)] == [
        "ended with exit code 1",
        "was killed by SIGKILL",
        "was killed by SIGKILL",
        "ended with exit code 255",
    ]
