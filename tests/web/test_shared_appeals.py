"""Appeals of a shared case, as its readers see them: what was sent, as far as their grant promises it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.enums import AppealState, Scope
from apps.cases.models import Appeal, AppealFile, Case, CaseGrant, CaseInvitation
from apps.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.appeals import AppealFactory, OnlyChanceFactory
from tests.factories.cases import STARTED, CaseFileFactory, send_appeal
from tests.factories.evidence import CopyFactory
from tests.factories.grants import CaseGrantFactory, CaseInvitationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
SignIn = Callable[[User], Client]
WORDS = "dismissed"  # of the plan
NUMBER = "CASE-77"  # the platform's own


@pytest.fixture
def reader(db: None) -> User:
    return UserFactory.create(email="reader@readers.example")


@pytest.fixture
def case(seller: User) -> Case:
    return OnlyChanceFactory.create(owner=seller)


@pytest.fixture
def answered(case: Case) -> Appeal:
    return AppealFactory.create(case=case, state=AppealState.ANSWERED)


def text_page(appeal: Appeal) -> str:
    return reverse("shared-appeal", args=[appeal.case_id, appeal.number])


def case_page(case: Case) -> str:
    return reverse("case-detail", args=[case.pk])


def of_old(case: Case, reader: User, scope: Scope = Scope.FULL) -> CaseGrant:
    """Granted before the scopes named appeals."""
    assert case.owner is not None
    return actions.grant_access(
        case=case, person=reader, scope=scope, shows_appeals=False, by=case.owner, now=clock.now()
    )


@pytest.mark.parametrize("scope", [Scope.FULL, Scope.EVIDENCE])
def test_who_reads_the_whole_case_reads_what_was_sent(
    scope: Scope, answered: Appeal, reader: User, client_of: SignIn
) -> None:
    CaseGrantFactory.create(case=answered.case, person=reader, scope=scope)
    browser = client_of(reader)
    assert text_page(answered) in browser.get(case_page(answered.case)).text
    shown = browser.get(text_page(answered))
    assert [word in shown.text for word in (WORDS, "Form or button", "Refused", NUMBER)] == [True, True, True, False]
    assert "no-store" in shown["Cache-Control"]


def test_the_summary_shows_no_appeal(answered: Appeal, reader: User, client_of: SignIn) -> None:
    CaseGrantFactory.create(case=answered.case, person=reader, scope=Scope.SUMMARY)
    browser = client_of(reader)
    assert text_page(answered) not in browser.get(case_page(answered.case)).text
    assert browser.get(text_page(answered)).status_code == 404


@pytest.mark.parametrize(("scope", "named"), [(Scope.FULL, False), (Scope.EVIDENCE, True)])
def test_exhibits_are_for_those_who_have_the_files(
    scope: Scope, named: bool, answered: Appeal, reader: User, client_of: SignIn
) -> None:
    entry = CaseFileFactory.create(case=answered.case, file__name="proof.pdf")
    CopyFactory.create(original=entry.file)
    AppealFile.objects.create(appeal=answered, entry=entry)
    CaseGrantFactory.create(case=answered.case, person=reader, scope=scope)
    html = client_of(reader).get(text_page(answered)).text
    assert ("proof.pdf" in html, "1 file goes with it." in html) == (named, not named)


@pytest.mark.parametrize("state", [AppealState.DRAFTING, AppealState.IN_READING, AppealState.WITHDRAWN])
def test_what_was_not_sent_is_the_sellers_alone(
    state: AppealState, case: Case, reader: User, client_of: SignIn
) -> None:
    appeal = AppealFactory.create(case=case, state=state)
    CaseGrantFactory.create(case=case, person=reader)
    browser = client_of(reader)
    assert (text_page(appeal) in browser.get(case_page(case)).text, WORDS in browser.get(case_page(case)).text) == (
        False,
        False,
    )
    assert browser.get(text_page(appeal)).status_code == 404


def test_reading_the_text_is_a_line_of_the_log(
    answered: Appeal, reader: User, seller: User, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    CaseGrantFactory.create(case=answered.case, person=reader)
    browser = client_of(reader)
    browser.get(text_page(answered))
    log = client_of(seller).get(reverse("case-log", args=[answered.case_id])).text
    assert "r***@readers.example read the text of an appeal." in log

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("apps.cases.actions.openings.hour_of", fail)
    browser.raise_request_exception = False
    answer = browser.get(text_page(answered))
    assert (answer.status_code, WORDS in answer.text) == (500, False)


def test_it_ends_at_once(answered: Appeal, reader: User, stranger: User, client_of: SignIn) -> None:
    grant = CaseGrantFactory.create(case=answered.case, person=reader)
    browser = client_of(reader)
    assert browser.get(text_page(answered)).status_code == 200
    actions.revoke_access(grant=grant, by=grant.granted_by, now=clock.now())
    for one in (browser, client_of(stranger), client_of(grant.granted_by)):  # its owner has a page of their own
        assert one.get(text_page(answered)).status_code == 404


# -- what was promised before
def test_a_grant_made_under_the_old_text_shows_none_until_its_owner_says_so(
    answered: Appeal, reader: User, seller: User, client_of: SignIn
) -> None:
    old = of_old(answered.case, reader)
    theirs, owner = client_of(reader), client_of(seller)
    assert text_page(answered) not in theirs.get(case_page(answered.case)).text
    assert theirs.get(text_page(answered)).status_code == 404
    sharing = reverse("case-sharing", args=[answered.case_id])
    widen = reverse("grant-widen", args=[answered.case_id, old.pk])
    assert (widen in owner.get(sharing).text, "Not your appeals" in owner.get(case_page(answered.case)).text) == (
        True,
        True,
    )
    for _twice in range(2):
        owner.post(widen)
    assert (widen in owner.get(sharing).text, answered.case.grants.count()) == (False, 2)
    assert theirs.get(text_page(answered)).status_code == 200
    assert "Also your appeals, once they are sent" in owner.get(case_page(answered.case)).text


def test_widening_revives_nothing(answered: Appeal, reader: User, seller: User, client_of: SignIn) -> None:
    old = of_old(answered.case, reader)
    actions.revoke_access(grant=old, by=seller, now=clock.now())
    client_of(seller).post(reverse("grant-widen", args=[answered.case_id, old.pk]))
    assert answered.case.grants.filter(revoked_at__isnull=True).count() == 0


def test_undoing_an_end_brings_back_no_more_than_there_was(answered: Appeal, reader: User) -> None:
    old = of_old(answered.case, reader)
    actions.revoke_access(grant=old, by=old.granted_by, now=clock.now())
    assert not actions.restore_access(grant=old, by=old.granted_by, now=clock.now()).shows_appeals


def test_an_invitation_says_and_gives_what_it_was_sent_with(
    case: Case, reader: User, seller: User, client_of: SignIn
) -> None:
    for token, shows in (("old", False), ("new", True)):
        CaseInvitationFactory.create(
            case=case,
            address=reader.email,
            scope=Scope.FULL,
            shows_appeals=shows,
            token_hash=CaseInvitation.hash_of_token(token),
            invited_at=clock.now(),
        )
        html = client_of(reader).get(reverse("invitation", args=[token])).text
        assert ("Also each appeal that was sent" in html) == shows
        assert actions.accept_invitation(token=token, by=reader, now=clock.now()).shows_appeals == shows
    invited = actions.invite_reader(
        case=case, address="new@readers.example", scope=Scope.FULL, language="en", by=seller, now=clock.now()
    )
    assert invited.shows_appeals


def test_the_preview_shows_what_a_reader_would_see(answered: Appeal, seller: User, client_of: SignIn) -> None:
    shown = {
        scope: "Appeals that were sent"
        in client_of(seller).get(reverse("sharing-preview", args=[answered.case_id, scope])).text
        for scope in Scope
    }
    assert shown == {Scope.SUMMARY: False, Scope.FULL: True, Scope.EVIDENCE: True}


def test_the_pages_ask_the_database_the_same_few_times(case: Case, reader: User, client_of: SignIn) -> None:
    def queries(url: str) -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url).status_code == 200
        return len(captured)

    owner = case.owner
    assert owner is not None
    other = OnlyChanceFactory.create(owner=owner, filing__case_type="account_suspension")
    CaseGrantFactory.create(case=other, person=reader, now=STARTED)
    browser = client_of(reader)

    def one_more() -> None:
        send_appeal(other, owner, clock.now())
        AppealFile.objects.create(appeal=other.appeals.get(number=1), entry=CaseFileFactory.create(case=other))

    one_more()
    urls = (case_page(other), reverse("shared-appeal", args=[other.pk, 1]))
    first = [queries(url) for url in urls]
    for _more in range(2):
        one_more()
    assert [queries(url) for url in urls] == first
