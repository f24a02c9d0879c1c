"""Keep a person's data for now, or no longer."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core import clock
from apps.core.references import parse_reference
from apps.privacy.actions import ErasureRefused, lift_hold, place_hold
from apps.privacy.selectors.requests import is_held

HELP = """Place a legal hold on whoever owns a case: nothing of theirs is erased or emptied until it is lifted. They see
on their page that there is a hold, not why.

Examples:
  manage.py legal_hold RC-7KFM-39XQ-T --by moderator@recourse.example --reason "Court of Hangzhou asked on 3 May"
  manage.py legal_hold RC-7KFM-39XQ-T --by moderator@recourse.example --lift

Exit codes: 0 done; 1 not found, not a moderator, or no reason given."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="of one of their cases")
        parser.add_argument("--by", required=True, metavar="ADDRESS", help="the moderator who says so")
        parser.add_argument("--reason", default="", help="kept encrypted")
        parser.add_argument("--lift", action="store_true", help="end the hold")
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, reference: str, by: str, reason: str, lift: bool, **options: Any) -> None:
        person, moderator = self.owner_of(reference), self.moderator(by)
        try:
            if lift:
                lift_hold(person=person, by=moderator, now=clock.now())
            else:
                place_hold(person=person, reason=reason, by=moderator, now=clock.now())
        except ErasureRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        held = is_held(person)
        self.stdout.write(json.dumps({"held": held}) if options["json"] else "held" if held else "not held")

    def owner_of(self, reference: str) -> User:
        case = Case.objects.select_related("owner").filter(reference=parse_reference(reference) or "").first()
        if case is None or case.owner is None:
            raise CommandError("There is no such case.")
        return case.owner

    def moderator(self, address: str) -> User:
        found = User.objects.filter(email=address.lower(), is_staff=True, is_active=True).first()
        if found is None:
            raise CommandError("There is no such moderator.")
        return found
