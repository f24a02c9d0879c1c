"""Malware scans against a daemon that speaks clamd's protocol over a real socket."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from apps.accounts.models import User
from apps.evidence import actions, clamd
from apps.evidence.enums import Custody, JobKind, JobState, Reason, ScanState
from apps.evidence.models import FileJob, StoredFile
from tests.clamd_server import ENGINE, MARK, ClamdServer, clamd_server
from tests.factories.evidence import STORED, StoredFileFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = STORED + timedelta(days=1)


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


@pytest.fixture
def daemon() -> Iterator[ClamdServer]:
    """In a folder with a short name: the path of a socket is limited."""
    with (
        tempfile.TemporaryDirectory() as folder,
        clamd_server(Path(folder)) as server,
        override_settings(CLAMD_URL=server.url),
    ):
        yield server


def scanned(file: StoredFile, *, later: timedelta = timedelta()) -> StoredFile:
    FileJob.objects.exclude(kind=JobKind.SCAN).delete()
    actions.run_due(limit=5, seconds=600, clock=partial(NOW.__add__, later))
    file.refresh_from_db()
    return file


def test_without_a_scanner_a_file_is_called_not_scanned() -> None:
    file = StoredFileFactory.create()
    assert (file.scan_state, file.scanned_at) == (ScanState.NOT_SCANNED, None)
    assert not FileJob.objects.filter(kind=JobKind.SCAN).exists()


def test_a_clean_file_has_its_verdict_with_when_and_by_which_signatures(daemon: ClamdServer) -> None:
    content = b"a notice\n" * 300_000
    file = StoredFileFactory.create(content=content)
    file.refresh_from_db()
    assert file.scan_state == ScanState.WAITING
    file = scanned(file)
    assert (file.scan_state, file.scanned_at, file.scan_engine, file.scan_found) == (ScanState.CLEAN, NOW, ENGINE, "")
    assert daemon.received == [content]
    assert file.custody.get(kind=Custody.SCANNED).detail == f"clean; {ENGINE}"


def test_an_infected_file_goes_to_nobody_unwarned(daemon: ClamdServer, seller: User) -> None:
    file = scanned(StoredFileFactory.create(content=b"words " + MARK))
    assert (file.scan_state, file.scan_found) == (ScanState.INFECTED, "Eicar-Test-Signature")
    with pytest.raises(actions.FileInfected):
        actions.open_file(file=file, by=seller, now=NOW)
    assert b"".join(actions.open_file(file=file, warned=True, by=seller, now=NOW)) == b"words " + MARK
    assert file.custody.filter(kind=Custody.OPENED).count() == 1


@pytest.mark.parametrize(
    ("mood", "state", "reason"),
    [
        ("silent", JobState.WAITING, Reason.SCANNER_AWAY),
        ("hang_up", JobState.WAITING, Reason.SCANNER_AWAY),
        ("too_large", JobState.REFUSED, Reason.SCANNER_REFUSED),
    ],
)
def test_a_scanner_in_a_mood(
    mood: str, state: JobState, reason: Reason, daemon: ClamdServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clamd, "PATIENCE", 0.3)
    daemon.mood = mood
    file = scanned(StoredFileFactory.create(content=b"words " * 500_000))
    job = FileJob.objects.get()
    assert (job.state, job.reason) == (state, reason)
    assert file.scan_state == (ScanState.FAILED if state == JobState.REFUSED else ScanState.WAITING)
    daemon.mood = "scan"
    if state == JobState.WAITING:
        assert scanned(file, later=timedelta(minutes=1)).scan_state == ScanState.CLEAN


def test_a_scanner_that_stays_away_ends_in_could_not_be_scanned(seller: User) -> None:
    with override_settings(CLAMD_URL="unix:///nowhere/clamd.sock"):
        file = StoredFileFactory.create()
        for days in range(13):
            scanned(file, later=timedelta(days=days))
    job = FileJob.objects.get()
    assert (job.state, job.attempts, file.scan_state) == (JobState.FAILED, 12, ScanState.FAILED)
    assert actions.try_again(job=job, by=seller, now=NOW)
    file.refresh_from_db()
    assert file.scan_state == ScanState.WAITING


def test_what_came_before_the_scanner_is_scanned_too(daemon: ClamdServer) -> None:
    with override_settings(CLAMD_URL=""):
        file = StoredFileFactory.create()
    assert (actions.queue_unscanned(now=NOW), actions.queue_unscanned(now=NOW)) == (1, 0)
    assert scanned(file).scan_state == ScanState.CLEAN
