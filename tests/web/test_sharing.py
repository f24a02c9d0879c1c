"""Sharing a case: the owner's pages, the reader's, the invitation, the log."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.enums import EventKind, OpeningKind, Scope, State
from apps.cases.models import Case, CaseGrant, CaseInvitation, CaseOpening
from apps.cases.rules import Actor
from apps.core import clock
from apps.deadlines.selectors import stand_in_of
from apps.evidence.actions import open_file
from apps.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.asks import IdentityAskFactory
from tests.factories.cases import STARTED, AccountFactsFactory, CaseFactory, CaseFileFactory, FilingFactory
from tests.factories.grants import CaseGrantFactory, CaseInvitationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
SignIn = Callable[[User], Client]
READER = "reader@readers.example"
IDENTITY = ("Blue Lamp Store", "A9SECRETTOKEN", "bluelamp.example", "Shenzhen Blue Lamp", "seller@sellers.example")
WORDS = ("Selling privileges removed.", "It was the eve of New Year.", "US$12,500", "Sent by post.")


@pytest.fixture
def reader(db: None) -> User:
    return UserFactory.create(email=READER)


@pytest.fixture
def case(seller: User) -> Case:
    """A verified case with everything in it that could be told."""
    account = AccountFactsFactory.build(
        store_name=IDENTITY[0], merchant_token=IDENTITY[1], store_url=IDENTITY[2], company_name=IDENTITY[3]
    )
    filing = FilingFactory.build(account=account, notice_text=WORDS[0], narrative=WORDS[1])
    case = CaseFactory.create(owner=seller, filing=filing, state=State.VERIFIED)
    actions.record_progress(
        case=case, name=EventKind.ESCALATE, actor=Actor.SELLER, words=WORDS[3], by=seller, now=clock.now()
    )
    CaseFileFactory.create(case=case, file__name="proof.pdf")
    return case


def at(name: str, case: Case, *parts: Any) -> str:
    return reverse(name, args=[case.pk, *parts])


def share(case: Case, person: User, scope: Scope = Scope.EVIDENCE, **more: Any) -> CaseGrant:
    """As it comes about in life: invited by address, accepted."""
    more = {"sharer_name": "", "ends_at": None} | more
    actions.invite_reader(
        case=case, address=person.email, scope=scope, language="en", by=case.owner, now=clock.now(), **more
    )
    return actions.accept_invitation(token=token_for(person), by=person, now=clock.now())


def token_for(person: User) -> str:
    message = Message.objects.filter(recipient=person, kind="case_invitation").latest("queued_at")
    return str(json.loads(message.facts)["token"])


# -- the reader's page
@pytest.mark.parametrize(
    ("scope", "seen"),
    [(Scope.SUMMARY, ()), (Scope.FULL, WORDS), (Scope.EVIDENCE, (*WORDS, "proof.pdf"))],
)
def test_a_reader_sees_what_they_were_given(
    scope: Scope, seen: tuple[str, ...], case: Case, reader: User, client_of: SignIn
) -> None:
    share(case, reader, scope)
    answer = client_of(reader).get(at("case-detail", case))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert {word for word in (*WORDS, "proof.pdf") if word in answer.text} == set(seen)
    assert ("Amazon" in answer.text, case.reference in answer.text) == (True, True)
    assert [word for word in IDENTITY if word in answer.text] == []
    assert "csrfmiddlewaretoken" not in answer.text.split("<main")[1].split("</main>")[0]  # nothing to do here


@pytest.mark.parametrize("scope", Scope)
def test_the_owner_can_look_at_it_as_a_reader_would(
    scope: Scope, case: Case, seller: User, reader: User, client_of: SignIn
) -> None:
    share(case, reader, scope)
    theirs = client_of(reader).get(at("case-detail", case)).text
    preview = client_of(seller).get(at("sharing-preview", case, scope)).text
    for word in (*WORDS, *IDENTITY[:4], "proof.pdf", "The case was shared"):
        assert (word in preview) == (word in theirs)
    assert client_of(seller).get(at("sharing-preview", case, "everything")).status_code == 404
    assert not CaseOpening.objects.filter(by=seller).exists()


def test_the_page_says_who_shared_it_only_if_they_wanted(case: Case, reader: User, client_of: SignIn) -> None:
    other = UserFactory.create()
    share(case, reader, sharer_name="Chen Wei", ends_at=datetime(2090, 3, 5, tzinfo=UTC))
    share(case, other)
    named, unnamed = (client_of(one).get(at("case-detail", case)).text for one in (reader, other))
    assert ("Chen Wei" in named, "5 Mar 2090" in named) == (True, True)
    assert ("Chen Wei" in unnamed, "Shared with you by its seller" in unnamed) == (False, True)
    assert ["Chen Wei" in client_of(one).get(reverse("shared-list")).text for one in (reader, other)] == [True, False]


@pytest.mark.parametrize("ending", ["revoked", "expired"])
def test_it_ends_everywhere_at_once(ending: str, case: Case, seller: User, reader: User, client_of: SignIn) -> None:
    grant = CaseGrantFactory.create(
        case=case, person=reader, ends_at=clock.now() + timedelta(hours=1) if ending == "expired" else None
    )
    browser = client_of(reader)
    assert case.reference in browser.get(reverse("shared-list")).text
    if ending == "revoked":
        client_of(seller).post(at("grant-revoke", case, grant.pk))
    else:
        CaseGrantFactory.create(case=case, person=reader, ends_at=clock.now() + timedelta(milliseconds=1), now=STARTED)
    gone = browser.get(at("case-detail", case))
    missing = browser.get(reverse("case-detail", args=[uuid.uuid4()]))
    assert (gone.status_code, missing.status_code) == (404, 404)
    assert case.reference not in browser.get(reverse("shared-list")).text


def test_a_reader_writes_nothing(case: Case, reader: User, client_of: SignIn) -> None:
    share(case, reader)
    browser, before = client_of(reader), Case.objects.values("state", "visibility", "moved_at").get()
    for name in ("case-mend", "case-progress", "case-visibility", "case-withdraw", "case-reopen", "case-sharing"):
        assert browser.post(at(name, case), {"visibility": "private", "move": "resolve"}).status_code == 404
    assert browser.get(at("case-log", case)).status_code == 404
    assert Case.objects.values("state", "visibility", "moved_at").get() == before


# -- inviting
def test_sharing_by_mail_to_the_page_of_the_reader(case: Case, seller: User, reader: User, client_of: SignIn) -> None:
    owner, browser = client_of(seller), client_of(reader)
    answer = owner.post(at("case-sharing", case), {"address": READER, "scope": "full", "until": "2090-01-31"})
    assert answer["Location"] == at("case-sharing", case)
    assert READER in owner.get(at("case-sharing", case)).text
    url = reverse("invitation", args=[token_for(reader)])
    asked = browser.get(url)
    assert (asked.status_code, CaseGrant.objects.exists()) == (200, False)  # looking does nothing
    assert [word for word in (*IDENTITY, case.reference, str(case.pk)) if word in asked.text] == []
    taken = browser.post(url, {"answer": "yes"})
    assert taken["Location"] == at("case-detail", case)
    assert CaseGrant.objects.get().ends_at == datetime(2090, 2, 1, tzinfo=seller.zone)
    assert browser.post(url, {"answer": "yes"}).status_code == 404
    page = owner.get(at("case-detail", case)).text
    assert (READER in page, "Not opened yet." in page) == (True, True)


def test_an_invitation_can_be_refused(case: Case, seller: User, reader: User, client_of: SignIn) -> None:
    client_of(seller).post(at("case-sharing", case), {"address": READER, "scope": "full"})
    url, browser = reverse("invitation", args=[token_for(reader)]), client_of(reader)
    assert browser.post(url, {"answer": "no"})["Location"] == reverse("shared-list")
    assert (browser.get(url).status_code, CaseGrant.objects.exists()) == (404, False)


def test_an_invitation_is_for_its_address(case: Case, stranger: User, client_of: SignIn) -> None:
    CaseInvitationFactory.create(
        case=case, token_hash=CaseInvitation.hash_of_token("the-token"), invited_at=clock.now()
    )
    for token in ("the-token", "no-token"):
        for method in ("get", "post"):
            answer = getattr(client_of(stranger), method)(reverse("invitation", args=[token]))
            assert (answer.status_code, "Nothing to accept here" in answer.text) == (404, True)
            assert READER not in answer.text
    assert not CaseGrant.objects.exists()


def test_the_answer_does_not_tell_whether_an_address_is_known(
    case: Case, seller: User, reader: User, client_of: SignIn
) -> None:
    browser = client_of(seller)
    said = []
    for address in (READER, "nobody@readers.example"):
        browser.post(at("case-sharing", case), {"address": address, "scope": "summary"})
        html = browser.get(at("case-sharing", case)).text
        said.append(html.split("<main")[1].count("Take the invitation back") - len(said))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"address": "", "scope": "full"}, "Type the address of the person."),
        ({"address": "no address", "scope": "full"}, "This is not an e-mail address."),
        ({"address": READER, "scope": ""}, "Choose what they will see."),
        ({"address": READER, "scope": "all"}, "This is not one of the choices."),
        ({"address": READER, "scope": "full", "until": "2001-01-01"}, "ended before it begins"),
        ({"address": READER, "scope": "full", "until": "soon"}, "year-month-day"),
        ({"address": "seller@sellers.example", "scope": "full"}, "your own address"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    typed: dict[str, str], told: str, case: Case, seller: User, client_of: SignIn
) -> None:
    answer = client_of(seller).post(at("case-sharing", case), typed | {"sharer_name": "Chen Wei"})
    assert (answer.status_code, told in answer.text, "Chen Wei" in answer.text) == (422, True, True)
    assert not CaseInvitation.objects.exists()


def test_an_invitation_can_be_taken_back(case: Case, seller: User, reader: User, client_of: SignIn) -> None:
    owner = client_of(seller)
    owner.post(at("case-sharing", case), {"address": READER, "scope": "full"})
    invitation = CaseInvitation.objects.get()
    owner.post(at("invitation-withdraw", case, invitation.pk))
    assert READER not in owner.get(at("case-sharing", case)).text
    assert client_of(reader).get(reverse("invitation", args=[token_for(reader)])).status_code == 404
    owner.post(at("invitation-withdraw", case, invitation.pk))  # twice is as once


# -- changing and ending
def test_a_revoked_sharing_comes_back_by_undo(case: Case, seller: User, reader: User, client_of: SignIn) -> None:
    grant, owner, browser = share(case, reader, Scope.FULL), client_of(seller), client_of(reader)
    html = owner.post(at("grant-revoke", case, grant.pk), follow=True).text
    undo = at("grant-restore", case, grant.pk)
    assert (undo in html, browser.get(at("case-detail", case)).status_code) == (True, 404)
    owner.post(undo)
    assert browser.get(at("case-detail", case)).status_code == 200


def test_scope_and_end_are_changed_on_one_page(case: Case, seller: User, reader: User, client_of: SignIn) -> None:
    grant, owner = (
        share(case, reader, Scope.EVIDENCE, ends_at=datetime(2090, 1, 2, tzinfo=seller.zone)),
        client_of(seller),
    )
    page = at("grant-change", case, grant.pk)
    html = owner.get(page).text
    assert ("2090-01-01" in html, READER in html) == (True, True)
    assert owner.post(page, {"scope": "summary", "until": ""})["Location"] == at("case-sharing", case)
    assert owner.get(page).status_code == 404  # that grant has ended; the new one has its own page
    assert owner.post(page, {"scope": "full"}).status_code == 404
    assert [word for word in WORDS if word in client_of(reader).get(at("case-detail", case)).text] == []


def test_grants_and_invitations_of_another_case_are_not_there(case: Case, seller: User, client_of: SignIn) -> None:
    grant, invitation, owner = CaseGrantFactory.create(), CaseInvitationFactory.create(), client_of(seller)
    assert owner.get(at("grant-change", case, grant.pk)).status_code == 404
    for name in ("grant-revoke", "grant-restore", "grant-change"):
        assert owner.post(at(name, case, grant.pk), {"scope": "full"}).status_code == 404
    owner.post(at("invitation-withdraw", case, invitation.pk))
    grant.refresh_from_db()
    invitation.refresh_from_db()
    assert (grant.revoked_at, invitation.withdrawn_at) == (None, None)


# -- the log
def test_the_log_tells_who_opened_what(
    case: Case, seller: User, reader: User, moderator: User, client_of: SignIn
) -> None:
    other = CaseGrantFactory.create(case=case, person=UserFactory.create(email="lawyer@law.example")).person
    share(case, reader)
    for person in (reader, reader, other):
        assert client_of(person).get(at("case-detail", case)).status_code == 200
    desk = client_of(moderator)
    assert desk.get(reverse("admin:case-desk", args=[case.pk])).status_code == 200
    IdentityAskFactory.create(case=case, by=moderator, reason="Two people file for it.", used=True, now=clock.now())
    b"".join(open_file(file=case.files.get().file, by=reader, now=clock.now()))
    actions.record_opening(case=case, kind=OpeningKind.EXPORT, by=reader, now=clock.now())
    html = client_of(seller).get(at("case-log", case)).text
    told = [
        f"{READER} opened the case.",
        f"{READER} saved an export of the case.",
        f"{READER} opened the file “proof.pdf”.",
        f"From here on {READER} could read: The whole case with its files.",
        "l***@law.example opened the case.",
        "A moderator opened the case.",
        "A moderator asked to see who you are",
        "A second moderator allowed it.",
        "A moderator looked at who you are",
        "Two people file for it.",
    ]
    assert [line for line in told if line not in html] == []
    assert html.count(f"{READER} opened the case.") == 1
    assert [word for word in (moderator.email, "lawyer@law.example") if word in html] == []


def test_every_reading_is_on_record_before_it_is_shown(
    case: Case, reader: User, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the log cannot be written, nothing is shown."""
    share(case, reader)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("apps.cases.actions.openings.CaseOpening.objects.bulk_create", fail)
    browser = client_of(reader)
    browser.raise_request_exception = False
    answer = browser.get(at("case-detail", case))
    assert (answer.status_code, WORDS[0] in answer.text) == (500, False)


