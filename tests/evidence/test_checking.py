"""What changed on the disk is found; what nobody needs is removed; nothing else is."""

import json
import os
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from apps.evidence import actions, vault
from apps.evidence.enums import Custody
from apps.evidence.models import StoredFile
from tests.factories.evidence import NOTICE, STORED, FileJobFactory, StoredFileFactory, TimeStampFactory

NOW = STORED + timedelta(days=1)
LATER = NOW + timedelta(days=31)


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


def damage(file: StoredFile) -> bytes:
    path = vault.path_of(file.sha256)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    return content


def check(moment: datetime, **options: Any) -> dict[str, int]:
    return dict(actions.check_files(clock=lambda: moment, **options))


def said(*options: str) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    code = 0
    try:
        call_command("verify_evidence", "--json", *options, stdout=out)
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, json.loads(out.getvalue())


def test_a_damaged_file_is_found_noted_and_known_whole_again_when_restored(db: None) -> None:
    good, bad = StoredFileFactory.create(), StoredFileFactory.create(content=b"another\n")
    content = damage(bad)
    assert check(NOW) == {"whole": 1, "damaged": 1}
    bad.refresh_from_db()
    assert (bad.damaged_at, bad.checked_at) == (NOW, NOW)
    assert (good.custody.last().kind, bad.custody.last().kind) == (Custody.CHECKED, Custody.DAMAGED)  # type: ignore[union-attr]
    vault.path_of(bad.sha256).write_bytes(content)
    assert check(LATER) == {"whole": 2}
    bad.refresh_from_db()
    assert bad.damaged_at is None


def test_the_longest_unread_comes_first_a_slice_at_a_time_and_not_again_for_a_month(db: None) -> None:
    files = [StoredFileFactory.create(content=b"file %d\n" % number) for number in range(3)]
    for number, file in enumerate(files):
        StoredFile.objects.filter(pk=file.pk).update(checked_at=NOW - timedelta(days=100 - number))
    assert check(NOW, limit=2) == {"whole": 2}
    assert list(StoredFile.objects.filter(checked_at=NOW).values_list("pk", flat=True)) != []
    assert set(StoredFile.objects.filter(checked_at=NOW)) == set(files[:2])
    assert (check(NOW), check(NOW), check(NOW + timedelta(days=29))) == ({"whole": 1}, {}, {})


def test_files_of_the_same_bytes_are_read_once(db: None) -> None:
    StoredFileFactory.create_batch(2)
    assert check(NOW) == {"whole": 1}
    assert StoredFile.objects.filter(checked_at=NOW).count() == 2


def test_the_command_says_what_is_damaged_and_ends_with_1(db: None) -> None:
    file = StoredFileFactory.create()
    assert said() == (0, {"read": 1, "whole": 1, "damaged": []})
    damage(file)
    assert said() == (0, {"read": 0, "whole": 0, "damaged": []})
    assert said("--all") == (1, {"read": 1, "whole": 0, "damaged": [str(file.pk)]})


def age(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def test_the_sweep_takes_what_has_no_row_and_is_old_enough(root: Path, db: None) -> None:
    kept = StoredFileFactory.create()
    orphan, half = root / "ab" / "ab" / ("ab" * 32), root / "incoming-0123456789abcdef"
    orphan.parent.mkdir(parents=True)
    for path in (orphan, half):
        path.write_bytes(b"left behind")
        age(path, NOW)
    age(vault.path_of(kept.sha256), NOW)
    assert actions.sweep_leftovers(now=NOW + timedelta(minutes=59)) == 0
    assert actions.sweep_leftovers(now=NOW + timedelta(hours=2)) == 1
    assert (half.exists(), orphan.exists()) == (False, True)
    assert actions.sweep_leftovers(now=NOW + timedelta(hours=25)) == 1
    assert (orphan.exists(), vault.path_of(kept.sha256).exists()) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_leaves_bytes_whose_row_is_about_to_be_committed(root: Path) -> None:
    """Another connection sweeps between the rename and the commit."""
    with transaction.atomic():
        file = StoredFileFactory.create(content=NOTICE)
        age(vault.path_of(file.sha256), NOW - timedelta(days=30))
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                number = int(file.sha256[:15], 16)
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
                assert cursor.fetchone() == (False,), "the bytes are locked until the row is there"
        finally:
            other.close()
    assert actions.sweep_leftovers(now=NOW) == 0
    assert vault.path_of(file.sha256).exists()


def test_a_job_and_a_stamp_have_names(db: None) -> None:
    job, stamp = FileJobFactory.create(), TimeStampFactory.create()
    assert (str(job), str(stamp)) == (f"redaction {job.file_id}", f"{stamp.file_id} 2018-02-20 09:00:00")
