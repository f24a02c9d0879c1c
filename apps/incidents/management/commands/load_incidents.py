"""manage.py load_incidents"""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import clock
from apps.incidents.actions import DataProblems, load_incidents, read_data_files
from apps.incidents.actions.reading import DATA

HELP = """Load the incidents that come with Recourse (apps/incidents/data/*.yaml). Safe to repeat: a second run changes
nothing, a changed file updates its incidents, and what a moderator wrote or changed is left alone.

  manage.py load_incidents
  manage.py load_incidents --dry-run --json

Exit codes: 0 done, or nothing to do; 1 the files cannot be loaded."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument(
            "--data", type=Path, default=DATA, metavar="FOLDER", help="read another folder of .yaml files"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            records = read_data_files(options["data"])
        except DataProblems as problems:
            raise CommandError("The data files cannot be loaded:\n" + "\n".join(problems.args)) from problems
        loaded = load_incidents(records=records, dry_run=options["dry_run"], now=clock.now())
        if options["json"]:
            self.stdout.write(json.dumps({**loaded.as_dict(), "dry_run": options["dry_run"]}))
            return
        for word, slugs in loaded.as_dict().items():
            self.stdout.write(f"{word}: {len(slugs)}" + (f" ({', '.join(slugs)})" if slugs else ""))
        if options["dry_run"]:
            self.stdout.write("Nothing was written (--dry-run).")
