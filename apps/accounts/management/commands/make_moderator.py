"""Make somebody a moderator."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from apps.accounts.actions import make_moderator
from apps.accounts.models import User
from apps.accounts.selectors import needs_second_factor
from apps.core import clock


class Command(BaseCommand):
    help = """Let the person with this address moderate; they are made if they never signed in. They sign in by a code
sent to that address and are asked to set up a second factor before the desk opens.

  manage.py make_moderator lin@recourse.example
  manage.py make_moderator lin@recourse.example --dry-run --json

Exit code 1 when the address is none."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="their e-mail address")
        parser.add_argument("--json", action="store_true", help="say it as one line of JSON")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would be done")

    def handle(self, *args: Any, email: str, json: bool, dry_run: bool, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an e-mail address.") from error
        before = User.objects.filter(email=email.lower()).first()
        said = {"email": email.lower(), "created": before is None, "was_moderator": bool(before and before.is_staff)}
        if not dry_run:
            person = make_moderator(email=email, now=clock.now())
            said["needs_second_factor"] = needs_second_factor(person)
        self.say(said, as_json=json, dry_run=dry_run)

    def say(self, said: dict[str, Any], *, as_json: bool, dry_run: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(said | {"dry_run": dry_run}))
            return
        verb = "would be" if dry_run else "is"
        self.stdout.write(f"{said['email']} {verb} a moderator{' (new here)' if said['created'] else ''}.")
        if said.get("needs_second_factor"):
            self.stdout.write("They are asked for a second factor at their first visit to the desk.")
