"""Keep to the rules of retention, or say what they would let go."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core import clock
from apps.privacy.actions import keep_to_rules
from apps.privacy.selectors.retention import RULES, closed_long_ago

HELP = """Let go what the rules of retention say, as the beat does once a day. The rules stand in
apps/privacy/selectors/retention.py and on the page "My data".

Examples:
  manage.py retention --dry-run      count by rule what would go now, and touch nothing
  manage.py retention                let it go

Exit code 0."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = clock.now()
        if dry_run:
            counts = {rule.key: rule.due(now).count() for rule in RULES}
            counts["announced"] = closed_long_ago(now).count()
        else:
            counts = dict(keep_to_rules(now=now))
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": dry_run, "rules": counts}))
            return
        for key, number in counts.items():
            self.stdout.write(f"{key:18}{number}")
