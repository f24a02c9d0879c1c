"""Drafts: kept as typed, on any device, by nobody else."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import DraftConflict, DraftGone, DraftTooLarge, MoveRefused
from apps.cases.actions.drafts import KEEP_CLAIMED, KEEP_UNCLAIMED
from apps.cases.enums import State
from apps.cases.models import Case, CaseFile, Draft
from apps.cases.selectors import draft_held_by, unclaimed_drafts
from apps.evidence.actions import FileRefused
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile
from apps.losses.models import Ledger
from tests.factories.accounts import UserFactory
from tests.factories.cases import STARTED, CaseFactory, DraftFactory
from tests.factories.evidence import NOTICE

NOW = STARTED + timedelta(hours=2)
TYPED = {"store_name": ["Harbour Lamp"]}


@pytest.fixture(autouse=True)
def vault(tmp_path: Any) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield


def save(
    draft: Draft, answers: dict[str, list[str]], *, step: str = "account", seen: str = "", writer: str = "w"
) -> Draft:
    return actions.save_answers(draft=draft, step=step, answers=answers, seen=seen, writer=writer, now=NOW)


def test_starting_needs_a_person_or_a_key(db: None) -> None:
    with pytest.raises(ValueError, match="belongs to"):
        actions.start_case(by=None, now=NOW)
    assert Case.objects.count() == 0


def test_a_persons_draft_is_theirs(seller: User, stranger: User, moderator: User) -> None:
    case = actions.start_case(answers={"account": TYPED}, by=seller, now=NOW)
    assert (case.state, case.owner, case.draft.typed) == (State.DRAFT, seller, {"account": TYPED})
    assert case.draft.expires_at == NOW + KEEP_CLAIMED
    assert draft_held_by(case.pk, person=seller) == case.draft
    for other in (stranger, moderator, None):
        with pytest.raises(Draft.DoesNotExist):
            draft_held_by(case.pk, person=other)


def test_an_unclaimed_draft_is_found_by_its_key_alone(seller: User) -> None:
    key, other = actions.new_key(), actions.new_key()
    case = actions.start_case(by=None, key=key, now=NOW)
    assert case.draft.expires_at == NOW + KEEP_UNCLAIMED
    assert draft_held_by(case.pk, person=None, key=key) == case.draft
    assert list(unclaimed_drafts(key)) == [case.draft]
    for person, wrong in ((None, other), (None, ""), (seller, key)):
        with pytest.raises(Draft.DoesNotExist):
            draft_held_by(case.pk, person=person, key=wrong)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_draft AS d WHERE d::text LIKE %s", [f"%{key}%"])
        assert cursor.fetchone() == (0,)


def test_claiming_gives_the_drafts_of_a_key_to_a_person_once(seller: User, stranger: User) -> None:
    key = actions.new_key()
    first = actions.start_case(by=None, key=key, now=NOW)
    actions.start_case(by=None, key=key, now=NOW)
    other = actions.start_case(by=None, key=actions.new_key(), now=NOW)
    assert actions.claim_draft(key=key, by=seller, now=NOW) == 2
    assert actions.claim_draft(key=key, by=stranger, now=NOW) == 0
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.owner, other.owner) == (seller, None)
    assert (first.draft.key_hash, first.draft.expires_at) == ("", NOW + KEEP_CLAIMED)
    assert not unclaimed_drafts(key).exists()


def test_saving_keeps_what_was_typed_whatever_it_is(db: None) -> None:
    draft = DraftFactory.create(answers={"event": {"platform": ["amazon"]}})
    wild = {"store_name": ["\u202eمتجر 🏮 \0'\"<b>"], "credit_code": ["nonsense"]}
    saved = save(draft, wild)
    assert Draft.objects.get(pk=draft.pk).typed == {"event": {"platform": ["amazon"]}, "account": wild}
    assert (saved.saved_at, saved.marks) == (NOW, {"account": "w"})


def test_a_page_saves_again_and_again(db: None) -> None:
    draft = DraftFactory.create()
    for text in ("H", "Ha", "Har"):
        save(draft, {"store_name": [text]}, seen="", writer="page")
    assert Draft.objects.get(pk=draft.pk).typed["account"] == {"store_name": ["Har"]}


def test_a_second_tab_is_told_and_nothing_is_overwritten(db: None) -> None:
    draft = DraftFactory.create()
    save(draft, TYPED, seen="", writer="one")
    with pytest.raises(DraftConflict) as caught:
        save(draft, {"store_name": ["Other"]}, seen="", writer="two")
    assert caught.value.draft.typed["account"] == TYPED
    assert Draft.objects.get(pk=draft.pk).typed["account"] == TYPED


def test_after_the_choice_mine_is_kept_and_the_other_tab_is_told(db: None) -> None:
    draft = DraftFactory.create()
    save(draft, TYPED, seen="", writer="one")
    save(draft, {"store_name": ["Mine"]}, seen="one", writer="two")
    with pytest.raises(DraftConflict):
        save(draft, {"store_name": ["Again"]}, seen="", writer="one")
    assert Draft.objects.get(pk=draft.pk).typed["account"] == {"store_name": ["Mine"]}


def test_two_tabs_on_two_steps_do_not_disturb_each_other(db: None) -> None:
    draft = DraftFactory.create()
    save(draft, TYPED, step="account", writer="one")
    save(draft, {"platform": ["ebay"]}, step="event", writer="two")
    assert Draft.objects.get(pk=draft.pk).typed == {"account": TYPED, "event": {"platform": ["ebay"]}}


def test_saying_the_same_in_two_tabs_is_no_conflict(db: None) -> None:
    draft = DraftFactory.create()
    save(draft, TYPED, writer="one")
    assert save(draft, TYPED, writer="two").marks == {"account": "one"}


def test_saving_prolongs_the_draft(db: None) -> None:
    draft = DraftFactory.create(key="k")
    assert save(draft, TYPED).expires_at == NOW + KEEP_UNCLAIMED


def test_too_much_is_refused_and_what_was_there_stays(db: None) -> None:
    draft = DraftFactory.create(answers={"account": TYPED})
    with pytest.raises(DraftTooLarge):
        save(draft, {"store_name": ["x" * 4_000_001]})
    assert Draft.objects.get(pk=draft.pk).typed == {"account": TYPED}


def test_a_notice_of_two_megabytes_is_kept(db: None) -> None:
    draft = DraftFactory.create()
    notice = "封号" * 333_333
    save(draft, {"notice_text": [notice]}, step="event")
    assert Draft.objects.get(pk=draft.pk).typed["event"]["notice_text"] == [notice]


def test_saving_what_is_gone_says_so(seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    actions.discard_draft(case=draft.case, by=seller, now=NOW)
    with pytest.raises(DraftGone):
        save(draft, TYPED)


def upload(draft: Draft, content: bytes = NOTICE, name: str = "notice.pdf", by: User | None = None) -> CaseFile:
    return actions.store_notice_file(draft=draft, upload=BytesIO(content), name=name, by=by, now=NOW)


def test_discarding_takes_everything_and_leaves_the_custody_log(seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    file = upload(draft, by=seller).file
    actions.discard_draft(case=draft.case, by=seller, now=NOW)
    assert [model.objects.count() for model in (Case, Draft, Ledger, CaseFile)] == [0, 0, 0, 0]
    file.refresh_from_db()
    assert file.discarded_at == NOW
    assert [entry.kind for entry in file.custody.all()] == [Custody.STORED, Custody.DISCARDED]


def test_discarding_twice_is_as_once(seller: User) -> None:
    case = DraftFactory.create(owner=seller).case
    stale = Case.objects.get(pk=case.pk)
    actions.discard_draft(case=case, by=seller, now=NOW)
    actions.discard_draft(case=stale, by=seller, now=NOW)
    assert Case.objects.count() == 0


def test_discarding_changes_to_a_returned_case_leaves_the_case(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    actions.reopen_draft(case=case, answers={"account": TYPED}, by=seller, now=NOW)
    actions.discard_draft(case=case, by=seller, now=NOW)
    assert not Draft.objects.exists()
    assert Case.objects.get(pk=case.pk).state == State.RETURNED


def test_a_filed_case_is_not_discarded(seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    actions.discard_draft(case=case, by=seller, now=NOW)
    assert Case.objects.filter(pk=case.pk).exists()


def test_notices_are_counted_and_removed(seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    entries = [upload(draft, NOTICE + bytes([65 + n]), by=seller) for n in range(5)]
    with pytest.raises(FileRefused, match="Five"):
        upload(draft)
    actions.remove_notice_file(draft=draft, entry=entries[0], by=seller, now=NOW)
    actions.remove_notice_file(draft=draft, entry=entries[0], by=seller, now=NOW)
    assert CustodyEntry.objects.filter(file=entries[0].file, kind=Custody.DISCARDED).count() == 1
    upload(draft, by=seller)
    assert draft.case.files.count() == 5


def test_a_file_of_another_case_is_not_removed(seller: User, stranger: User) -> None:
    theirs = upload(DraftFactory.create(owner=stranger))
    actions.remove_notice_file(draft=DraftFactory.create(owner=seller), entry=theirs, by=seller, now=NOW)
    assert CaseFile.objects.filter(pk=theirs.pk).exists()
    assert StoredFile.objects.get(pk=theirs.file_id).discarded_at is None


def test_nothing_is_added_to_what_is_gone(seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    actions.discard_draft(case=draft.case, by=seller, now=NOW)
    with pytest.raises(DraftGone):
        upload(draft)
    assert StoredFile.objects.count() == 0


def test_drafts_expire_and_saved_ones_do_not(seller: User) -> None:
    old = DraftFactory.create(owner=seller)
    unclaimed = DraftFactory.create(key="k")
    saved = DraftFactory.create(key="l", now=STARTED)
    actions.save_answers(
        draft=saved, step="account", answers=TYPED, seen="", writer="w", now=STARTED + timedelta(days=9)
    )
    assert actions.expire_drafts(now=STARTED + KEEP_UNCLAIMED - timedelta(seconds=1)) == 0
    assert actions.expire_drafts(now=STARTED + KEEP_UNCLAIMED) == 1
    assert set(Draft.objects.all()) == {old, saved}
    assert not Case.objects.filter(pk=unclaimed.case_id).exists()


def test_an_expired_draft_of_a_returned_case_leaves_the_case(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    actions.reopen_draft(case=case, answers={}, by=seller, now=NOW)
    assert actions.expire_drafts(now=NOW + KEEP_CLAIMED) == 1
    assert not Draft.objects.exists()
    assert Case.objects.get(pk=case.pk).state == State.RETURNED


def test_mending_opens_one_draft_and_only_for_the_owner(seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    draft = actions.reopen_draft(case=case, answers={"account": TYPED}, by=seller, now=NOW)
    again = actions.reopen_draft(case=case, answers={"account": {}}, by=seller, now=NOW)
    assert (again, again.typed) == (draft, {"account": TYPED})
    with pytest.raises(MoveRefused):
        actions.reopen_draft(case=case, answers={}, by=stranger, now=NOW)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.VERIFIED, State.WITHDRAWN])
def test_only_a_returned_case_is_mended(state: State, seller: User) -> None:
    with pytest.raises(MoveRefused):
        actions.reopen_draft(case=CaseFactory.create(owner=seller, state=state), answers={}, by=seller, now=NOW)


def at_once(number: int, work: Callable[[int], str]) -> list[str]:
    """Run `work(0…)` in as many threads, started together; what each came to, sorted."""
    start = Barrier(number)
    answers: list[str] = []

    def run(place: int) -> None:
        start.wait()
        try:
            answers.append(work(place))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_of_many_pages_saving_at_once_one_wins_and_the_others_are_told() -> None:
    draft = DraftFactory.create()

    def work(place: int) -> str:
        try:
            save(draft, {"store_name": [str(place)]}, writer=f"page {place}")
        except DraftConflict:
            return "told"
        return "saved"

    assert at_once(6, work) == ["saved"] + ["told"] * 5


@pytest.mark.django_db(transaction=True)
def test_files_put_in_at_once_are_counted() -> None:
    draft = DraftFactory.create()

    def work(place: int) -> str:
        try:
            upload(draft, NOTICE + bytes([65 + place]))
        except FileRefused:
            return "refused"
        return "kept"

    assert at_once(8, work) == ["kept"] * 5 + ["refused"] * 3
    assert CaseFile.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_people_claiming_at_once_do_not_share_a_draft() -> None:
    people = UserFactory.create_batch(2)
    key = actions.new_key()
    actions.start_case(by=None, key=key, now=NOW)
    assert at_once(2, lambda place: str(actions.claim_draft(key=key, by=people[place], now=NOW))) == ["0", "1"]
