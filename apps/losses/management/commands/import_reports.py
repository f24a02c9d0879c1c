"""Look at reports and take them over without a broker."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand

from apps.core import clock
from apps.losses.actions import work_on_imports
from apps.losses.selectors import imports_to_do


class Command(BaseCommand):
    help = """Look at the reports that were brought, and take over those their owners said yes to. It claims them as the
Celery worker does: both may run at once.

Examples:
  manage.py import_reports              do what is to do and stop
  manage.py import_reports --dry-run    only say how many wait

Exit code 0 also when a report was refused: its page says why."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one line of JSON")
        parser.add_argument("--dry-run", action="store_true", help="say how many wait and do nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        count = imports_to_do(clock.now()) if dry_run else work_on_imports(clock=clock.now)
        word = "waiting" if dry_run else "done"
        self.stdout.write(json.dumps({word: count}) if options["json"] else f"{count} {word}")
