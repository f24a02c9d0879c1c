"""`make run`: everything on this machine, ready to use, until Ctrl-C."""

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.local.folders import CannotStart
from apps.core.local.processes import GaveUp
from apps.core.local.running import Up

HELP = """Start everything on this machine and keep it running: PostgreSQL and Valkey (unless DATABASE_URL and
REDIS_URL name servers of yours), migrations, translations, incidents, demonstration data, the web server, a Celery
worker, beat, and a mailbox that catches all mail. Prints the address when all of it answers; Ctrl-C stops all of it.

  manage.py up
  manage.py up --port 8001 --no-demo

Exit codes: 0 stopped by Ctrl-C or SIGTERM; 1 something could not start, or died again and again."""


class Command(BaseCommand):
    help = HELP
    requires_system_checks = ()  # some look at the database, which is not up yet

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT, help="web server's port (PORT, else 8000)")
        parser.add_argument("--no-demo", action="store_true", help="without demonstration people and cases")

    def handle(self, *args: Any, port: int, no_demo: bool, **options: Any) -> None:
        if port != settings.PORT:  # addresses in mail come from it, so begin again under it
            os.environ["PORT"] = str(port)
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 -- ourselves
        try:
            Up(port=port, with_demo=not no_demo).run()
        except (CannotStart, GaveUp) as error:
            raise CommandError(str(error)) from error
