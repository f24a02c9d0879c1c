"""Recompute the record of writes."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.audit.chain import Finding, Link
from apps.core.audit.checking import FINDINGS, check_all, count_sealed, count_unsealed, link_kept

HELP = """Recompute the whole record of writes: the chain of hashes, its signed heads, and every row of append-only
tables against what was noted of it when it was written. Prints what is not as it was, and where. Nothing is changed.

Examples:
  manage.py verify_audit                       everything, from the first entry
  manage.py verify_audit --since 2026-11-01    trust the chain up to the last head signed by then
  manage.py verify_audit --kept heads.jsonl    compare with heads kept elsewhere, one `audit_head --json` a line

Exit codes: 0 all is as it was written; 1 something is not; 2 the command was not understood."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")
        parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="as YYYY-MM-DD")
        parser.add_argument("--kept", type=Path, metavar="FILE", help="heads that were kept elsewhere")

    def handle(self, *args: Any, since: date | None, kept: Path | None, **options: Any) -> None:
        findings = list(check_all(since=since, kept=self.read_kept(kept) if kept else None))
        entries, waiting = count_sealed(), count_unsealed()
        if options["json"]:
            told = [{**asdict(found), "day": str(found.day) if found.day else None} for found in findings]
            answer = {"ok": not findings, "entries": entries, "not_yet_sealed": waiting, "findings": told}
            self.stdout.write(json.dumps(answer))
        else:
            self.say(findings, entries, waiting)
        if findings:
            raise SystemExit(1)

    def say(self, findings: list[Finding], entries: int, waiting: int) -> None:
        for found in findings:
            places = {"entry": found.seq, "row": f"{found.table} {found.row}".strip(), "head of": found.day}
            where = ", ".join(f"{name} {place}" for name, place in places.items() if place)
            self.stdout.write(f"{where}: {FINDINGS[found.what]}")
        verdict = f"{len(findings)} findings" if findings else "all is as it was written"
        self.stdout.write(f"{entries} entries, {waiting} notes not yet sealed: {verdict}")

    def read_kept(self, path: Path) -> list[Link]:
        try:
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            return [
                link_kept(line["seq"], bytes.fromhex(line["hash"]), datetime.fromisoformat(line["signed_at"]))
                for line in lines
            ]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{path} does not hold lines of `audit_head --json`", returncode=2) from error
