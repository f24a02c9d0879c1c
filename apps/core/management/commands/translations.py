"""Gather, check and compile the translations."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core import translations

HELP = """Look after locale/<language>/LC_MESSAGES/django.po. Needs no gettext.

  manage.py translations update    new messages in, unused ones out, what is translated stays
  manage.py translations check     is every message translated, with the same placeholders?
  manage.py translations compile   write the .mo files that Django reads, where they are older

Exit codes: 0 done or complete; 1 `check` found something."""


class Command(BaseCommand):
    help = HELP
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["update", "check", "compile"])
        parser.add_argument("--dry-run", action="store_true", help="with update: only say what would change")
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        result: dict[str, Any] = {}
        if what == "compile":
            result["compiled"] = [str(path) for path in translations.compile_stale()]
        for locale, path in translations.catalogues().items() if what != "compile" else ():
            if what == "update":
                result[locale] = translations.update(locale, path, write=not options["dry_run"])
            else:
                result[locale] = translations.problems(path) if path.exists() else None
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self._say(what, result)
        if what == "check" and any(result.values()):
            raise SystemExit(1)

    def _say(self, what: str, result: dict[str, Any]) -> None:
        for locale, found in result.items():
            if what == "update":
                self.stdout.write(f"{locale}: {len(found['added'])} added, {len(found['removed'])} removed")
            elif what == "check":
                self._say_problems(locale, found)

    def _say_problems(self, locale: str, found: list[str] | None) -> None:
        if found is None:
            self.stdout.write(f"{locale}: no catalogue yet; `manage.py translations update` makes it")
        for problem in found or ():
            self.stdout.write(f"{locale}: {problem}")
