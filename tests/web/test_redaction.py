"""Covering parts of a file: pages as pictures, boxes typed as numbers, the copy that is made, who gets it."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from apps.accounts.models import User
from apps.cases.models import Case, CaseFile
from apps.cases.selectors.shared_files import with_copies
from apps.core import clock
from apps.evidence.actions import run_due
from apps.evidence.enums import JobKind, JobState, Making, ScanState
from apps.evidence.models import CustodyEntry, FileJob, StoredFile
from tests.evidence.files import a_pdf, a_png
from tests.factories.cases import STARTED, CaseFileFactory

# work on files is done outside any transaction
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vault_folder")]
SignIn = Callable[[User], Client]
NOW = STARTED + timedelta(days=1)
BOX = {"page": ["1", "1", ""], "left": ["10", "", ""], "top": ["20", "", ""], "width": ["30.5", "", ""]}
ROWS = {**BOX, "height": ["5%", "", ""]}


@pytest.fixture
def browser(seller: User, client_of: SignIn) -> Client:
    return client_of(seller)


@pytest.fixture
def entry(seller: User) -> CaseFile:
    """A PDF of two pages whose share copy was made."""
    made: CaseFile = CaseFileFactory.create(case__owner=seller, file__content=a_pdf(), file__name="发票.pdf")
    work()
    return CaseFile.objects.select_related("file", "case").get(pk=made.pk)


def work() -> None:
    run_due(limit=5, seconds=600, clock=clock.now)


def deed(name: str, entry: CaseFile, *parts: Any) -> str:
    return reverse(name, args=[entry.case_id, entry.pk, *parts])


def test_a_page_is_a_sealed_picture(browser: Client, entry: CaseFile) -> None:
    answer = browser.get(deed("evidence-page", entry, 2))
    assert Image.open(BytesIO(answer.content)).format == "JPEG"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], "no-store" in answer["Cache-Control"]) == ("nosniff", True)
    assert browser.get(deed("evidence-page", entry, 3)).status_code == 404


def test_boxes_typed_as_numbers_are_shown_on_their_page(browser: Client, entry: CaseFile) -> None:
    html = browser.post(deed("evidence-redact", entry), {**ROWS, "show": "1"}).text
    assert '<rect class="box" x="100.0" y="200.0" width="305.0" height="50.0">' in html
    assert html.count('name="left"') == 1 + 3 + 1  # the box, empty rows, the template of a row
    other = browser.post(deed("evidence-redact", entry), {**ROWS, "show": "2"}).text
    assert ('class="box"' in other, 'value="30.5"' in other, "Page 2 of 2" in other) == (False, True, True)


def test_the_covered_copy_is_asked_for_made_and_shown(browser: Client, entry: CaseFile) -> None:
    answer = browser.post(deed("evidence-redact", entry), {**ROWS, "make": "1"}, follow=True)
    assert answer.redirect_chain == [(deed("evidence-detail", entry), 302)]
    job = FileJob.objects.get(kind=JobKind.REDACTION)
    assert job.boxes == [{"page": 1, "left": 0.1, "top": 0.2, "width": 0.305, "height": 0.05}]
    assert "The covered copy is being made" in answer.text
    assert 'hx-trigger="every 3s"' in answer.text
    work()
    copy = StoredFile.objects.get(making=Making.REDACTED)
    html = browser.get(deed("evidence-detail", entry)).text
    assert deed("evidence-copy", entry, copy.pk) in html
    assert ("others get this one" in html, "You had a covered copy made." in html) == (True, True)
    assert 'hx-trigger="every 3s"' not in html
    saved = browser.get(deed("evidence-copy", entry, copy.pk))
    assert b"".join(saved.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    assert saved["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "You opened a copy." in browser.get(deed("evidence-detail", entry)).text


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({}, "Draw a box"),
        ({**ROWS, "left": ["abc", "", ""]}, "could not be read"),
        ({**ROWS, "left": ["99", "", ""]}, "outside its page"),
        ({**ROWS, "page": ["9", "", ""]}, "a page that this file does not have"),
        ({**ROWS, "width": ["nan", "", ""]}, "outside its page"),
    ],
)
def test_boxes_that_cannot_be_are_told_and_stay(
    rows: dict[str, list[str]], said: str, browser: Client, entry: CaseFile
) -> None:
    answer = browser.post(deed("evidence-redact", entry), {**rows, "make": "1"})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert not FileJob.objects.filter(kind=JobKind.REDACTION).exists()
    if rows:
        assert f'value="{rows["left"][0]}"' in answer.text


def test_a_text_is_not_drawn_on(browser: Client, seller: User) -> None:
    entry = CaseFileFactory.create(case__owner=seller, file__content=b"Just a text of a seller.\n")
    html = browser.get(deed("evidence-redact", entry)).text
    assert ("no pages to draw on" in html, "data-redact" in html) == (True, False)
    assert deed("evidence-redact", entry) not in browser.get(deed("evidence-detail", entry)).text


def test_others_get_the_newest_covered_copy_else_the_share_copy(browser: Client, entry: CaseFile) -> None:
    assert given(entry).making == Making.SHARE
    for _again in range(2):
        browser.post(deed("evidence-redact", entry), {**ROWS, "make": "1"})
        work()
    newest = StoredFile.objects.filter(making=Making.REDACTED).latest("stored_at")
    assert given(entry) == newest


def given(entry: CaseFile) -> StoredFile:
    """What a reader is handed for the file."""
    (shared,) = with_copies(CaseFile.objects.filter(pk=entry.pk).select_related("file"))
    assert shared.copy
    return shared.copy


def test_a_file_in_which_malware_was_found_is_handed_to_its_owner_after_a_warning(
    browser: Client, moderator: User, client_of: SignIn, entry: CaseFile
) -> None:
    StoredFile.objects.filter(pk=entry.file_id).update(
        scan_state=ScanState.INFECTED, scanned_at=NOW, scan_found="Eicar-Test"
    )
    html = browser.get(deed("evidence-detail", entry)).text
    assert ("something found" in html, "Eicar-Test" in html) == (True, True)
    asked = browser.get(deed("case-file", entry))
    assert ("Malware was found in this file" in asked.text, asked.streaming) == (True, False)
    assert b"".join(browser.post(deed("case-file", entry)).streaming_content) == a_pdf()  # type: ignore[attr-defined]
    desk = reverse("admin:case-file", args=[entry.case_id, entry.pk])
    refused = client_of(moderator).get(desk, follow=True)
    assert "A malware scanner found something in this file" in refused.text
    assert not CustodyEntry.objects.filter(by=moderator).exists()


def test_what_did_not_succeed_can_be_tried_again(browser: Client, seller: User) -> None:
    entry = CaseFileFactory.create(case__owner=seller, file__content=a_png())
    job = FileJob.objects.get(file=entry.file)
    FileJob.objects.filter(pk=job.pk).update(state=JobState.FAILED, reason="crashed")
    assert "It could not be made:" in browser.get(deed("evidence-detail", entry)).text
    browser.post(deed("evidence-again", entry, job.pk))
    assert FileJob.objects.get(pk=job.pk).state == JobState.WAITING
    assert browser.post(deed("evidence-again", entry, job.pk + 99)).status_code == 404


@pytest.mark.parametrize("name", ["evidence-redact", "evidence-page", "evidence-copy"])
def test_a_stranger_gets_404(name: str, stranger: User, client_of: SignIn, entry: CaseFile) -> None:
    copy = StoredFile.objects.get(making=Making.SHARE)
    parts = {"evidence-page": [1], "evidence-copy": [copy.pk]}.get(name, [])
    assert client_of(stranger).get(deed(name, entry, *parts)).status_code == 404


def test_a_copy_of_another_file_is_not_there(browser: Client, entry: CaseFile, seller: User) -> None:
    other = CaseFileFactory.create(case=Case.objects.get(), file__content=a_png(), file__by=seller)
    work()
    copy = StoredFile.objects.get(making=Making.SHARE, original=other.file)
    assert browser.get(deed("evidence-copy", entry, copy.pk)).status_code == 404
    assert browser.get(deed("evidence-copy", other, copy.pk)).status_code == 200
