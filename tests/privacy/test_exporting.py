"""A copy has everything of a person and nothing of anybody else; it is theirs alone and goes after seven days."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from apps.accounts.models import User
from apps.cases.actions import return_case
from apps.cases.models import Case
from apps.core.audit.checking import check_all
from apps.evidence import vault
from apps.evidence.actions import sweep_files
from apps.evidence.models import StoredFile
from apps.notifications.models import Message
from apps.privacy.actions import KEPT, claim_export, make_next_export, request_export, sweep_exports
from apps.privacy.enums import ExportState
from apps.privacy.models import Export
from apps.privacy.selectors.holdings import HOLDINGS
from tests.factories.cases import CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.privacy import ASKED, ExportFactory

STORY = "They blocked us on New Year's Eve 春节."


@pytest.fixture(autouse=True)
def own_vault(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield


@pytest.fixture
def case(seller: User, moderator: User) -> Case:
    case = CaseFactory.create(owner=seller, filing__narrative=STORY, filing__account__store_name="Canary Lamps")
    CaseFileFactory.create(case=case)
    return_case(case=case, reason="Please add the notice.", by=moderator, now=ASKED)
    return case


def unpacked(export: Export) -> dict[str, bytes]:
    assert export.file is not None
    with zipfile.ZipFile(io.BytesIO(b"".join(vault.read(export.file.sha256)))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def made_for(person: User) -> Export:
    export = ExportFactory.create(owner=person)
    assert make_next_export(clock=lambda: ASKED)
    export.refresh_from_db()
    assert export.state == ExportState.READY
    return export


def test_a_copy_has_the_persons_words_amounts_and_files(case: Case, seller: User) -> None:
    DraftFactory.create(owner=seller, answers={"story": {"narrative": ["typed so far"]}})
    held = unpacked(made_for(seller))
    data = json.loads(held["data.json"])
    assert (data["format"], data["version"], data["made_at"]) == ("recourse-copy", 1, "2018-03-05T09:00:00Z")
    assert set(data) - {"format", "version", "made_at"} == {holding.name for holding in HOLDINGS if holding.name}
    assert data["person"][0]["email"] == seller.email
    assert STORY in {row["narrative"] for row in data["cases"]}
    assert data["accounts"][0]["store_name"] == "Canary Lamps"
    assert data["amounts"][0]["likely"] == "12500.0000"
    assert data["drafts"][0]["answers"] == {"story": {"narrative": ["typed so far"]}}
    assert {row["by"] for row in data["events"]} == {"you", "a moderator"}
    assert [row["text"] for row in data["remarks"]] == ["Please add the notice."]
    assert "使用" in held["README.txt"].decode() or "数据副本" in held["README.txt"].decode()


def test_the_files_are_as_they_were_put_in_and_the_manifest_says_their_hashes(case: Case, seller: User) -> None:
    held = unpacked(made_for(seller))
    listed = json.loads(held["manifest.json"])["files"]
    assert [line["path"] for line in listed] == [f"files/{case.reference}/001-notice.pdf"]
    assert [hashlib.sha256(held[line["path"]]).hexdigest() for line in listed] == [line["sha256"] for line in listed]


def test_a_damaged_file_does_not_keep_the_rest_back(case: Case, seller: User) -> None:
    file = case.files.get().file
    vault.remove(file.sha256)
    held = unpacked(made_for(seller))
    assert [line["path"] for line in json.loads(held["manifest.json"])["files"]] == [None]
    assert STORY in held["data.json"].decode()


def test_a_copy_has_nothing_of_others(case: Case, seller: User, stranger: User) -> None:
    CaseFactory.create(owner=stranger, filing__narrative="the stranger's own story")
    text = unpacked(made_for(seller))["data.json"].decode()
    assert "stranger" not in text
    assert "moderator@recourse.example" not in text


def test_the_bytes_lie_encrypted(case: Case, seller: User) -> None:
    export = made_for(seller)
    assert export.file is not None
    raw = vault.path_of(export.file.sha256).read_bytes()
    assert [word for word in (b"data.json", STORY.encode(), b"PK\x03\x04") if word in raw] == []


def test_while_one_is_made_that_one_is_meant(seller: User) -> None:
    first = request_export(by=seller, now=ASKED)
    assert request_export(by=seller, now=ASKED) == first
    assert Export.objects.count() == 1


def test_a_copy_is_told_of_once_and_goes_after_seven_days(case: Case, seller: User) -> None:
    export = made_for(seller)
    assert Message.objects.filter(kind="copy_ready", recipient=seller).count() == 1
    assert sweep_exports(now=ASKED + KEPT - timedelta(seconds=1)) == 0
    assert sweep_exports(now=ASKED + KEPT) == 1
    assert sweep_files(now=ASKED + KEPT) == 1
    export.refresh_from_db()
    assert export.state == ExportState.OVER
    assert not vault.path_of(StoredFile.objects.get(pk=export.file_id).sha256).exists()
    assert list(check_all()) == []


def test_a_new_copy_throws_the_old_one_away(case: Case, seller: User) -> None:
    old = made_for(seller)
    made_for(seller)
    old.refresh_from_db()
    assert old.state == ExportState.OVER


def test_a_lost_worker_s_copy_is_made_by_another(case: Case, seller: User) -> None:
    ExportFactory.create(owner=seller)
    lost = claim_export(now=ASKED)
    assert lost is not None
    assert claim_export(now=ASKED + timedelta(minutes=9)) is None
    assert make_next_export(clock=lambda: ASKED + timedelta(minutes=11))
    assert Export.objects.get().state == ExportState.READY


def test_a_copy_that_fails_again_and_again_is_given_up(seller: User) -> None:
    ExportFactory.create(owner=seller)
    for number in range(5):
        claim_export(now=ASKED + number * timedelta(minutes=11))
    assert Export.objects.get().state == ExportState.FAILED
