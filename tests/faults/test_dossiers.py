"""Workers that make a dossier are killed at every step; the next makes it, once, and its owner is told once."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from apps.core.audit.checking import check_all
from apps.dossiers.enums import DossierState
from apps.dossiers.models import Dossier
from apps.evidence.actions import run_due
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile
from apps.notifications.models import Message
from tests.dossiers.conftest import pdf_of
from tests.factories.cases import CaseFileFactory
from tests.factories.dossiers import ASKED, DossierFactory
from tests.faults.processes import on_tests_database

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
START = "import django; django.setup(); from datetime import datetime; now = datetime.fromisoformat({now!r}); "
MAKE = START + "from apps.dossiers.actions import make_next_dossier; make_next_dossier(clock=lambda: now)"
POINTS = ("dossier_after_claim", "dossier_after_print", "dossier_after_bytes", "dossier_before_mark", "evidence_kept")


def run(now: datetime, vault: Path, failpoint: str = "") -> int:
    """A worker of its own on the tests' database; its exit code."""
    environment = on_tests_database(failpoint, EVIDENCE_ROOT=str(vault))
    words = [sys.executable, "-c", MAKE.format(now=now.isoformat())]
    done = subprocess.run(words, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


@pytest.fixture
def dossier(tmp_path: Path) -> Iterator[Dossier]:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        dossier = DossierFactory.create()
        CaseFileFactory.create(case=dossier.case, file__content=pdf_of("red", "blue"))
        run_due(limit=5, seconds=60, clock=lambda: ASKED)
        yield dossier


def test_a_dossier_whose_workers_are_killed_is_made_once(dossier: Dossier, tmp_path: Path) -> None:
    for number, point in enumerate(POINTS):
        moment = ASKED + number * timedelta(minutes=11)
        Dossier.objects.update(attempts=0)  # five deaths are more than one dossier is given
        assert run(moment, tmp_path, failpoint=point) == -signal.SIGKILL
        assert run(moment + timedelta(minutes=1), tmp_path) == 0
        assert Dossier.objects.get().state == DossierState.RUNNING, "the lease still runs: nobody takes it"
    assert run(ASKED + timedelta(hours=2), tmp_path) == 0
    dossier.refresh_from_db()
    assert (dossier.state, dossier.exhibits) == (DossierState.READY, 1)
    assert StoredFile.objects.filter(media_type="application/json").count() == 1
    assert CustodyEntry.objects.filter(kind=Custody.BOUND).count() == 1
    assert Message.objects.filter(kind="dossier_ready").count() == 1
    assert run(ASKED + timedelta(hours=3), tmp_path) == 0
    assert Message.objects.filter(kind="dossier_ready").count() == 1
    assert list(check_all()) == []


def test_a_dossier_that_kills_every_worker_is_given_up_and_says_so(dossier: Dossier, tmp_path: Path) -> None:
    for number in range(5):
        run(ASKED + number * timedelta(minutes=11), tmp_path, failpoint="dossier_after_claim")
    dossier.refresh_from_db()
    assert (dossier.state, dossier.reason) == (DossierState.FAILED, "crashed")
