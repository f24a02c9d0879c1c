"""Count open dates again after a rule, holidays or time zones changed."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from apps.core import clock
from apps.deadlines.actions import Change, recompute
from apps.deadlines.models import Docket
from apps.deadlines.rules import rule_book
from apps.deadlines.selectors import dockets_with_rule, stale_dockets

BATCH = 200
UNKNOWN_RULE = 3


class Command(BaseCommand):
    help = """Count open dates again by the rules, holidays and time zones of today; their owners are told what moved.

Beat does the same for what is stale, 200 dockets an hour; this does all of them now. Each docket is a transaction of
its own: stop it at any time and start it again, what is counted stays counted, and a second run moves nothing.

Examples:
  manage.py recompute_deadlines --dry-run          only say what would move
  manage.py recompute_deadlines                    dates found by other rules, holidays or time zones than today's
  manage.py recompute_deadlines --rule amz.poa_17d all open dates of one rule, also one that no pack has any more

Exit codes: 0 done; 3 there is no such rule, and no open date hangs on it."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rule", default="", metavar="RULE", help="only dockets with an open date of this rule")
        parser.add_argument("--dry-run", action="store_true", help="say what would move and change nothing")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each date, and one with the sums")

    def handle(self, *args: Any, rule: str, dry_run: bool, json: bool, **options: Any) -> None:
        self.as_json, self.dry_run = json, dry_run
        dockets = dockets_with_rule(rule) if rule else stale_dockets()
        if rule and rule not in rule_book() and not dockets.exists():
            self.stderr.write(f"There is no rule “{rule}”, and no open date hangs on it.")
            raise SystemExit(UNKNOWN_RULE)
        waiting = list(dockets.values_list("pk", flat=True))
        moved = 0
        for start in range(0, len(waiting), BATCH):
            for docket in Docket.objects.filter(pk__in=waiting[start : start + BATCH]).order_by("opened_at", "pk"):
                moved += self.count_again(docket, clock.now())
        self.say({"dockets": len(waiting), "moved": moved, "dry_run": dry_run})

    def count_again(self, docket: Docket, now: datetime) -> int:
        """One docket; returns how many of its dates moved. A dry run leaves nothing behind, no message either."""
        with transaction.atomic():
            changes = recompute(docket=docket, now=now)
            transaction.set_rollback(self.dry_run)
        for change in changes:
            self.say(told(change))
        return len(changes)

    def say(self, facts: dict[str, Any]) -> None:
        words = "  ".join(f"{name} {value}" for name, value in facts.items())
        self.stdout.write(json.dumps(facts) if self.as_json else words)


def told(change: Change) -> dict[str, Any]:
    """One date that moved, without a word of whose it is."""
    moments = [moment.isoformat() if moment else None for moment in (change.was, change.now)]
    return {"date": str(change.deadline.pk), "rule": change.deadline.rule_id, "was": moments[0], "now": moments[1]}
