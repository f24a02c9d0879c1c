"""Write every encrypted value and every file of the vault again with the newest key."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.actions import renew_second_factor
from apps.accounts.selectors import second_factors_with_old_keys
from apps.core.encryption import CannotDecrypt, newest_key
from apps.core.rotation import Column, encrypted_columns, rotate
from apps.evidence.actions import FileDamaged, renew_encryption
from apps.evidence.selectors import digests_in_vault, needs_new_key

HELP = """Write every encrypted value and file that was made with an older key again with the newest one (the first of
ENCRYPTION_KEYS). Pages stay open meanwhile; an interrupted run is simply run again.

  1. Add the new key at the end of ENCRYPTION_KEYS and restart everything, so that all processes can read it.
  2. Move it to the front and restart everything.
  3. manage.py rotate_keys
  4. When `manage.py rotate_keys --dry-run` counts nothing, remove the old key and restart. Keep it with old backups.

Exit codes: 0 done; 1 some values or files do not open with any configured key, and were left as they are."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what is left to do")
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction (500)")

    def handle(self, *args: Any, batch: int, dry_run: bool, **options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch wants a number of rows, 1 or more.")
        report = {str(column): self._column(column, batch, dry_run) for column in encrypted_columns()}
        report["second factors"] = self._second_factors(dry_run)
        report["files of the vault"] = self._vault(dry_run)
        if options["json"]:
            self.stdout.write(json.dumps({"key": newest_key(), "dry_run": dry_run, "rotated": report}))
        else:
            self._say(report)
        if any(counts.get("not_opened") for counts in report.values()):
            raise SystemExit(1)

    def _column(self, column: Column, batch: int, dry_run: bool) -> dict[str, int]:
        if dry_run:
            return {"to_do": column.old_rows().count()}
        written, closed = rotate(column, batch=batch)
        return {"written": written, "not_opened": closed}

    def _second_factors(self, dry_run: bool) -> dict[str, int]:
        old = second_factors_with_old_keys()
        if dry_run:
            return {"to_do": len(old)}
        done = Counter({"written": 0, "not_opened": 0})
        for key in old:
            try:
                done["written"] += renew_second_factor(key=key)
            except CannotDecrypt:
                done["not_opened"] += 1
        return dict(done)

    def _vault(self, dry_run: bool) -> dict[str, int]:
        done: Counter[str] = Counter()
        for digest in digests_in_vault():
            try:
                old = needs_new_key(digest) if dry_run else renew_encryption(digest=digest)
                done["to_do" if dry_run else "written"] += old
            except (FileDamaged, FileNotFoundError):
                done["not_opened"] += 1
        return dict(done) or {"to_do" if dry_run else "written": 0}

    def _say(self, report: dict[str, dict[str, int]]) -> None:
        for name, counts in report.items():
            told = ", ".join(f"{number} {what.replace('_', ' ')}" for what, number in counts.items())
            self.stdout.write(f"{name}: {told}")
