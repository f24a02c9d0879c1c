"""manage.py demo"""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.campaigns.actions.demo import clear_everything, load_everything
from apps.core import clock
from apps.incidents.actions.demo import second_factor_code, sign_ins

HELP = """Demonstration data: invented sellers, cases, associations, campaigns and figures, marked on every page.

  manage.py demo load      make it, if it is not there; print whom to sign in as
  manage.py demo clear     take away every row of it
  manage.py demo code      the six digits of the second factor of moderator and coordinators, now

Exit codes: 0 done, or nothing to do; 1 refused."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["load", "clear", "code"])
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument("--anyway", action="store_true", help="load on a server that is not for development")

    def handle(self, *args: Any, what: str, dry_run: bool, anyway: bool, **options: Any) -> None:
        answer = {"load": self.load, "clear": self.clear, "code": self.code}[what](dry_run=dry_run, anyway=anyway)
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write("\n".join(self.sentences(what, answer)))

    def load(self, *, dry_run: bool, anyway: bool) -> dict[str, Any]:
        if not (settings.DEBUG or anyway):
            raise CommandError("This server is not for development. To load invented people here, add --anyway.")
        try:
            made = load_everything(dry_run=dry_run, now=clock.now())
        except LookupError as error:
            raise CommandError(str(error)) from error
        return {**asdict(made), "sign_ins": sign_ins(), "dry_run": dry_run}

    def clear(self, *, dry_run: bool, anyway: bool) -> dict[str, Any]:
        return {**asdict(clear_everything(dry_run=dry_run, now=clock.now())), "dry_run": dry_run}

    def code(self, *, dry_run: bool, anyway: bool) -> dict[str, Any]:
        return {"code": second_factor_code(clock.now())}

    def sentences(self, what: str, answer: dict[str, Any]) -> list[str]:
        if what == "code":
            return [str(answer["code"])]
        verb = {"load": "made", "clear": "removed"}[what]
        lines = [f"{answer['people']} people and {answer['cases']} cases {verb}."]
        if answer.get("was_there"):
            lines = ["The demonstration is there already."]
        if answer["dry_run"]:
            lines.append("Nothing was written (--dry-run).")
        for person in answer.get("sign_ins", []):
            lines.append(f"sign in as {person['email']} ({person['role']})")
            if person["secret"]:
                lines.append(f"  second factor: {person['secret']}, or run `manage.py demo code`")
        if answer.get("kept"):
            lines.append(f"Kept, because real cases name them, and shut out: {', '.join(answer['kept'])}")
        return lines
