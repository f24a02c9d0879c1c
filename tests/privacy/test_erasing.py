"""Who is erased is nobody any more: no text, no file, no mark that leads back; numbers stay, and so does the record."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings

from apps.accounts.actions import make_token
from apps.accounts.models import ApiToken, User
from apps.cases.actions import grant_access, record_answer
from apps.cases.enums import Answer, AppealState, Scope, State
from apps.cases.models import AppealVersion, Case, CaseEvent, CaseGrant, Draft, EventRemark, Seller, SellerAccount
from apps.core.audit.checking import check_all
from apps.deadlines.models import Reminder
from apps.evidence import vault
from apps.evidence.actions import sweep_files
from apps.losses.models import LossLine
from apps.notifications.models import Message
from apps.privacy import actions
from apps.privacy.actions import COOLING, STEPS, ErasureRefused, cancel_erasure, erase_due, request_erasure
from apps.privacy.enums import ErasureState
from apps.privacy.models import Erasure, ErasureStep
from tests.factories.appeals import PLAN, WRITING, AppealFactory, AppealLimitFactory, OnlyChanceFactory
from tests.factories.cases import CREDIT_CODE, CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.core import seal
from tests.factories.privacy import ASKED, ErasureFactory, LegalHoldFactory

DUE = ASKED + COOLING
CANARIES = ("canary-mail", "Canary Lamps", "A2CANARY99", "Canary Company", CREDIT_CODE, "canary story", "canary notice")


@pytest.fixture(autouse=True)
def own_vault(tmp_path: Path) -> Iterator[None]:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield


@pytest.fixture
def person(seller: User) -> User:
    """A seller with a verified case that somebody else may read, a filed one, a draft, a file and a token."""
    User.objects.filter(pk=seller.pk).update(email="canary-mail@sellers.example")
    seller.refresh_from_db()
    named = {
        "filing__account__store_name": "Canary Lamps",
        "filing__account__merchant_token": "A2CANARY99",
        "filing__account__company_name": "Canary Company",
        "filing__account__credit_code": CREDIT_CODE,
        "filing__narrative": "canary story",
        "filing__notice_text": "canary notice",
    }
    CaseFileFactory.create(case=CaseFactory.create(owner=seller, state=State.VERIFIED, **named))
    CaseFactory.create(owner=seller, state=State.RETURNED, **named)
    DraftFactory.create(owner=seller, answers={"story": {"narrative": ["canary story"]}})
    make_token(name="canary", scopes=["read:cases"], days=30, by=seller, now=ASKED)
    return seller


def database() -> str:
    """Every row of every table of ours as text, ciphertext included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_session'")
        tables = [name for (name,) in cursor.fetchall()]
        text = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(json_agg(t)::text, '') FROM \"{table}\" t")
            text.append(cursor.fetchone()[0])
    return "\n".join(text)


def erased(person: User) -> Erasure:
    erasure = ErasureFactory.create(person=person)
    assert erase_due(now=DUE) == 1
    erasure.refresh_from_db()
    return erasure


def test_nothing_goes_before_the_seven_days_are_over(person: User) -> None:
    ErasureFactory.create(person=person)
    assert erase_due(now=DUE - timedelta(seconds=1)) == 0
    assert {case.narrative for case in Case.objects.exclude(state=State.DRAFT)} == {"canary story"}
    assert cancel_erasure(by=person, now=DUE - timedelta(seconds=1))
    assert erase_due(now=DUE) == 0
    assert not cancel_erasure(by=person, now=DUE)


def test_access_ends_at_once_when_erasure_is_asked_for(person: User, stranger: User) -> None:
    case = Case.objects.get(owner=person, state=State.VERIFIED)
    grant_access(case=case, person=stranger, scope=Scope.FULL, by=person, now=ASKED)
    request_erasure(by=person, now=ASKED)
    assert CaseGrant.objects.filter(revoked_at__isnull=True).count() == 0
    assert ApiToken.objects.filter(revoked_at__isnull=True).count() == 0


def test_no_word_of_the_person_is_left(person: User) -> None:
    erasure = erased(person)
    assert erasure.state == ErasureState.DONE
    Message.objects.filter(kind="erasure_done").delete()  # the last mail, gone a day after it was sent
    assert [word for word in CANARIES if word.casefold() in database().casefold()] == []
    for model in (Draft, EventRemark, Reminder):
        assert model._default_manager.count() == 0
    assert {(case.notice_text, case.narrative) for case in Case.objects.all()} == {("", "")}
    assert {(one.store_name, one.merchant_token, one.store_url) for one in SellerAccount.objects.all()} == {
        ("", "", "")
    }
    assert {(one.company_name, one.credit_code) for one in Seller.objects.all()} == {("", "")}


def test_the_last_mail_goes_to_the_address_that_was(person: User) -> None:
    erased(person)
    last = Message.objects.get()
    assert (last.kind, last.recipient, last.address, json.loads(last.facts)) == (
        "erasure_done", None, "canary-mail@sellers.example", {},
    )  # fmt: skip


