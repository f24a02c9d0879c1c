"""Processes are killed at every point between a temporary file and its committed row, and the vault is counted.

No row without its bytes, at any time; no bytes without a row once the sweep has been.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import F
from django.test import override_settings

from apps.core import clock
from apps.evidence import actions, vault
from apps.evidence.actions import sweeping
from apps.evidence.actions.files import is_whole
from apps.evidence.enums import JobState
from apps.evidence.models import FileJob, StoredFile
from tests.evidence.files import a_pdf
from tests.faults.processes import on_tests_database

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
STORE_POINTS = ("evidence_received", "evidence_before_rename", "evidence_kept", "evidence_row_written")
WORK_POINTS = ("job_claimed", "copy_received", "evidence_before_rename", "evidence_kept", "job_before_commit")
BEHIND = Path(__file__).with_name("evidence_process.py")


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Iterator[Path]:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


def run(root: Path, *words: str, content: bytes = b"", failpoint: str = "") -> int:
    """The return code of a process of its own on the tests' database."""
    environment = on_tests_database(failpoint, EVIDENCE_ROOT=str(root), PYTHONPATH=str(settings.BASE_DIR))
    command = [sys.executable, str(BEHIND), *words]
    done = subprocess.run(command, env=environment, input=content, timeout=240, capture_output=True, check=False)
    return done.returncode


def files_under(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def assert_no_row_without_bytes() -> None:
    assert [str(file) for file in StoredFile.objects.filter(removed_at=None) if not is_whole(file.sha256)] == []


def assert_no_bytes_without_row(root: Path) -> None:
    """After the sweep, as if two days had passed."""
    actions.sweep_leftovers(now=clock.now() + timedelta(days=2))
    held = set(StoredFile.objects.filter(removed_at=None).values_list("sha256", flat=True))
    assert {path.name for path in files_under(root)} == held


@pytest.mark.parametrize("point", STORE_POINTS)
def test_killed_while_putting_a_file_in(point: str, root: Path) -> None:
    assert run(root, "store", "notice.pdf", content=a_pdf(), failpoint=point) == -signal.SIGKILL, "not reached"
    assert StoredFile.objects.count() == 0
    assert len(files_under(root)) == 1, "the bytes had come as far as the disk"
    assert_no_row_without_bytes()
    assert_no_bytes_without_row(root)
    assert files_under(root) == []
    assert run(root, "store", "notice.pdf", content=a_pdf()) == 0
    assert StoredFile.objects.count() == 1
    assert_no_row_without_bytes()
    assert_no_bytes_without_row(root)


def test_killed_while_putting_in_what_is_there_already_leaves_the_first(root: Path) -> None:
    assert run(root, "store", "notice.pdf", content=a_pdf()) == 0
    for point in STORE_POINTS:
        assert run(root, "store", "again.pdf", content=a_pdf(), failpoint=point) == -signal.SIGKILL
        assert_no_row_without_bytes()
        assert_no_bytes_without_row(root)
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("point", WORK_POINTS)
def test_killed_while_a_copy_is_made(point: str, root: Path) -> None:
    original = actions.store_file(source=BytesIO(a_pdf()), name="notice.pdf", by=None, now=clock.now())
    assert run(root, "work", failpoint=point) == -signal.SIGKILL, "not reached"
    assert original.derived.count() == 0
    assert_no_row_without_bytes()
    assert_no_bytes_without_row(root)
    assert run(root, "work") == 0
    assert FileJob.objects.get().state == JobState.RUNNING, "the lease still runs: nobody takes it"
    FileJob.objects.update(lease_until=F("lease_until") - timedelta(minutes=4))
    assert run(root, "work") == 0
    assert (FileJob.objects.get().state, original.derived.count()) == (JobState.DONE, 1)
    assert_no_row_without_bytes()
    assert_no_bytes_without_row(root)


def test_the_same_bytes_put_in_by_ten_at_once_while_others_sweep(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each gets a row, all share one blob, and no sweep takes it away from under them, however young it is."""
    monkeypatch.setattr(sweeping, "WITHOUT_ROW_FOR", timedelta(days=-1))
    content = b"the same notice\n" * 200_000
    together = Barrier(12)

    def put_in(number: int) -> None:
        together.wait()
        try:
            actions.store_file(source=BytesIO(content), name=f"{number}.txt", by=None, now=clock.now())
        finally:
            connections.close_all()

    def discard_and_sweep(number: int) -> None:
        together.wait()
        try:
            for _time in range(10):
                for file in StoredFile.objects.filter(discarded_at=None)[:1]:
                    actions.discard_file(file=file, by=None, now=clock.now())
                actions.sweep_files(now=clock.now())
                actions.sweep_leftovers(now=clock.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        done = [pool.submit(put_in, number) for number in range(10)]
        done += [pool.submit(discard_and_sweep, number) for number in range(2)]
        assert [future.exception() for future in done] == [None] * 12
    living = StoredFile.objects.filter(discarded_at=None)
    assert StoredFile.objects.count() == 10
    assert [file for file in living if not is_whole(file.sha256)] == []
    actions.sweep_files(now=clock.now())
    assert_no_bytes_without_row(root)
    assert [path.name for path in files_under(root)] == sorted({file.sha256 for file in living})


def test_two_workers_at_once_make_one_copy(root: Path) -> None:
    original = actions.store_file(source=BytesIO(a_pdf()), name="notice.pdf", by=None, now=clock.now())
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _number: run(root, "work"), range(2))) == [0, 0]
    assert (original.derived.count(), FileJob.objects.get().attempts) == (1, 1)
    assert vault.path_of(original.derived.get().sha256).exists()
