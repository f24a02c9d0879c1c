"""Remind and send without a broker."""

import json
import signal
import threading
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from apps.campaigns.actions import mail_updates, tell_of_days
from apps.cases.actions import tell_rested
from apps.core import clock
from apps.deadlines.actions import tick
from apps.deadlines.selectors import due_reminder_count
from apps.notifications.actions import deliver_due, recover_lost
from apps.notifications.selectors import due_count

MOST = 2000
SECONDS = 60
PAUSE = 2.0


class Command(BaseCommand):
    help = """Remind, mail updates of campaigns, and send the messages that are due, with the claims of the
Celery worker: both may run at once.

Examples:
  manage.py deliver_due              send what is due now and stop
  manage.py deliver_due --loop       go on until stopped; enough when there is no broker
  manage.py deliver_due --dry-run    only say how many are due

Exit code 1 when the mail server could not be reached or refused something."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped (SIGTERM or Ctrl-C)")
        parser.add_argument("--json", action="store_true", help="one line of JSON per run that did something")
        parser.add_argument("--dry-run", action="store_true", help="say how many are due and send nothing")

    def handle(self, *args: Any, loop: bool, json: bool, dry_run: bool, **options: Any) -> None:
        if dry_run:
            now = clock.now()
            self.report({"due": due_count(now), "reminders_due": due_reminder_count(now)}, as_json=json)
            return
        stop = threading.Event()
        if loop:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        done = self.run_once(as_json=json, quiet=loop)
        while loop and not stop.wait(PAUSE):
            self.run_once(as_json=json, quiet=True)
        if not loop and (done["later"] or done["refused"] or done["unsure"]):
            raise SystemExit(1)

    def run_once(self, *, as_json: bool, quiet: bool) -> Counter[str]:
        reminded = tick(limit=MOST, now=clock.now())
        summaries, told = reminded.pop("summaries", 0), reminded.pop("told", 0)
        told += tell_rested(now=clock.now()) + tell_of_days(now=clock.now())
        planned = mail_updates(clock=clock.now, seconds=SECONDS)
        recovered = recover_lost(now=clock.now())
        done = deliver_due(limit=MOST, seconds=SECONDS, clock=clock.now)
        if reminded:
            done["reminded"] = reminded.total()
        if summaries:
            done["summaries"] = summaries
        if told:
            done["told"] = told
        if planned:
            done["updates"] = planned
        if recovered:
            done["recovered"] = recovered
        if done or not quiet:
            self.report(dict(done), as_json=as_json)
        return done

    def report(self, counts: dict[str, int], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(counts))
        else:
            said = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
            self.stdout.write(said or "nothing was due")
        self.stdout.flush()