def test_the_bytes_of_the_files_go_with_the_sweep(person: User) -> None:
    file = Case.objects.get(owner=person, state=State.VERIFIED).files.get().file
    erased(person)
    assert sweep_files(now=DUE) == 1
    assert not vault.path_of(file.sha256).exists()
    file.refresh_from_db()
    assert (file.name, file.removed_at) == ("", DUE)


def test_numbers_stay_and_as_many_different_sellers_are_counted(person: User) -> None:
    amounts = LossLine.objects.count()
    before = set(SellerAccount.objects.values_list("token_fingerprint", flat=True))
    events = CaseEvent.objects.count()
    erased(person)
    after = set(SellerAccount.objects.values_list("token_fingerprint", flat=True))
    assert (len(after), after & before) == (len(before), set())
    assert LossLine.objects.count() == amounts
    assert CaseEvent.objects.count() >= events
    assert Case.objects.filter(state=State.VERIFIED).count() == 1


def test_what_was_never_verified_is_withdrawn_and_counts_nowhere(person: User) -> None:
    erased(person)
    assert sorted(Case.objects.values_list("state", flat=True)) == [State.VERIFIED, State.WITHDRAWN]


def test_the_record_of_writes_holds_afterwards(person: User) -> None:
    seal(ASKED)
    erased(person)
    assert list(check_all()) == []
    seal(DUE)
    assert list(check_all()) == []


def test_appeals_are_emptied_and_the_record_holds(person: User) -> None:
    case = OnlyChanceFactory.create(owner=person)
    AppealLimitFactory.create(case=case, allowed=2, words="canary story: two appeals")
    entry = CaseFileFactory.create(case=case)
    appeal = AppealFactory.create(case=case, text=replace(PLAN, whole="canary story"), state=AppealState.SUBMITTED)
    later = WRITING + timedelta(days=4)
    said = {"answer": Answer.REFUSED, "day": later.date(), "words": "canary story", "entry": entry}
    record_answer(appeal=appeal, by=person, now=later, **said)
    seal(ASKED)
    erased(person)
    assert {row.text for row in AppealVersion.objects.all()} == {""}
    assert [word for word in CANARIES if word in database()] == []
    seal(DUE)
    assert list(check_all()) == []


def test_nobody_signs_in_as_the_person_again(person: User, client: Client) -> None:
    client.force_login(person)
    erased(person)
    row = User.objects.get(pk=person.pk)
    assert (row.is_active, row.email.startswith("erased-"), row.language) == (False, True, "")
    assert client.get("/cases/").status_code == 302


def test_a_new_account_with_the_same_address_is_somebody_else(person: User) -> None:
    erased(person)
    User.objects.create_user("canary-mail@sellers.example")


def test_others_lose_nothing(person: User, stranger: User) -> None:
    theirs = CaseFactory.create(owner=stranger, filing__narrative="the stranger's own story")
    erased(person)
    theirs.refresh_from_db()
    assert (theirs.narrative, theirs.state) == ("the stranger's own story", State.SUBMITTED)


def test_a_hold_keeps_everything_until_it_is_lifted(person: User, moderator: User) -> None:
    LegalHoldFactory.create(person=person, by=moderator)
    ErasureFactory.create(person=person)
    assert erase_due(now=DUE) == 0
    assert User.objects.get(pk=person.pk).is_active
    assert actions.lift_hold(person=person, by=moderator, now=DUE)
    assert erase_due(now=DUE) == 1


def test_a_moderator_is_not_erased_by_a_click(moderator: User) -> None:
    with pytest.raises(ErasureRefused):
        request_erasure(by=moderator, now=ASKED)


def test_asking_twice_is_asking_once(person: User) -> None:
    assert request_erasure(by=person, now=ASKED) == request_erasure(by=person, now=ASKED + timedelta(hours=1))
    assert Erasure.objects.count() == 1


@pytest.mark.parametrize("broken", list(STEPS))
def test_an_erasure_broken_off_in_any_step_goes_on_there(
    person: User, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(person: User, now: Any) -> int:
        raise RuntimeError

    ErasureFactory.create(person=person)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setitem(STEPS, broken, fail)
        erase_due(now=DUE)
    assert Erasure.objects.get().state == ErasureState.RUNNING
    assert not cancel_erasure(by=person, now=DUE)
    assert erase_due(now=DUE) == 1
    assert list(ErasureStep.objects.values_list("step", flat=True)) == list(STEPS)
    Message.objects.filter(kind="erasure_done").delete()
    assert [word for word in CANARIES if word.casefold() in database().casefold()] == []


def test_a_moderator_places_and_lifts_a_hold_by_command(person: User, moderator: User) -> None:
    reference = Case.objects.get(owner=person, state=State.VERIFIED).reference
    with pytest.raises(CommandError):
        call_command("legal_hold", reference, by=moderator.email)
    call_command("legal_hold", reference, by=moderator.email, reason="the court of Hangzhou")
    ErasureFactory.create(person=person)
    assert erase_due(now=DUE) == 0
    assert "hangzhou" not in database().casefold()
    call_command("legal_hold", reference, by=moderator.email, lift=True)
    assert erase_due(now=DUE) == 1
