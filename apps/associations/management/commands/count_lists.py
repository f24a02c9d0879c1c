"""manage.py count_lists"""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.associations.selectors.captures import FEWEST, MOST, bodies_with_lists, count_captures
from apps.core import clock


class Command(BaseCommand):
    help = """How many members stand on which lists of two to five associations, as `estimate_population` reads it.
Counts alone leave: nobody's fingerprint, no name but those of the associations.

Examples:
  manage.py count_lists                                            which associations have lists
  manage.py count_lists shenzhen-union hangzhou-union              the counts, as JSON
  manage.py count_lists shenzhen-union hangzhou-union | manage.py estimate_population -

Exit code 1 where an association is unknown or has no list."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="*", help="the association's address, in the order of the digits")
        parser.add_argument("--json", action="store_true", help="the list of associations as JSON too")

    def handle(self, *args: Any, slug: list[str], **options: Any) -> None:
        known = {body.slug: body for body in bodies_with_lists()}
        if not slug:
            self.stdout.write(json.dumps(list(known)) if options["json"] else "\n".join(known) or "none")
            return
        if missing := [name for name in slug if name not in known]:
            raise CommandError(f"No member list of {', '.join(missing)}.")
        if not FEWEST <= len(set(slug)) <= MOST or len(set(slug)) < len(slug):
            raise CommandError(f"Name {FEWEST} to {MOST} different associations.")
        found = count_captures([known[name] for name in slug])
        self.stdout.write(json.dumps(found.as_task(clock.now().date().isoformat()), ensure_ascii=False))