def test_a_moderator_at_the_desk_is_in_the_log(case: Case, moderator: User, client_of: SignIn) -> None:
    client_of(moderator).get(reverse("admin:case-desk", args=[case.pk]))
    row = CaseOpening.objects.get()
    assert (row.case, row.by, row.role) == (case, moderator, "moderator")


def test_a_log_has_pages(case: Case, seller: User, reader: User, client_of: SignIn) -> None:
    CaseGrantFactory.create(case=case, person=reader)
    for n in range(60):
        actions.record_opening(case=case, by=reader, now=STARTED + timedelta(hours=n))
    pages = [client_of(seller).get(at("case-log", case), {"page": n}).text for n in (1, 2)]
    assert [page.count("opened the case.") for page in pages] == [50, 10]


def test_an_empty_log_says_what_it_is_for(seller: User, client_of: SignIn) -> None:
    assert "Nobody has opened it yet" in client_of(seller).get(at("case-log", CaseFactory.create(owner=seller))).text


# -- queries
def queries(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_readers(case: Case, seller: User, client_of: SignIn) -> None:
    owner = client_of(seller)
    urls = [at("case-detail", case), at("case-sharing", case), at("case-log", case)]

    def one_more() -> None:
        grant = CaseGrantFactory.create(case=case)
        CaseInvitationFactory.create(case=case)
        actions.record_opening(case=case, by=grant.person, now=clock.now())

    one_more()
    first = [queries(owner, url) for url in urls]
    for _more in range(3):
        one_more()
    assert [queries(owner, url) for url in urls] == first


def test_queries_of_the_shared_list_do_not_grow(reader: User, client_of: SignIn) -> None:
    browser, url = client_of(reader), reverse("shared-list")
    CaseGrantFactory.create(person=reader)
    first = queries(browser, url)
    CaseGrantFactory.create_batch(3, person=reader)
    assert queries(browser, url) == first


def test_an_empty_list_says_what_it_is_for(reader: User, client_of: SignIn) -> None:
    assert "Nobody shares a case with you now" in client_of(reader).get(reverse("shared-list")).text


# -- somebody to tell when the owner does not answer
def test_the_owner_names_whom_to_tell_and_takes_it_back(case: Case, reader: User, client_of: SignIn) -> None:
    grant = CaseGrantFactory.create(case=case, person=reader)
    owner = client_of(case.owner)
    address = reverse("grant-tell", args=[case.pk, grant.pk])
    page = reverse("case-sharing", args=[case.pk])
    assert "Tell them when I leave a date unanswered" in owner.get(page).content.decode()
    assert owner.post(address, {"tell": "yes"}).status_code == 302
    assert stand_in_of(case.docket) == reader
    assert "Do not tell them any more" in owner.get(page).content.decode()
    owner.post(address, {"tell": "no"})
    assert stand_in_of(case.docket) is None
    assert owner.get(address).status_code == 405


def test_who_is_told_follows_the_right_to_read(case: Case, reader: User) -> None:
    grant = CaseGrantFactory.create(case=case, person=reader)
    actions.tell_unanswered(grant=grant, by=case.owner, now=STARTED)
    ends = STARTED + timedelta(days=9)
    newer = actions.grant_access(
        case=case, person=reader, scope=Scope.SUMMARY, ends_at=ends, by=case.owner, now=STARTED + timedelta(days=1)
    )
    assert case.docket
    assert case.docket.stand_ins.get(ended_at=None).until == ends
    actions.revoke_access(grant=newer, by=case.owner, now=STARTED + timedelta(days=2))
    assert stand_in_of(case.docket) is None
    with pytest.raises(actions.SharingRefused):
        actions.tell_unanswered(grant=newer, by=case.owner, now=STARTED + timedelta(days=2))


def test_readers_and_strangers_name_nobody(case: Case, reader: User, stranger: User, client_of: SignIn) -> None:
    grant = CaseGrantFactory.create(case=case, person=reader)
    for person in (reader, stranger):
        assert client_of(person).post(reverse("grant-tell", args=[case.pk, grant.pk])).status_code == 404
    assert stand_in_of(case.docket) is None
