"""A person with a grant as second reader: they are asked by name, read, answer once, and stand in the owner's log."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.enums import AppealState, Scope
from apps.cases.models import Appeal, AppealFile, AppealReading, Case, CaseOpening
from apps.core import clock
from apps.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.appeals import PLAN, AppealFactory, OnlyChanceFactory
from tests.factories.cases import CaseFileFactory
from tests.factories.evidence import CopyFactory
from tests.factories.grants import CaseGrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
SignIn = Callable[[User], Client]
READER = "reader@readers.example"
WORDS = "dismissed"  # of the plan
NOTICE = "Your Amazon.com selling privileges"


@pytest.fixture
def reader(db: None) -> User:
    return UserFactory.create(email=READER)


@pytest.fixture
def case(seller: User) -> Case:
    return OnlyChanceFactory.create(owner=seller)


@pytest.fixture
def appeal(case: Case) -> Appeal:
    return AppealFactory.create(case=case)


def ask(appeal: Appeal, reader: User, scope: Scope = Scope.FULL) -> AppealReading:
    CaseGrantFactory.create(case=appeal.case, person=reader, scope=scope)
    return actions.ask_reader(appeal=appeal, person=reader, by=owner_of(appeal), now=clock.now())


def owner_of(appeal: Appeal) -> User:
    assert appeal.case.owner is not None
    return appeal.case.owner


def page(reading: AppealReading) -> str:
    return reverse("reading", args=[reading.pk])


def decide(appeal: Appeal) -> str:
    return reverse("appeal-decide", args=[appeal.case_id, appeal.number])


# -- the owner asks
def test_the_owner_chooses_among_moderators_and_those_who_read_the_whole_case(
    appeal: Appeal, reader: User, seller: User, client_of: SignIn
) -> None:
    browser, url = client_of(seller), reverse("appeal-detail", args=[appeal.case_id, appeal.number])
    alone = browser.get(url).text
    assert ("share the whole case with them" in alone, 'type="radio" name="reader"' in alone) == (True, False)
    CaseGrantFactory.create(case=appeal.case, person=UserFactory.create(email="s@x.example"), scope=Scope.SUMMARY)
    grant = CaseGrantFactory.create(case=appeal.case, person=reader, scope=Scope.FULL)
    html = browser.get(url).text
    assert [html.count(word) for word in ('name="reader"', "r***@readers.example", "@x.example")] == [2, 1, 0]
    browser.post(decide(appeal), {"deed": "ask", "reader": str(grant.pk)})
    assert AppealReading.objects.get().asked_of == reader
    assert "waits for r***@readers.example to read it" in browser.get(url).text


def test_who_is_asked_gets_a_message_that_says_nothing_of_the_case(appeal: Appeal, reader: User) -> None:
    reading = ask(appeal, reader)
    message = Message.objects.get(kind="reading_asked")
    assert message.recipient == reader
    assert reading.appeal.case.reference in message.facts
    assert WORDS not in message.facts


def test_only_those_who_read_the_whole_case_can_be_asked(
    appeal: Appeal, reader: User, seller: User, stranger: User, client_of: SignIn
) -> None:
    grant = CaseGrantFactory.create(case=appeal.case, person=reader, scope=Scope.SUMMARY)
    other = CaseGrantFactory.create(person=stranger)
    for key in (grant.pk, other.pk, "nobody"):
        told = client_of(seller).post(decide(appeal), {"deed": "ask", "reader": str(key)}, follow=True)
        assert "This person cannot read the whole case." in told.text
    with pytest.raises(actions.AppealRefused, match="cannot read the whole case"):
        actions.ask_reader(appeal=appeal, person=reader, by=seller, now=clock.now())
    assert not AppealReading.objects.exists()


def test_asking_twice_is_once_and_asking_somebody_else_takes_it_back(appeal: Appeal, reader: User) -> None:
    first = ask(appeal, reader)
    again = actions.ask_reader(appeal=appeal, person=reader, by=owner_of(appeal), now=clock.now())
    assert (first, Message.objects.filter(kind="reading_asked").count()) == (again, 1)
    moderators = actions.ask_reader(appeal=appeal, by=owner_of(appeal), now=clock.now())
    first.refresh_from_db()
    assert (first.is_taken_back, moderators.asked_of, moderators.version) == (True, None, first.version)


# -- the reader's page
@pytest.mark.parametrize(
    ("scope", "told"), [(Scope.FULL, "What you may read does not include files."), (Scope.EVIDENCE, "proof.pdf")]
)
def test_the_reader_sees_the_text_the_notice_and_what_their_scope_covers(
    scope: Scope, told: str, appeal: Appeal, reader: User, client_of: SignIn
) -> None:
    entry = CaseFileFactory.create(case=appeal.case, file__name="proof.pdf")
    CopyFactory.create(original=entry.file)
    AppealFile.objects.create(appeal=appeal, entry=entry)
    other = CaseFileFactory.create(case=appeal.case, file__name="private.pdf")
    html = client_of(reader).get(page(ask(appeal, reader, scope))).text
    assert [word in html for word in (WORDS, NOTICE, told, "Which orders were affected?")] == [True] * 4
    assert (reverse("shared-file", args=[appeal.case_id, entry.pk]) in html) == (scope == Scope.EVIDENCE)
    assert [word for word in (other.file.name, owner_of(appeal).email, "Blue Lamp") if word in html] == []


def test_only_the_version_that_was_asked_about_is_shown(appeal: Appeal, reader: User, client_of: SignIn) -> None:
    reading = ask(appeal, reader)
    assert (reading.version, appeal.versions.count()) == (1, 1)
    assert "Version 1" in client_of(reader).get(page(reading)).text


def test_the_case_and_the_list_lead_there(appeal: Appeal, reader: User, client_of: SignIn) -> None:
    reading = ask(appeal, reader)
    browser = client_of(reader)
    for url in (reverse("shared-list"), reverse("case-detail", args=[appeal.case_id])):
        assert page(reading) in browser.get(url).text
    actions.change_again(appeal=appeal, by=owner_of(appeal), now=clock.now())
    for url in (reverse("shared-list"), reverse("case-detail", args=[appeal.case_id])):
        assert page(reading) not in browser.get(url).text


def test_that_the_text_was_read_is_a_line_of_the_log_before_it_is_shown(
    appeal: Appeal, reader: User, seller: User, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = ask(appeal, reader)
    for _twice in range(2):
        client_of(reader).get(page(reading))
    log = client_of(seller).get(reverse("case-log", args=[appeal.case_id])).text
    assert log.count("r***@readers.example read the text of an appeal.") == 1

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("apps.cases.actions.openings.hour_of", fail)
    browser = client_of(reader)
    browser.raise_request_exception = False
    answer = browser.get(page(reading))
    assert (answer.status_code, WORDS in answer.text) == (500, False)


def test_a_verdict_is_given_once(appeal: Appeal, reader: User, seller: User, client_of: SignIn) -> None:
    reading = ask(appeal, reader)
    browser = client_of(reader)
    assert browser.post(page(reading)).status_code == 422
    empty = browser.post(page(reading), {"verdict": "comments", "words": " \r\n"})
    assert (empty.status_code, "Say what should be mended." in empty.text) == (422, True)
    said = {"verdict": "comments", "words": "Name the orders."}
    for _double in range(2):
        assert browser.post(page(reading), said)["Location"] == page(reading)
    reading.refresh_from_db()
    assert (reading.verdict, reading.words, reading.reader) == ("comments", "Name the orders.", reader)
    assert Message.objects.filter(kind="appeal_read").count() == 1
    after = browser.get(page(reading)).text
    assert ("Your answer is with the seller" in after, WORDS in after) == (True, False)
    owner = client_of(seller).get(reverse("appeal-detail", args=[appeal.case_id, appeal.number])).text
    assert "r***@readers.example says: mend something first" in owner
    assert "Name the orders." in owner


def test_their_approval_opens_the_guard(appeal: Appeal, reader: User, client_of: SignIn) -> None:
    client_of(reader).post(page(ask(appeal, reader)), {"verdict": "approved", "words": ""})
    appeal.refresh_from_db()
    assert appeal.state == AppealState.READ


def test_a_request_taken_back_says_so_calmly_and_keeps_what_they_wrote(
    appeal: Appeal, reader: User, client_of: SignIn
) -> None:
    reading = ask(appeal, reader)
    actions.change_again(appeal=appeal, by=owner_of(appeal), now=clock.now())
    browser = client_of(reader)
    gone = browser.get(page(reading))
    assert (gone.status_code, "has taken this request back" in gone.text, WORDS in gone.text) == (200, True, False)
    late = browser.post(page(reading), {"verdict": "comments", "words": "Name the orders."})
    assert (late.status_code, "Name the orders." in late.text) == (409, True)


def test_a_newer_request_is_led_to_with_what_changed(appeal: Appeal, reader: User, client_of: SignIn) -> None:
    first = ask(appeal, reader)
    browser = client_of(reader)
    browser.post(page(first), {"verdict": "comments", "words": "Name the orders."})
    appeal.refresh_from_db()
    actions.change_again(appeal=appeal, by=owner_of(appeal), now=clock.now())
    appeal.refresh_from_db()
    changed = PLAN.parts | {"preventive": "Since 1 March 2018 nobody orders from our own addresses."}
    actions.save_appeal(
        appeal=appeal,
        text=type(PLAN)(track=PLAN.track, parts=changed),
        seen=appeal.mark,
        writer="page",
        by=owner_of(appeal),
        now=clock.now(),
    )
    newer = actions.ask_reader(appeal=appeal, person=reader, by=owner_of(appeal), now=clock.now())
    assert page(newer) in browser.get(page(first)).text
    html = browser.get(page(newer)).text
    assert [word in html for word in ("What you said of version 1", "Name the orders.", "<ins>")] == [True] * 3


def test_an_appeal_sent_meanwhile_asks_nobody_any_more(appeal: Appeal, reader: User, client_of: SignIn) -> None:
    reading = ask(appeal, reader)
    Appeal.objects.filter(pk=appeal.pk).update(state=AppealState.WITHDRAWN)
    assert WORDS not in client_of(reader).get(page(reading)).text


# -- rights
@pytest.mark.parametrize("ending", ["revoked", "narrowed", "expired"])
def test_it_ends_with_the_sharing_at_once(ending: str, appeal: Appeal, reader: User, client_of: SignIn) -> None:
    reading = ask(appeal, reader)
    grant = appeal.case.grants.get()
    if ending == "revoked":
        actions.revoke_access(grant=grant, by=owner_of(appeal), now=clock.now())
    else:
        until = clock.now() + timedelta(milliseconds=1) if ending == "expired" else None
        scope = Scope.SUMMARY if ending == "narrowed" else Scope.FULL
        actions.grant_access(
            case=appeal.case, person=reader, scope=scope, ends_at=until, by=owner_of(appeal), now=clock.now()
        )
    browser = client_of(reader)
    assert browser.get(page(reading)).status_code == 404
    assert browser.post(page(reading), {"verdict": "approved"}).status_code == 404
    shown = client_of(owner_of(appeal)).get(reverse("appeal-detail", args=[appeal.case_id, appeal.number])).text
    assert "They cannot read it any more" in shown


def test_nobody_else_finds_it(appeal: Appeal, reader: User, stranger: User, moderator: User, client_of: SignIn) -> None:
    reading = ask(appeal, reader)
    beside = CaseGrantFactory.create(case=appeal.case).person  # reads the whole case, was not asked
    for person in (owner_of(appeal), stranger, moderator, beside):
        assert client_of(person).get(page(reading)).status_code == 404
        assert client_of(person).post(page(reading), {"verdict": "approved"}).status_code == 404
    assert client_of(reader).put(page(reading)).status_code == 405


def test_moderators_do_not_see_what_somebody_else_is_asked_to_read(
    appeal: Appeal, reader: User, moderator: User, client_of: SignIn
) -> None:
    reading = ask(appeal, reader)
    desk = client_of(moderator)
    url = reverse("admin:appeal-desk", args=[appeal.case_id, appeal.number])
    assert WORDS not in desk.get(url).text
    assert desk.post(url, {"verdict": "approved"}).status_code == 409
    assert appeal.case.reference not in desk.get(reverse("admin:appeal-queue")).text
    with pytest.raises(actions.AppealRefused):
        actions.read_appeal(reading=reading, verdict="approved", words="", by=moderator, now=clock.now())  # type: ignore[arg-type]


def test_a_moderator_who_reads_an_appeal_is_in_the_log(appeal: Appeal, moderator: User, client_of: SignIn) -> None:
    actions.ask_reader(appeal=appeal, by=owner_of(appeal), now=clock.now())
    client_of(moderator).get(reverse("admin:appeal-desk", args=[appeal.case_id, appeal.number]))
    row = CaseOpening.objects.get()
    assert (row.by, row.kind, row.role) == (moderator, "appeal", "moderator")


# -- queries
def queries(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_the_page_asks_the_database_the_same_few_times(appeal: Appeal, reader: User, client_of: SignIn) -> None:
    def one_more() -> None:
        entry = CaseFileFactory.create(case=appeal.case)
        AppealFile.objects.create(appeal=appeal, entry=entry)

    one_more()
    url, browser = page(ask(appeal, reader, Scope.EVIDENCE)), client_of(reader)
    first = queries(browser, url)
    for _more in range(3):
        one_more()
    assert queries(browser, url) == first <= 30


def test_the_list_asks_the_same_few_times_however_many_are_asked(reader: User, client_of: SignIn) -> None:
    browser, url = client_of(reader), reverse("shared-list")
    ask(AppealFactory.create(), reader)
    first = queries(browser, url)
    for _more in range(3):
        ask(AppealFactory.create(), reader)
    assert queries(browser, url) == first
