"""The evidence of a case: all files, adding several at once, one file with its log, taking one out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from apps.accounts.models import User
from apps.cases.actions import add_evidence
from apps.cases.enums import State
from apps.cases.models import Case, CaseEvent, CaseFile
from apps.evidence.actions import open_file
from apps.evidence.enums import Custody
from apps.evidence.mail import TroubleKind
from apps.marketplaces.enums import EVIDENCE_KINDS
from apps.web.forms.evidence import KIND_GROUPS, KIND_MEANS
from apps.web.mail_pages import TROUBLES
from tests.evidence.mail import letters
from tests.factories.cases import STARTED, CaseFactory, CaseFileFactory, FilingFactory
from tests.factories.evidence import NOTICE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
SignIn = Callable[[User], Client]
NOW = STARTED + timedelta(days=1)


@pytest.fixture
def browser(seller: User, client_of: SignIn) -> Client:
    return client_of(seller)


def deed(name: str, case: Case, *parts: Any) -> str:
    return reverse(name, args=[case.pk, *parts])


def chosen(*names: str, content: bytes = NOTICE) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content + name.encode()) for name in names]


# -- the list
def test_an_empty_list_says_what_to_begin_with(browser: Client, seller: User) -> None:
    html = browser.get(deed("evidence-list", CaseFactory.create(owner=seller))).text
    assert ("No files yet" in html, "best as .eml" in html) == (True, True)


def test_several_files_are_added_at_once(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    sent = {"kind": "invoice", "files": chosen("发票 1.pdf", "发票 2.pdf")}
    answer = browser.post(deed("evidence-list", case), sent, follow=True)
    assert answer.redirect_chain == [(deed("evidence-list", case), 302)]
    assert [(entry.file.name, entry.kind) for entry in case.files.all()] == [
        ("发票 1.pdf", "invoice"),
        ("发票 2.pdf", "invoice"),
    ]
    for words in ("2 files added.", "发票 1.pdf", "Supplier invoice", "never opened", "2 files of 1000"):
        assert words in answer.text


def test_a_refused_file_keeps_no_other_from_being_added(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    files = [*chosen("good.pdf"), SimpleUploadedFile("bad<b>.exe", b"MZ\x90\x00"), SimpleUploadedFile("none.pdf", b"")]
    answer = browser.post(deed("evidence-list", case), {"kind": "invoice", "files": files})
    assert answer.status_code == 422
    assert [entry.file.name for entry in case.files.all()] == ["good.pdf"]
    for words in ("2 files were not taken", "1 file added.", "bad&lt;b&gt;.exe", "This file is empty."):
        assert words in answer.text
    assert '<option value="invoice" selected>' in answer.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "invoice"}, "Choose at least one file."),
        ({"kind": "", "files": chosen("a.pdf")}, "Choose what kind of evidence this is."),
        ({"kind": "nonsense", "files": chosen("a.pdf")}, "This is not one of the choices."),
    ],
)
def test_what_is_missing_is_said(sent: dict[str, Any], said: str, browser: Client, seller: User) -> None:
    answer = browser.post(deed("evidence-list", CaseFactory.create(owner=seller)), sent)
    assert (answer.status_code, said in answer.text, CaseFile.objects.count()) == (422, True, 0)


def test_a_closed_case_leads_to_reopening(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RESOLVED)
    html = browser.get(deed("evidence-list", case)).text
    assert (deed("case-reopen", case) in html, 'type="file"' in html) == (True, False)
    answer = browser.post(deed("evidence-list", case), {"kind": "invoice", "files": chosen("a.pdf")})
    assert (answer.status_code, "Reopen it to add evidence." in answer.text) == (422, True)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_kind_is_offered_once_with_its_meaning(language: str, seller: User, client_of: SignIn) -> None:
    seller.language = language
    seller.save()
    html = client_of(seller).get(deed("evidence-list", CaseFactory.create(owner=seller))).text
    assert sorted(code for _group, codes in KIND_GROUPS for code in codes.split()) == sorted(EVIDENCE_KINDS)
    with translation.override(language):
        for code, term in EVIDENCE_KINDS.items():
            assert html.count(f'<option value="{code}">') == 1
            assert escape(term.label()) in html
            assert escape(str(KIND_MEANS[code])) in html


def test_queries_do_not_grow_with_files(browser: Client, seller: User) -> None:
    one, many = CaseFactory.create(owner=seller), CaseFactory.create(owner=seller)
    CaseFileFactory.create(case=one)
    CaseFileFactory.create_batch(3, case=many)
    counts = []
    for case in (one, many):
        with CaptureQueriesContext(connection) as queries:
            browser.get(deed("evidence-list", case))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["evidence-list", "evidence-detail", "evidence-remove"])
def test_strangers_and_other_cases_get_404(name: str, browser: Client, seller: User) -> None:
    mine, theirs = CaseFileFactory.create(case__owner=seller), CaseFileFactory.create()
    parts = [] if name == "evidence-list" else [theirs.pk]
    assert browser.get(deed(name, theirs.case, *parts)).status_code == 404
    if parts:
        assert browser.get(deed(name, mine.case, *parts)).status_code == 404


# -- the page of the case
def test_the_case_shows_the_newest_files_and_leads_to_all(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    html = browser.get(deed("case-detail", case)).text
    assert ("Notices, reports and invoices" in html, deed("evidence-list", case) in html) == (True, True)
    for number in range(7):
        CaseFileFactory.create(case=case, file__name=f"{number}.pdf", added_at=NOW + timedelta(hours=number))
    html = browser.get(deed("case-detail", case)).text
    assert [f"{number}.pdf" in html for number in range(7)] == [False, False, True, True, True, True, True]
    assert "All 7 files" in html


def test_what_is_added_in_one_go_is_one_entry_of_the_story(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    for kind in ("invoice", "invoice", "poa"):
        file = SimpleUploadedFile("a.pdf", NOTICE)
        add_evidence(case=case, kind=kind, upload=file, name="a.pdf", by=seller, now=NOW)
    html = browser.get(deed("case-detail", case)).text
    assert "You added evidence: Supplier invoice (last 365 days) (2) and Plan of action as sent." in html
    assert CaseEvent.objects.filter(kind="evidence_added").count() == 3


# -- one file
def test_a_file_shows_its_facts_and_its_log(browser: Client, seller: User, moderator: User) -> None:
    entry = CaseFileFactory.create(case__owner=seller, kind="poa", file__name="计划.pdf", file__by=seller)
    for person in (seller, seller, seller, moderator):
        list(open_file(file=entry.file, by=person, now=NOW))
    html = browser.get(deed("evidence-detail", entry.case, entry.pk)).text
    for words in ("计划.pdf", "Plan of action as sent", entry.file.sha256, "You put the file into the vault."):
        assert words in html
    assert ("A moderator opened the file." in html, "3 times" in html) == (True, True)
    assert html.count("You opened the file.") == 1
    assert moderator.email not in html


def test_the_list_counts_openings(browser: Client, seller: User, moderator: User) -> None:
    entry = CaseFileFactory.create(case__owner=seller)
    list(open_file(file=entry.file, by=moderator, now=NOW))
    assert "opened once" in browser.get(deed("evidence-list", entry.case)).text


def test_removing_asks_first_and_tells_what_stays(browser: Client, seller: User) -> None:
    entry = CaseFileFactory.create(case__owner=seller, kind="poa", file__name="计划.pdf")
    case, address = entry.case, deed("evidence-remove", entry.case, entry.pk)
    question = browser.get(address)
    assert ("Remove 计划.pdf?" in question.text, "its SHA-256" in question.text) == (True, True)
    assert CaseFile.objects.exists()
    answer = browser.post(address, follow=True)
    assert answer.redirect_chain == [(deed("evidence-list", case), 302)]
    assert ("The file is removed." in answer.text, CaseFile.objects.exists()) == (True, False)
    assert browser.get(deed("case-file", case, entry.pk)).status_code == 404
    assert "You removed evidence: Plan of action as sent." in browser.get(deed("case-detail", case)).text
    assert entry.file.custody.filter(kind=Custody.DISCARDED, by=seller).exists()


@pytest.mark.parametrize(("name", "method"), [("evidence-list", "put"), ("evidence-detail", "post")])
def test_other_methods_are_refused(name: str, method: str, browser: Client, seller: User) -> None:
    entry = CaseFileFactory.create(case__owner=seller)
    parts = [entry.pk] if name == "evidence-detail" else []
    assert getattr(browser, method)(deed(name, entry.case, *parts)).status_code == 405


# -- a mail
def test_a_mail_is_shown_with_who_says_what_about_its_sender(browser: Client, seller: User) -> None:
    seller.time_zone = "Asia/Shanghai"
    seller.save()
    case = CaseFactory.create(owner=seller)
    browser.post(deed("evidence-list", case), {"kind": "platform_email", "files": mail("notice.eml", letters.AMAZON)})
    html = browser.get(deed("evidence-detail", case, case.files.get().pk)).text
    for words in (
        "seller-performance@amazon.com",
        "15 Feb 2018, 10:30 (Beijing time)",
        "Thu, 15 Feb 2018 02:30:05 +0000",
        "mx.google.com",
        "DMARC: pass",
        "no server says that it checked this",
        "We have checked none of them",
        letters.NOTICE_EN,
    ):
        assert words in html
    assert "Look twice" not in html


def test_a_forged_mail_asks_to_look_twice_and_runs_nothing(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    forged = b'From: "help@amazon.com" <x@evil.example>\nTo: a\nSubject: <script>alert(1)</script>\n\n<b>Pay</b> now.'
    browser.post(deed("evidence-list", case), {"kind": "platform_email", "files": mail("x.eml", forged)})
    html = browser.get(deed("evidence-detail", case, case.files.get().pk)).text
    assert ("Look twice" in html, "<script>alert" in html, "&lt;b&gt;Pay" in html) == (True, False, True)
    assert "It states no date." in html


def test_every_trouble_has_its_sentence() -> None:
    assert set(TROUBLES) == set(TroubleKind)


def test_a_notice_pasted_with_its_headers_is_recognised(browser: Client, seller: User) -> None:
    filing = FilingFactory.build(notice_text=letters.QQ_PASTED)
    html = browser.get(deed("case-detail", CaseFactory.create(owner=seller, filing=filing))).text
    assert ("seller-performance &lt;seller-performance@amazon.com&gt;" in html, "no time zone stated" in html) == (
        True,
    ) * 2


def mail(name: str, content: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content)]
