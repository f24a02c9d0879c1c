"""One case on the desk: everything on one page, and who the seller is only on request."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.cases.actions import add_note
from apps.cases.enums import EventKind, State
from apps.cases.models import Case, CaseEvent, IdentityAsk
from apps.cases.selectors import reveals_of, timeline_of
from apps.incidents.actions import place_case
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.asks import IdentityAskFactory
from tests.factories.cases import (
    CREDIT_CODE,
    STARTED,
    AccountFactsFactory,
    CaseFactory,
    CaseFileFactory,
    DraftFactory,
    FilingFactory,
)
from tests.factories.evidence import StoredFileFactory
from tests.factories.incidents import IncidentFactory
from tests.factories.losses import AmountFactory
from tests.moderation.conftest import NOW

IDENTITY = {
    "store_name": "Quiet Lantern 7",
    "merchant_token": "A2SECRETTOKEN",
    "store_url": "https://amazon.example/sp?seller=A2SECRETTOKEN",
    "company_name": "Hidden Harbour Trading Co.",
    "credit_code": CREDIT_CODE,
}


def address(case: Case, what: str = "") -> str:
    return f"/desk/case/{case.pk}/{what}"


def page_of(desk: Client, case: Case) -> str:
    response = desk.get(address(case))
    assert response.status_code == 200
    return response.content.decode()


def identified_case(**more: Any) -> Case:
    filing = FilingFactory.build(account=AccountFactsFactory.build(**IDENTITY))
    return CaseFactory.create(owner=UserFactory.create(email="li@sellers.example"), filing=filing, **more)


def test_page_tells_everything_about_the_case(desk: Client) -> None:
    amounts = (AmountFactory.build(), AmountFactory.build(component="fba_stock", currency="CNY"))
    filing = FilingFactory.build(amounts=amounts)
    case = CaseFactory.create(owner=UserFactory.create(language="zh-hans"), filing=filing)
    CaseFileFactory.create(case=case, file=StoredFileFactory.create(name="通知.pdf"))
    incident = IncidentFactory.create(title_en="The new year’s wave")
    colleague = ModeratorFactory.create(email="wang@recourse.example")
    place_case(case=case, incident=incident, by=colleague, now=NOW)
    add_note(case=case, text="Ask for the header of the mail.", by=colleague, now=NOW)
    page = page_of(desk, case)
    for words in (
        case.reference,
        "waiting for 4 days",
        "1 of 1 to verify",
        "Your Amazon.com selling privileges have been removed.",
        "We were blocked on New Year",
        "14 February 2018",
        "America/Los_Angeles",
        "US$12,500",
        "CN¥12,500",
        "Simplified Chinese",
        "通知.pdf",
        "Placed in an incident: The new year’s wave",
        "Ask for the header of the mail.",
        "wang@recourse.example",
    ):
        assert words in page, words


def test_what_sellers_write_is_never_markup(desk: Client) -> None:
    bad = "</div><script>alert(1)</script><img src=x onerror=alert(1)> \u202e\u2066 {{ 7|add:7 }}"
    filing = FilingFactory.build(notice_text=bad, narrative=bad)
    case = CaseFactory.create(filing=filing)
    CaseFileFactory.create(case=case, file=StoredFileFactory.create(name="<b>x</b>.pdf"))
    page = page_of(desk, case)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>x</b>" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert "14" not in page.partition("onerror")[2][:40]


def test_identity_is_hidden_until_a_second_moderator_allows_it_and_only_for_a_while(
    desk: Client, moderator: User, client_of: Callable[[User], Client], at: Callable[[datetime], Any]
) -> None:
    case = identified_case()
    secrets = [*IDENTITY.values(), "li@sellers.example"]
    other = client_of(ModeratorFactory.create())
    response = desk.post(address(case, "reveal/"), {"reason": "The bank asks who it is."})
    assert (response.status_code, response["Location"]) == (302, address(case))
    ask = f"/desk/identities/{IdentityAsk.objects.get().pk}/"
    assert desk.post(ask, {"step": "allow"}).status_code == 409
    assert [secret for secret in secrets if secret in page_of(desk, case) + desk.get(ask).text] == []
    assert "The bank asks who it is." in other.get(ask).text
    assert other.post(ask, {"step": "allow"}).status_code == 302
    assert [secret for secret in secrets if secret in page_of(desk, case) + page_of(other, case)] == []
    assert "Show for 15 minutes" in desk.get(ask).text
    assert other.post(f"{ask}look/")["Location"] == ask
    assert desk.post(f"{ask}look/")["Location"] == address(case)
    page = page_of(desk, case)
    assert [secret for secret in secrets if secret not in page] == []
    assert "A2SECRETTOKEN" not in page_of(other, case)
    event = CaseEvent.objects.get(case=case, kind=EventKind.REVEAL)
    assert (event.by, event.at, event.remark.text) == (moderator, NOW, "The bank asks who it is.")
    at(NOW + timedelta(minutes=16))
    page = page_of(desk, case)
    assert [secret for secret in secrets if secret in page] == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_identity_needs_a_reason(desk: Client, reason: str) -> None:
    case = identified_case()
    response = desk.post(address(case, "reveal/"), {"reason": reason})
    assert response.status_code == 400
    assert "A2SECRETTOKEN" not in response.content.decode()
    assert not IdentityAsk.objects.exists()


def test_moderators_looks_stand_in_the_log_and_not_in_the_seller_s_timeline(moderator: User) -> None:
    case = IdentityAskFactory.create(case=identified_case(), by=moderator, used=True).case
    assert case.owner
    assert [event.kind for event in timeline_of(case, case.owner)] == [EventKind.SUBMIT]
    assert reveals_of(case).count() == 3


def test_other_cases_are_found_by_person_and_by_account(desk: Client) -> None:
    owner = UserFactory.create()
    shared = AccountFactsFactory.build(merchant_token="A2SHARED00001")
    case = CaseFactory.create(owner=owner, filing=FilingFactory.build(account=shared))
    same_person = CaseFactory.create(owner=owner)
    same_account = CaseFactory.create(filing=FilingFactory.build(account=shared))
    CaseFactory.create()
    DraftFactory.create(owner=owner)
    related = desk.get(address(case)).context["related"]
    found = [(each.case.pk, each.same_person, each.same_account, each.is_suspicious) for each in related]
    assert found == [(same_account.pk, False, True, True), (same_person.pk, True, False, False)]


def test_neighbours_follow_the_queue_and_its_filter(desk: Client) -> None:
    cases = [CaseFactory.create(now=STARTED + timedelta(hours=n)) for n in range(3)]
    temu = FilingFactory.build(platform="temu", marketplace="", country="US")
    other = CaseFactory.create(now=STARTED + timedelta(minutes=90), filing=temu)
    place = desk.get(address(cases[1])).context["place"]
    assert (place.position, place.total, place.before, place.after) == (2, 4, cases[0].pk, other.pk)
    place = desk.get(address(cases[1]) + "?platform=amazon").context["place"]
    assert (place.position, place.total, place.before, place.after) == (2, 3, cases[0].pk, cases[2].pk)
    last = desk.get(address(cases[2])).context["place"]
    assert last.after == cases[0].pk


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_every_filed_state_has_its_page(desk: Client, state: State) -> None:
    expected = {
        State.SUBMITTED: ["verify", "return", "note"],
        State.RETURNED: ["note"],
        State.RESOLVED: ["reopen", "note"],
        State.LOST: ["reopen", "note"],
        State.WITHDRAWN: ["reopen", "note"],
    }
    case = CaseFactory.create(state=state)
    response = desk.get(address(case))
    assert response.context["names"] == expected.get(state, ["progress", "note"])


def test_draft_and_unknown_case_are_not_found(desk: Client, moderator: User) -> None:
    assert desk.get(address(DraftFactory.create().case)).status_code == 404
    assert desk.get(address(DraftFactory.create(owner=moderator).case)).status_code == 404
    assert desk.get(f"/desk/case/{uuid4()}/").status_code == 404


def test_number_of_queries_does_not_grow_with_history_files_and_relatives(
    desk: Client, moderator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owner = UserFactory.create()
    case = CaseFactory.create(owner=owner)
    CaseFactory.create(owner=owner)
    add_note(case=case, text="One.", by=moderator, now=NOW)
    CaseFileFactory.create(case=case)
    desk.get(address(case))
    with django_assert_num_queries(QUERIES):
        desk.get(address(case))
    for _ in range(4):
        CaseFactory.create(owner=owner)
        CaseFileFactory.create(case=case)
        add_note(case=case, text="More.", by=ModeratorFactory.create(), now=NOW)
    with django_assert_num_queries(QUERIES):
        assert len(desk.get(address(case)).context["related"]) == 5


QUERIES = 24
