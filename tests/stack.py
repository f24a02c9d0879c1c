"""A whole copy of Recourse of its own, as `make run` starts it, for tests that look at it from outside."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from environ import Env

from apps.core.local.stack import free_port
from config.local import LocalServers

SECONDS = 240


class Copy:
    """`manage.py up` on a free port, with servers of its own unless a database is named."""

    def __init__(self, name: str, *options: str, database: str = "") -> None:
        self.port = free_port(18000 + os.getpid() % 10000)
        self.local = LocalServers(Path(settings.BASE_DIR), name)
        self.options = options
        self.database = database
        self.log = self.local.var / "up.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def place(self) -> dict[str, Any]:
        """Where its database is, as Django writes it."""
        return Env.db_url_config(self.database) if self.database else self.local.database

    @property
    def env(self) -> dict[str, str]:
        ours = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "PYTHONWARNINGS"}
        kept = {key: value for key, value in os.environ.items() if key not in ours}
        ours_now = {"LOCAL_NAME": self.local.var.name, "PORT": str(self.port), "DEBUG": "true"}
        return kept | ours_now | ({"DATABASE_URL": self.database} if self.database else {})

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`manage.py` beside the running copy."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", *self.options],
                env=self.env, cwd=settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + SECONDS
        while words not in self.said():
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self, number: int = signal.SIGINT) -> int:
        """The exit code after `number` was sent."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(SECONDS)

    def leftovers(self) -> list[str]:
        """Command lines of processes that still belong to this copy; they carry its name in their environment."""
        marks = [f"LOCAL_NAME={self.local.var.name}".encode(), str(self.local.var).encode()]
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes()
                if any(mark in (folder / "environ").read_bytes() + command for mark in marks) and command:
                    found.append(command.replace(b"\0", b" ").decode(errors="replace"))
            except OSError:
                continue
        return found

    def remove(self) -> None:
        shutil.rmtree(self.local.var, ignore_errors=True)
        shutil.rmtree(self.local.sockets, ignore_errors=True)
