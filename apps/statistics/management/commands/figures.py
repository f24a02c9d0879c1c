"""manage.py figures"""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError

from apps.core import clock
from apps.statistics import actions

T = TypeVar("T")
PATIENCE = 120.0  # seconds to wait for another folder


class Command(BaseCommand):
    help = """Keep the counted figures right.

  manage.py figures fold      take into the cells what changed; Celery does this every few seconds
  manage.py figures check     count every cell anew from the rows, by other SQL, in one snapshot, and compare
  manage.py figures rebuild   make all cells anew; readers see the old ones until it is done

With --json the answer is one JSON object. Exit codes: 0 done and right; 1 cells differ from the rows (check), or
another folder kept the lock."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("fold", "check", "rebuild"))
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        said, sentences, is_right = {"fold": self._fold, "check": self._check, "rebuild": self._rebuild}[what]()
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else "\n".join(sentences))
        if not is_right:
            raise CommandError("Cells differ from the rows. `manage.py figures rebuild` makes them anew.", returncode=1)

    def _fold(self) -> tuple[dict[str, Any], list[str], bool]:
        marks = 0
        while some := self._patiently(actions.fold):
            marks += some
        return {"changes": marks}, [f"{marks} changes taken in"], True

    def _check(self) -> tuple[dict[str, Any], list[str], bool]:
        found = self._patiently(lambda: actions.check(now=clock.now()))
        said = {"differences": [str(difference) for difference in found]}
        return said, [*said["differences"], f"{len(found)} differences"], not found

    def _rebuild(self) -> tuple[dict[str, Any], list[str], bool]:
        cases = self._patiently(actions.rebuild)
        return {"cases": cases}, [f"{cases} cases counted"], True

    def _patiently(self, work: Callable[[], T]) -> T:
        ends = monotonic() + PATIENCE
        while True:
            try:
                return work()
            except actions.FoldedMeanwhile as error:
                if monotonic() > ends:
                    raise CommandError("Another process keeps folding. Try again later.", returncode=1) from error
                sleep(0.2)
