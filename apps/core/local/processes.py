"""The processes of `manage.py up`: started, watched, started again when they die, stopped without leftovers."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PAUSES = (1, 2, 4, 8, 15)  # seconds before the first, second … start after a death; then we give up
STEADY_SECONDS = 60  # a process that lived so long begins with the first pause again

Say = Callable[[str, str], None]


class GaveUp(Exception):
    """A process died again and again. The text says which, and how."""


@dataclass
class Process:
    """One program, in a process group of its own so that its children can be found and ended with it."""

    name: str
    command: list[str]
    deaths: int = 0
    running: "subprocess.Popen[str] | None" = None
    started_at: float = 0.0
    again_at: float = 0.0
    reader: threading.Thread | None = field(default=None, repr=False)

    def start(self, *, env: Mapping[str, str], folder: Path, say: Say) -> "subprocess.Popen[str]":
        running = subprocess.Popen(
            [sys.executable, "-m", "apps.core.local.child", *self.command],
            env=env,
            cwd=folder,
            stdin=subprocess.PIPE,  # closed to ask for the end, and by our own end (child.py)
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches us alone; we stop them in order
        )
        self.running, self.started_at = running, time.monotonic()
        self.reader = threading.Thread(target=self._forward, args=(running, say), daemon=True)
        self.reader.start()
        return running

    def _forward(self, running: "subprocess.Popen[str]", say: Say) -> None:
        assert running.stdout is not None  # noqa: S101 -- a pipe, as asked for
        with running.stdout as lines:
            for line in lines:
                say(self.name, line.rstrip("\n"))

    def ask_to_stop(self) -> None:
        if self.running and self.running.stdin:
            self.running.stdin.close()

    def end(self, *, seconds: float) -> bool:
        """Wait up to `seconds`, then kill; whatever it left in its group is killed too. Whether it went by itself."""
        if self.running is None:
            return True
        self.ask_to_stop()
        by_itself = True
        try:
            self.running.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            by_itself = False
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        if self.reader:
            self.reader.join(1)
        return by_itself


class Processes:
    """All of them. `say(name, line)` takes their output and our own sentences."""

    def __init__(self, *, env: Mapping[str, str], folder: Path, say: Say, stop_seconds: float = 25) -> None:
        self.env, self.folder, self.say, self.stop_seconds = env, folder, say, stop_seconds
        self.all: list[Process] = []

    def start(self, name: str, command: list[str]) -> None:
        process = Process(name, command)
        self.all.append(process)
        process.start(env=self.env, folder=self.folder, say=self.say)

    def run(self, name: str, command: list[str], *, is_stopping: Callable[[], bool]) -> int:
        """Run `command` to its end, or end it when we are to stop. Its exit code."""
        process = Process(name, command)
        running = process.start(env=self.env, folder=self.folder, say=self.say)
        while running.poll() is None and not is_stopping():
            time.sleep(0.05)
        process.ask_to_stop()
        process.end(seconds=self.stop_seconds)
        return running.returncode

    def watch(self) -> None:
        """One look at everybody: report who died, start who is due again. Raises GaveUp."""
        now = time.monotonic()
        for process in self.all:
            if process.running is None:
                if now >= process.again_at:
                    process.start(env=self.env, folder=self.folder, say=self.say)
            elif (code := process.running.poll()) is not None:
                self._bury(process, describe_end(code), now)

    def _bury(self, process: Process, how: str, now: float) -> None:
        process.end(seconds=0)
        if now - process.started_at > STEADY_SECONDS:
            process.deaths = 0
        process.deaths += 1
        if process.deaths > len(PAUSES):
            raise GaveUp(f"{process.name} {how}, {process.deaths} times in a row.")
        pause = PAUSES[process.deaths - 1]
        process.running, process.again_at = None, now + pause
        self.say("up", f"{process.name} {how}; starting it again in {pause} s.")

    def stop(self) -> None:
        """Ask everybody, wait together up to `stop_seconds`, kill who is left."""
        for process in self.all:
            process.ask_to_stop()
        deadline = time.monotonic() + self.stop_seconds
        for process in self.all:
            if not process.end(seconds=deadline - time.monotonic()):
                self.say("up", f"{process.name} did not stop by itself and was killed.")

    def hurry(self) -> None:
        """Kill everybody now."""
        self.stop_seconds = 0
        for process in self.all:
            if process.running:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.running.pid, signal.SIGKILL)


def describe_end(code: int) -> str:
    """`ended with exit code 1`, `was killed by SIGKILL`."""
    number = -code if code < 0 else code - 128
    if number in {member.value for member in signal.Signals}:
        return f"was killed by {signal.Signals(number).name}"
    return f"ended with exit code {code}"
