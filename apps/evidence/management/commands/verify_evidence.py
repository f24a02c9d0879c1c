"""Read the files of the vault again and say which are not as they were put in."""

import json
import math
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core import clock
from apps.evidence.actions import check_files
from apps.evidence.selectors import damaged_files

HELP = """Read files of the vault again and compare them with the SHA-256 they had when they came. Without --all
those that were not read for 30 days; a worker does the same every hour. Each check is an entry of the
file's custody log.

  manage.py verify_evidence
  manage.py verify_evidence --all --json

Exit codes: 0 every file of the vault is as it was put in; 1 some are not (their ids are printed): restore their bytes
from a backup of EVIDENCE_ROOT and run it again with --all."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every file, however lately it was read")
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        before = clock.now() if options["all"] else None
        done = check_files(not_since=before, limit=2**62, seconds=math.inf, clock=clock.now)
        damaged = [str(file.pk) for file in damaged_files()]
        if options["json"]:
            self.stdout.write(json.dumps({"read": done.total(), "whole": done["whole"], "damaged": damaged}))
        else:
            self.stdout.write(f"{done.total()} read, {done['whole']} whole. Damaged in the vault: {len(damaged)}")
            for number in damaged:
                self.stdout.write(f"  {number}")
        if damaged:
            raise SystemExit(1)
