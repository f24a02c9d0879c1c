"""The life of one `manage.py up`: begin, prepare, announce, watch, end."""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import TextIO

from django.conf import settings
from django.core.management import get_commands

from apps.core.local import stack
from apps.core.local.database import prepare_database
from apps.core.local.folders import CannotStart
from apps.core.local.postgres import Postgres
from apps.core.local.processes import Processes
from apps.core.local.valkey import Valkey

LOOK_SECONDS = 0.5
SERVER_LOOK_SECONDS = 5.0
COLOURS = {"up": 1, "web": 32, "worker": 33, "beat": 35, "mail": 36}


class Up:
    """Everything of this checkout. `run` returns when a signal asked for the end and all of it has ended."""

    def __init__(self, *, port: int, with_demo: bool, out: TextIO = sys.stdout) -> None:
        self.address = stack.Address(port)
        self.with_demo = with_demo
        self.out = out
        self.stopping = threading.Event()
        self.speaking = threading.Lock()
        self.servers: list[Postgres | Valkey] = []
        self.processes = Processes(env=self._environment(), folder=Path(settings.BASE_DIR), say=self.say)

    def run(self) -> None:
        """Raises CannotStart or GaveUp, with everything stopped."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        lock = stack.claim_checkout(settings.LOCAL.var, self.address.url)
        try:
            if not self.address.is_free():
                port = self.address.port
                raise CannotStart(f"Port {port} is taken. Choose another one: make run PORT={port + 1}")
            self._start_servers()
            self._prepare()
            self._start_processes()
            self._watch()
        finally:
            self.stopping.set()
            self._stop()
            lock.close()

    def say(self, name: str, line: str) -> None:
        """One line, with its speaker in front. A terminal that is gone is no reason to stop in disorder."""
        speaker = f"{name:<8}|"
        if self.out.isatty():
            speaker = f"\033[{COLOURS.get(name, 34)}m{speaker}\033[0m"
        with self.speaking:
            try:
                self.out.write(f"{speaker} {line}\n")
                self.out.flush()
            except (OSError, ValueError):
                self.stopping.set()

    def _environment(self) -> dict[str, str]:
        env = os.environ | {"PYTHONUNBUFFERED": "1", "PORT": str(self.address.port)}
        if "EMAIL_URL" not in env:  # two copies side by side must not share a mailbox
            env["EMAIL_URL"] = f"smtp://{self.address.host}:{stack.free_port(self.address.port + 25)}"
        return env

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            self.processes.hurry()
        self.stopping.set()

    def _start_servers(self) -> None:
        if "DATABASE_URL" not in os.environ:
            self._start_server(Postgres(settings.LOCAL))
        if "REDIS_URL" not in os.environ:
            self._start_server(Valkey(settings.LOCAL))

    def _start_server(self, server: Postgres | Valkey) -> None:
        self.say("up", f"starting {server.title}")
        self.servers.append(server)
        server.start()

    def _prepare(self) -> None:
        """Database, tables, translations, incidents, demonstration data; each can be done again and again."""
        prepare_database(settings.DATABASES["default"])
        steps = [("migrate", "--verbosity", "0"), ("translations", "compile"), ("load_incidents",)]
        if self.with_demo:
            steps.append(("demo", "load"))
        known = get_commands()
        for step in steps:
            if step[0] in known and not self.stopping.is_set():
                self._prepare_step(step)

    def _prepare_step(self, step: tuple[str, ...]) -> None:
        title = " ".join(word for word in step if not word.startswith("-") and not word.isdigit())
        self.say("up", title)
        code = self.processes.run(step[0], stack.manage(*step), is_stopping=self.stopping.is_set)
        if code != 0 and not self.stopping.is_set():
            raise CannotStart(f"`manage.py {title}` failed with exit code {code}; the lines above say why.")

    def _start_processes(self) -> None:
        if self.stopping.is_set():
            return
        since = time.monotonic()
        if "mail_sink" in get_commands() and "EMAIL_URL" not in os.environ:
            self.processes.start("mail", stack.manage("mail_sink"))
        self.processes.start("web", stack.web(self.address))
        self.processes.start("worker", stack.worker())
        self.processes.start("beat", stack.beat())
        self.say("up", "waiting for web, worker and beat")
        stack.wait_until_ready(self.address, since=since, is_stopping=self.stopping.is_set, look=self.processes.watch)
        if not self.stopping.is_set():
            self.say("up", f"Recourse is ready: {self.address.url}/   (Ctrl-C stops everything)")

    def _watch(self) -> None:
        servers_due = time.monotonic() + SERVER_LOOK_SECONDS
        while not self.stopping.wait(LOOK_SECONDS):
            self.processes.watch()
            if time.monotonic() > servers_due:
                for server in self.servers:
                    if not server.is_running():
                        self.say("up", f"{server.title} is gone; starting it again.")
                        server.start()
                servers_due = time.monotonic() + SERVER_LOOK_SECONDS

    def _stop(self) -> None:
        self.say("up", "stopping")
        self.processes.stop()
        for server in reversed(self.servers):
            server.stop()
        self.say("up", "stopped")
