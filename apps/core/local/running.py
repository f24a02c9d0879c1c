"""The life of one `manage.py up`: begin, prepare, announce, watch, end."""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import TextIO

from django.conf import settings

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
        self.sign_ins: list[dict[str, str]] = []
        self.has_mailbox = settings.LOCAL_MAILBOX is not None and "EMAIL_URL" not in os.environ
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
        """Database, tables, translations, incidents, demonstration, search index; each can be done again and again."""
        prepare_database(settings.DATABASES["default"])
        self._step("tables", "migrate", "--verbosity", "0")
        self._step("translations", "translations", "compile")
        self._step("incidents", "load_incidents")
        self._step("exchange rates", "load_rates", "--if-older")
        if self.with_demo:
            told = self._step("demonstration", "demo", "load", "--json")
            self.sign_ins = [person for line in told if line.startswith("{") for person in json.loads(line)["sign_ins"]]
        self._step("search", "reindex", "--json")

    def _step(self, title: str, *words: str) -> list[str]:
        """Run one command of manage.py; what it said, which is shown when it failed. Raises CannotStart."""
        if self.stopping.is_set():
            return []
        self.say("up", f"preparing {title}")
        told: list[str] = []
        quiet = Processes(env=self.processes.env, folder=self.processes.folder, say=lambda _, line: told.append(line))
        code = quiet.run(title, stack.manage(*words), is_stopping=self.stopping.is_set)
        if code != 0 and not self.stopping.is_set():
            for line in told:
                self.say(words[0], line)
            raise CannotStart(f"`manage.py {' '.join(words)}` failed with exit code {code}; the lines above say why.")
        return told

    def _start_processes(self) -> None:
        if self.stopping.is_set():
            return
        since = time.monotonic()
        if self.has_mailbox:
            self.processes.start("mail", stack.manage("mail_sink"))
        self.processes.start("web", stack.web(self.address))
        self.processes.start("worker", stack.worker())
        self.processes.start("beat", stack.beat())
        self.say("up", "waiting for web, worker and beat")
        stack.wait_until_ready(self.address, since=since, is_stopping=self.stopping.is_set, look=self.processes.watch)
        if not self.stopping.is_set():
            self._announce()

    def _announce(self) -> None:
        lines = ["", f"Recourse is ready: {self.address.url}/"]
        if self.has_mailbox:
            lines.append(f"Every mail it sends: {self.address.url}/mailbox/   (codes to sign in, too)")
        lines += [f"Sign in as {person['email']}   ({person['role']})" for person in self.sign_ins]
        if any(person["secret"] for person in self.sign_ins):
            lines.append("The second factor of moderator and coordinators, now: .venv/bin/python manage.py demo code")
        for line in [*lines, "Ctrl-C stops everything.", ""]:
            self.say("up", line)

    def _watch(self) -> None:
        servers_due = time.monotonic() + SERVER_LOOK_SECONDS
        while not self.stopping.wait(LOOK_SECONDS):
            self.processes.watch()
            if time.monotonic() > servers_due:
                for server in self.servers:
                    if server.is_gone():
                        self.say("up", f"{server.title} is gone; starting it again.")
                        server.start()
                servers_due = time.monotonic() + SERVER_LOOK_SECONDS

    def _stop(self) -> None:
        self.say("up", "stopping")
        self.processes.stop()
        for server in reversed(self.servers):
            server.stop()
        self.say("up", "stopped")
