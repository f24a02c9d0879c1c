"""Workers that erase a person or make a copy are killed at every step; the next goes on, and nothing is done twice."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from apps.cases.enums import State
from apps.cases.models import Case
from apps.core.audit.checking import check_all
from apps.core.audit.tables import AuditEntry, AuditNote
from apps.evidence.models import StoredFile
from apps.notifications.models import Message
from apps.privacy.actions import COOLING, STEPS
from apps.privacy.enums import ErasureState, ExportState
from apps.privacy.models import Erasure, ErasureStep, Export
from tests.factories.cases import CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.privacy import ASKED, ErasureFactory, ExportFactory
from tests.faults.processes import on_tests_database

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
START = "import django; django.setup(); from datetime import datetime; now = datetime.fromisoformat({now!r}); "
ERASE = START + "from apps.privacy.actions import erase_due; erase_due(now=now)"
COPY = START + "from apps.privacy.actions import make_next_export; make_next_export(clock=lambda: now)"
SEAL = START + "from apps.core.audit.sealing import seal_notes; seal_notes(now=now, batch=5)"
COPY_POINTS = ("export_after_claim", "export_after_bytes", "export_before_mark")


def run(code: str, now: Any, vault: Path, failpoint: str = "") -> int:
    """A worker of its own on the tests' database; its exit code."""
    environment = on_tests_database(failpoint, EVIDENCE_ROOT=str(vault))
    words = [sys.executable, "-c", code.format(now=now.isoformat())]
    done = subprocess.run(words, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


@pytest.fixture
def case(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        case = CaseFactory.create(state=State.VERIFIED, filing__narrative="canary story")
        CaseFileFactory.create(case=case)
        DraftFactory.create(owner=case.owner)
        yield case


def test_an_erasure_killed_after_every_step_ends_as_one_that_was_not(case: Case, tmp_path: Path) -> None:
    ErasureFactory.create(person=case.owner)
    due = ASKED + COOLING
    for number, step in enumerate(STEPS, 1):
        assert run(ERASE, due, tmp_path, failpoint=f"erasure_after_{step}") == -signal.SIGKILL
        assert (Erasure.objects.get().state, ErasureStep.objects.count()) == (ErasureState.RUNNING, number)
    assert run(ERASE, due, tmp_path) == 0
    assert run(ERASE, due, tmp_path) == 0
    case.refresh_from_db()
    assert (Erasure.objects.get().state, case.narrative) == (ErasureState.DONE, "")
    assert list(ErasureStep.objects.values_list("step", flat=True)) == list(STEPS)
    assert Message.objects.filter(kind="erasure_done").count() == 1
    assert list(check_all()) == []


@pytest.mark.parametrize("point", COPY_POINTS)
def test_a_copy_whose_worker_was_killed_is_made_by_the_next(case: Case, tmp_path: Path, point: str) -> None:
    ExportFactory.create(owner=case.owner)
    assert run(COPY, ASKED, tmp_path, failpoint=point) == -signal.SIGKILL
    assert run(COPY, ASKED + timedelta(minutes=1), tmp_path) == 0
    assert Export.objects.get().state == ExportState.RUNNING, "the lease still runs: nobody takes it"
    assert run(COPY, ASKED + timedelta(minutes=11), tmp_path) == 0
    assert Export.objects.get().state == ExportState.READY
    assert StoredFile.objects.filter(media_type="application/zip").count() == 1
    assert Message.objects.filter(kind="copy_ready").count() == 1


def test_a_sealer_that_is_killed_leaves_whole_batches(case: Case, tmp_path: Path) -> None:
    assert run(SEAL, ASKED, tmp_path, failpoint="audit_after_entries") == -signal.SIGKILL
    assert AuditEntry.objects.count() == 0
    assert run(SEAL, ASKED, tmp_path) == 0
    assert (AuditEntry.objects.count(), list(check_all())) == (AuditNote.objects.count(), [])
