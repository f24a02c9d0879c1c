"""Exchange rates of the European Central Bank into the table they are read from."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from apps.losses.actions import load_rates
from apps.losses.actions.rates import rates_of_the_release
from apps.losses.rules import BadRates, read_rates
from apps.losses.selectors import newest_day


class Command(BaseCommand):
    help = """Add published reference rates (units per euro) that are not there yet. Nothing is overwritten.

Examples:
  manage.py load_rates                        those that came with this release
  manage.py load_rates eurofxref-hist.zip     a file of the European Central Bank
  manage.py load_rates --dry-run --json       only count what the file holds

Exit code 1 when the file is not the ECB's history."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="", help="eurofxref-hist.zip or the CSV inside it")
        parser.add_argument("--if-older", action="store_true", help="only when the file ends later than the table")
        parser.add_argument("--dry-run", action="store_true", help="say how many rates the file holds, change nothing")
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *args: Any, file: str, if_older: bool, dry_run: bool, **options: Any) -> None:
        try:
            with Path(file).open("rb") if file else rates_of_the_release() as source:
                if dry_run:
                    said = {"in_file": sum(1 for _rate in read_rates(source))}
                else:
                    is_new = not if_older or self._ends_later(source)
                    said = {"added": load_rates(source=source) if is_new else 0}
        except (BadRates, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(said) if options["json"] else f"{next(iter(said.values()))} rates")

    def _ends_later(self, source: BinaryIO) -> bool:
        """Whether the file's newest day, which the ECB writes first, is not in the table."""
        ends = next(read_rates(source)).day
        source.seek(0)
        known = newest_day()
        return known is None or known < ends
