"""Folders are killed, and fold beside each other while people file: no figure is lost, none counts twice."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from apps.cases.actions import verify_case, withdraw_case
from apps.cases.enums import State
from apps.cases.models import Case
from apps.core import clock
from apps.statistics import actions
from apps.statistics.actions import folding, renewing
from apps.statistics.models import Cell, Mark
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import CaseFactory
from tests.factories.losses import LossLineFactory
from tests.faults.processes import on_tests_database
from tests.statistics.test_streams import FAILPOINTS

pytestmark = [
    pytest.mark.fault,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("vault_folder"),
]
KILLS = 8
FOLDER = """
import django; django.setup()
from contextlib import suppress
from apps.statistics import actions
print("ready", flush=True)
while True:
    with suppress(actions.FoldedMeanwhile):
        actions.fold(most=3)
"""


def figures(what: str, failpoint: str = "") -> int:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "figures", what]
    done = subprocess.run(command, env=on_tests_database(failpoint), capture_output=True, timeout=240, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def cells() -> list[dict[str, object]]:
    return list(Cell.objects.order_by("layout", "key", "currency", "counted").values())


@pytest.mark.parametrize("point", FAILPOINTS)
def test_killed_anywhere_it_leaves_cells_and_marks_as_they_were(point: str) -> None:
    CaseFactory.create(state=State.VERIFIED)
    assert figures("fold") == 0
    CaseFactory.create()
    before, waiting = cells(), set(Mark.objects.values_list("pk", flat=True))
    what = "rebuild" if point.startswith("rebuild") else "fold"
    assert figures(what, failpoint=point) == -signal.SIGKILL, "the point was not reached"
    assert (cells(), set(Mark.objects.values_list("pk", flat=True))) == (before, waiting)
    assert figures(what) == 0
    assert (Mark.objects.count(), actions.check(now=clock.now())) == (0, [])


@pytest.fixture
def folders() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two processes that fold without a pause; a test may kill some and put others in their place."""
    running = [start_folder(), start_folder()]
    yield running
    for process in running:
        stop(process)


def start_folder() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", FOLDER]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=on_tests_database(), cwd=settings.BASE_DIR, **pipes)


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is None:
        process.kill()
        process.communicate()


def test_two_folders_killed_at_random_while_cases_change(folders: list[subprocess.Popen[bytes]]) -> None:
    chance, moderator = random.Random(7), ModeratorFactory.create()
    cases: list[Case] = []
    for kill in range(KILLS):
        victim = folders[kill % 2]
        assert victim.stdout and victim.stdout.readline() == b"ready\n"
        for _ in range(5):
            change_something(cases, chance, moderator)
        time.sleep(chance.random() / 10)
        assert victim.poll() is None, victim.communicate()[1].decode()  # it gave up by itself
        stop(victim)
        folders[kill % 2] = start_folder()
    assert [folder.poll() for folder in folders] == [None, None]
    wait_until_folded()
    for folder in folders:
        stop(folder)
    assert figures("check") == 0
    assert Cell.objects.get(layout="all", currency="", counted=True).cases > 0


def change_something(cases: list[Case], chance: random.Random, moderator: object) -> None:
    if len(cases) < 4 or chance.random() < 0.3:
        cases.append(CaseFactory.create())
    case = Case.objects.get(pk=chance.choice(cases).pk)
    LossLineFactory.create(ledger=case.ledger, low=chance.randrange(10_000), entered_by=case.owner)
    if case.state == State.SUBMITTED:
        verify_case(case=case, by=moderator, now=clock.now())
    elif chance.random() < 0.1 and case.state == State.VERIFIED:
        withdraw_case(case=case, by=case.owner, now=clock.now())


def wait_until_folded() -> None:
    ends = time.monotonic() + 240
    while Mark.objects.exists() and time.monotonic() < ends:
        time.sleep(0.2)
    assert not Mark.objects.exists()


@pytest.mark.parametrize("point", FAILPOINTS)
def test_filing_waits_for_no_fold(monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    """The fold, or the rebuild, stands still in the middle of its transaction; somebody files all the same."""
    CaseFactory.create(state=State.VERIFIED)
    there, go_on = threading.Event(), threading.Event()

    def stand_still(name: str) -> None:
        if name == point:
            there.set()
            go_on.wait(120)

    for module in (folding, renewing):
        monkeypatch.setattr(module, "reach", stand_still)
    work = actions.rebuild if point.startswith("rebuild") else actions.fold
    folder = threading.Thread(target=lambda: (work(), connection.close()))
    folder.start()
    assert there.wait(120)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")  # whoever waited for a lock would fail here
    filed = CaseFactory.create(state=State.VERIFIED)
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
    go_on.set()
    folder.join()
    assert Mark.objects.filter(case_id=filed.pk).exists(), "what came meanwhile is folded next"
    assert actions.check(now=clock.now()) == []
