"""Print the signed end of the record of writes."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core import clock
from apps.core.audit.heads import facts_of
from apps.core.audit.sealing import head_of_now, seal_notes

HELP = """Seal what waits and print how the record of writes ends now: number of entries, hash, signature, public key.
Keep the line where whoever runs the database cannot change it; `manage.py verify_audit --kept FILE` compares later.

Examples:
  manage.py audit_head
  manage.py audit_head --json >> heads.jsonl

Exit codes: 0 printed; 1 nothing was ever written, so there is no end yet."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        seal_notes(now=now)
        head = head_of_now(now=now)
        if head is None:
            self.stderr.write("Nothing was written yet.")
            raise SystemExit(1)
        told = facts_of(head)
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write("\n".join(f"{name:12}{value}" for name, value in told.items()))
