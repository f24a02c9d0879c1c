"""Evidence of a filed case: who puts it in and takes it out, and what stays."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from apps.accounts.models import User
from apps.cases.actions import (
    EvidenceRefused,
    add_evidence,
    remove_evidence,
    remove_notice_file,
    store_notice_file,
)
from apps.cases.enums import CLOSED, EventKind, State
from apps.cases.models import Case, CaseEvent, CaseFile, CaseMail
from apps.cases.selectors import evidence_visible_to, has_originals
from apps.evidence.actions import FileRefused
from apps.evidence.enums import Custody
from apps.evidence.mail import read_mail
from apps.evidence.models import CustodyEntry, StoredFile
from apps.marketplaces.enums import EVIDENCE_KINDS
from tests.evidence.mail import letters
from tests.factories.accounts import UserFactory
from tests.factories.cases import STARTED, CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.evidence import NOTICE

pytestmark = pytest.mark.django_db
NOW = STARTED + timedelta(days=1)
FILED = [state for state in State if state != State.DRAFT]


@pytest.fixture(autouse=True)
def vault(tmp_path: Any) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield


def add(case: Case, by: User, *, kind: str = "invoice", content: bytes = NOTICE) -> CaseFile:
    return add_evidence(case=case, kind=kind, upload=BytesIO(content), name="发票.pdf", by=by, now=NOW)


def test_a_file_is_kept_with_who_when_and_an_entry_on_the_timeline(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    entry = add(case, seller)
    assert (entry.kind, entry.added_at, entry.file.name, entry.file.stored_by) == ("invoice", NOW, "发票.pdf", seller)
    event = case.events.get(kind=EventKind.EVIDENCE_ADDED)
    assert (event.details, event.by, event.at) == ({"evidence": "invoice"}, seller, NOW)
    assert [(line.kind, line.by) for line in entry.file.custody.all()] == [(Custody.STORED, seller)]


@pytest.mark.parametrize("kind", EVIDENCE_KINDS)
def test_every_kind_of_the_vocabulary_is_taken(kind: str, seller: User) -> None:
    assert add(CaseFactory.create(owner=seller), seller, kind=kind).kind == kind


def test_the_vocabulary_has_28_kinds() -> None:
    assert len(EVIDENCE_KINDS) == 28


@pytest.mark.parametrize("state", FILED)
def test_evidence_is_added_while_the_case_is_open(state: State, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=state)
    if state in CLOSED:
        with pytest.raises(EvidenceRefused, match="Reopen it"):
            add(case, seller)
        assert not StoredFile.objects.exists()
    else:
        assert add(case, seller).case == case


@pytest.mark.parametrize("kind", ["", "nonsense"])
def test_without_a_kind_nothing_is_kept(kind: str, seller: User) -> None:
    with pytest.raises(EvidenceRefused, match="Choose what kind"):
        add(CaseFactory.create(owner=seller), seller, kind=kind)
    assert not StoredFile.objects.exists()


def test_what_the_vault_refuses_leaves_no_trace(seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    with pytest.raises(FileRefused):
        add(case, seller, content=b"MZ\x90\x00 a program")
    assert (CaseFile.objects.count(), case.events.filter(kind=EventKind.EVIDENCE_ADDED).count()) == (0, 0)


def test_nobody_else_adds_or_removes(seller: User, stranger: User, moderator: User) -> None:
    entry = add(CaseFactory.create(owner=seller), seller)
    for person in (stranger, moderator):
        with pytest.raises(EvidenceRefused, match="Only the seller"):
            add(entry.case, person)
        with pytest.raises(EvidenceRefused, match="Only the seller"):
            remove_evidence(entry=entry, by=person, now=NOW)
    assert CaseFile.objects.get() == entry


def test_a_draft_has_its_own_way(seller: User) -> None:
    with pytest.raises(EvidenceRefused, match="filed case"):
        add(DraftFactory.create(owner=seller).case, seller)


@override_settings(EVIDENCE_FILES_PER_CASE=1)
def test_a_full_case_says_so(seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    add(case, seller)
    with pytest.raises(FileRefused, match="the most for one case"):
        add(case, seller)


@pytest.mark.parametrize("state", FILED)
def test_the_seller_removes_whatever_the_state_and_the_facts_stay(state: State, seller: User) -> None:
    entry = CaseFileFactory.create(case=CaseFactory.create(owner=seller, state=state), kind="invoice")
    file = entry.file
    remove_evidence(entry=entry, by=seller, now=NOW)
    assert not CaseFile.objects.exists()
    file.refresh_from_db()
    assert file.discarded_at == NOW
    assert list(CustodyEntry.objects.filter(file=file).values_list("kind", flat=True)) == ["stored", "discarded"]
    event = CaseEvent.objects.get(kind=EventKind.EVIDENCE_REMOVED)
    assert (event.details, event.by) == ({"evidence": "invoice"}, seller)


def test_removing_twice_is_as_once(seller: User) -> None:
    entry = CaseFileFactory.create(case=CaseFactory.create(owner=seller))
    again = CaseFile.objects.select_related("case", "file").get()
    remove_evidence(entry=entry, by=seller, now=NOW)
    remove_evidence(entry=again, by=seller, now=NOW)
    assert CaseEvent.objects.filter(kind=EventKind.EVIDENCE_REMOVED).count() == 1


def test_evidence_is_visible_to_its_seller_and_to_moderators_once_filed(
    seller: User, stranger: User, moderator: User
) -> None:
    entry = add(CaseFactory.create(owner=seller), seller)
    own_draft = CaseFileFactory.create(case=DraftFactory.create(owner=seller).case)

    def seen(piece: CaseFile, by: User) -> tuple[bool, bool]:
        return evidence_visible_to(piece.case, by, now=NOW).exists(), has_originals(piece.case, by)

    assert [seen(entry, person) for person in (seller, moderator, stranger)] == [(True,) * 2, (True,) * 2, (False,) * 2]
    assert [seen(own_draft, person) for person in (seller, moderator)] == [(True, True), (False, False)]


@pytest.mark.django_db(transaction=True)
@override_settings(EVIDENCE_FILES_PER_CASE=4)
def test_ten_uploads_at_once_are_counted_one_after_another() -> None:
    seller = UserFactory.create()
    case = CaseFactory.create(owner=seller)
    barrier, refused = Barrier(10), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except FileRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[lambda n=n: add(case, seller, content=NOTICE + b"%d" % n)]) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (CaseFile.objects.count(), len(refused)) == (4, 6)
    assert CaseEvent.objects.filter(kind=EventKind.EVIDENCE_ADDED).count() == 4


# -- mails among the files
def test_a_mail_is_read_when_it_is_put_in(seller: User) -> None:
    entry = add(CaseFactory.create(owner=seller), seller, kind="platform_email", content=letters.AMAZON)
    kept = CaseMail.objects.get(entry=entry)
    assert (kept.mail, kept.read_at) == (read_mail(letters.AMAZON), NOW)
    assert (
        kept.wording == "your amazon selling privileges have been removed. funds will be held for # days. case <code>."
    )


def test_the_wording_is_that_of_the_forwarded_notice(seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    add(case, seller, content=letters.GMAIL_FORWARD)
    add(case, seller, content=letters.AMAZON)
    assert len(set(CaseMail.objects.values_list("pk", flat=True))) == 2
    assert len({kept.wording for kept in CaseMail.objects.all()}) == 1


@pytest.mark.parametrize("content", [NOTICE, b"Just a note.\nNothing more."])
def test_what_is_no_mail_is_not_read(content: bytes, seller: User) -> None:
    add(CaseFactory.create(owner=seller), seller, content=content)
    assert not CaseMail.objects.exists()


def test_a_text_with_a_pasted_mail_is_read(seller: User) -> None:
    add(CaseFactory.create(owner=seller), seller, content=letters.QQ_PASTED.encode("gb18030"))
    assert CaseMail.objects.get().mail.quoted[0].subject == "账户停用"


def test_the_notice_of_a_draft_is_read_too_and_goes_with_it(seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    upload = BytesIO(letters.NETEASE)
    entry = store_notice_file(draft=draft, upload=upload, name="notice.eml", by=seller, now=NOW)
    assert CaseMail.objects.get().mail.subject == "转发：账户停用通知"
    remove_notice_file(draft=draft, entry=entry, by=seller, now=NOW)
    assert not CaseMail.objects.exists()


def test_what_was_read_is_not_readable_in_the_database_and_goes_with_the_file(seller: User) -> None:
    entry = add(CaseFactory.create(owner=seller), seller, content=letters.AMAZON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT found, wording FROM cases_casemail")
        found, wording = map(bytes, cursor.fetchone())
    assert (b"amazon" in found.lower(), b"selling" in wording, len(found) > 1000) == (False, False, True)
    remove_evidence(entry=entry, by=seller, now=NOW)
    assert not CaseMail.objects.exists()


@pytest.mark.parametrize("content", [b"From: a\n" * 200_000, b"From: x@y.example\nTo: z\nSubject: " + b"\xff" * 9000])
def test_a_hostile_mail_is_kept_and_told_about(content: bytes, seller: User) -> None:
    entry = add(CaseFactory.create(owner=seller), seller, content=content)
    assert (entry.file.size, CaseMail.objects.get().mail.troubles != ()) == (len(content), True)
