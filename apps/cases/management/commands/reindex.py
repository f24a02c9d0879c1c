"""Bring the search index up to the texts of all cases."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from apps.cases.actions.search import index_stale_accounts, index_stale_cases
from apps.cases.search import made_with, stale_accounts, stale_cases

HELP = """Index the words of cases and the names of accounts that are not in the search index, or stand there as an
older release or another fingerprint key would put them. Texts are indexed with the change that writes them, so this is
for upgrades, for a changed FINGERPRINT_KEYS, and for doubt. Pages stay open meanwhile; an interrupted run is run again.

  manage.py reindex --dry-run
  manage.py reindex --batch 200

Exit codes: 0 done; 1 something is still missing, because another process holds it."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what is left to do")
        parser.add_argument("--json", action="store_true", help="answer as one JSON object, without progress")
        parser.add_argument("--batch", type=int, default=200, help="rows per transaction (200)")

    def handle(self, *args: Any, batch: int, dry_run: bool, **options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch wants a number of rows, 1 or more.")
        self.is_quiet = options["json"]
        work: dict[str, tuple[QuerySet[Any], Callable[..., int]]] = {
            "accounts": (stale_accounts(), index_stale_accounts),
            "cases": (stale_cases(), index_stale_cases),
        }
        report = {
            name: self._bring_up(name, stale, index, 0 if dry_run else batch) for name, (stale, index) in work.items()
        }
        if options["json"]:
            self.stdout.write(json.dumps({"made_with": made_with(), "dry_run": dry_run, "indexed": report}))
        if any(counts["left"] for counts in report.values()) and not dry_run:
            raise SystemExit(1)

    def _bring_up(self, name: str, stale: QuerySet[Any], index: Callable[..., int], batch: int) -> dict[str, int]:
        total, done = stale.count(), 0
        while batch and (indexed := index(at_most=batch)):
            done += indexed
            self._say(f"{name}: {done} of {total}")
        left = stale.count() if batch else total
        self._say(f"{name}: {done} indexed, {left} left")
        return {"indexed": done, "left": left}

    def _say(self, line: str) -> None:
        if not self.is_quiet:
            self.stdout.write(line)
