"""Receive mail on a developer's machine."""

import json
import signal
import threading
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.notifications.mailbox import Mailbox

try:
    from aiosmtpd.controller import Controller
except ImportError:  # not installed in production
    Controller = None  # type: ignore[assignment,misc]

HOST = "127.0.0.1"


class Keep:
    """aiosmtpd's handler: every mail becomes a file."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mailbox.keep(envelope.content)
        return "250 OK"


class Command(BaseCommand):
    help = """Take every mail on this machine's loopback and keep the newest few hundred as files, to be read on
/mailbox/. For development: nothing is passed on, and in production there is no such page.

  manage.py mail_sink
  manage.py mail_sink --port 8026 --folder /tmp/mails --json

Stops on Ctrl-C or SIGTERM. Exit code 1 when the port is taken or this is production."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.EMAIL_PORT, help="the port of EMAIL_URL if not given")
        parser.add_argument("--folder", type=Path, default=settings.LOCAL_MAILBOX, help="where to keep the mails")
        parser.add_argument("--json", action="store_true", help="say where it listens as one line of JSON")

    def handle(self, *args: Any, port: int, folder: Path | None, json: bool, **options: Any) -> None:
        if folder is None or Controller is None:
            raise CommandError("There is no local mailbox in production; set EMAIL_URL to a mail server.")
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        controller = Controller(Keep(Mailbox(folder)), hostname=HOST, port=port)
        try:
            controller.start()
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used: {error.strerror}.") from error
        self.say(port, folder, as_json=json)
        stop.wait()
        controller.stop()

    def say(self, port: int, folder: Path, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"host": HOST, "port": port, "folder": str(folder)}))
        else:
            self.stdout.write(f"Mail to {HOST}:{port} is kept in {folder}.")
        self.stdout.flush()
