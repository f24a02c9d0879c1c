"""The list of cases: what stands in it, in which order, at what cost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.cases.actions import submit_case
from apps.cases.enums import State
from apps.incidents.actions import place_case
from tests.conftest import use_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.cases import STARTED, AccountFactsFactory, CaseFactory, DraftFactory, FilingFactory
from tests.factories.incidents import IncidentFactory
from tests.moderation.conftest import NOW


def references(desk: Client, query: str = "") -> list[str]:
    response = desk.get(f"/desk/?{query}")
    assert response.status_code == 200
    return [row.case.reference for row in response.context["rows"]]


def text_of(desk: Client, query: str = "") -> str:
    return desk.get(f"/desk/?{query}").content.decode()


def test_queue_is_submitted_cases_the_oldest_first(desk: Client) -> None:
    second = CaseFactory.create(now=STARTED + timedelta(days=1))
    first = CaseFactory.create(now=STARTED)
    third = CaseFactory.create(now=STARTED + timedelta(days=2))
    for state in (State.RETURNED, State.VERIFIED, State.WITHDRAWN):
        CaseFactory.create(state=state)
    DraftFactory.create()
    assert references(desk) == [first.reference, second.reference, third.reference]


def test_row_says_age_kind_place_amounts_and_language(desk: Client) -> None:
    owner = UserFactory.create(language="zh-hans")
    case = CaseFactory.create(owner=owner)
    incident = IncidentFactory.create(title_en="The new year’s wave")
    place_case(case=case, incident=incident, by=UserFactory.create(is_staff=True), now=NOW)
    page = text_of(desk)
    for words in ("4 days", "Account suspended", "Amazon", "United States", "The new year’s wave", "US$12,500", "中文"):
        assert words in page, words
    assert "waits-long" in page
    assert owner.email not in page


def test_second_submission_is_marked(desk: Client) -> None:
    case = CaseFactory.create(state=State.RETURNED)
    assert references(desk) == []
    submit_case(case=case, filing=FilingFactory.build(), by=case.owner, now=STARTED + timedelta(days=2))
    rows = desk.get("/desk/").context["rows"]
    assert [(row.case.pk, row.is_again) for row in rows] == [(case.pk, True)]


def test_tabs_count_and_show_each_list(desk: Client) -> None:
    waiting = CaseFactory.create()
    returned = CaseFactory.create(state=State.RETURNED)
    verified = CaseFactory.create(state=State.VERIFIED)
    withdrawn = CaseFactory.create(state=State.WITHDRAWN)
    everything = {waiting.reference, returned.reference, verified.reference, withdrawn.reference}
    counts = {tab["show"]: tab["count"] for tab in desk.get("/desk/").context["tabs"]}
    assert counts == {"verify": 1, "returned": 1, "unplaced": 3, "verified": 1, "all": 4}
    assert references(desk, "show=returned") == [returned.reference]
    assert references(desk, "show=verified") == [verified.reference]
    assert set(references(desk, "show=unplaced")) == everything - {withdrawn.reference}
    assert set(references(desk, "show=all")) == everything
    assert references(desk, "show=nonsense&page=none&platform=none") == [waiting.reference]


def test_case_verified_long_ago_is_no_longer_recent(desk: Client, at: Callable[[datetime], Any]) -> None:
    CaseFactory.create(state=State.VERIFIED)
    at(STARTED + timedelta(days=32))
    use_second_factor(desk, User.objects.get(is_staff=True, email="moderator@recourse.example"))
    assert references(desk, "show=verified") == []


@pytest.mark.parametrize(
    "query", ["platform=temu", "case_type=funds_withheld", "language=zh-hans", "incident=spring", "show=all&q=Harbour"]
)
def test_filters_leave_what_they_name(desk: Client, query: str) -> None:
    CaseFactory.create()
    filing = FilingFactory.build(
        platform="temu",
        marketplace="",
        country="US",
        case_type="funds_withheld",
        account=AccountFactsFactory.build(store_name="Harbour"),
    )
    wanted = CaseFactory.create(owner=UserFactory.create(language="zh-hans"), filing=filing)
    moderator = User.objects.get(email="moderator@recourse.example")
    place_case(case=wanted, incident=IncidentFactory.create(slug="spring"), by=moderator, now=NOW)
    assert references(desk, query) == [wanted.reference]


def test_whole_reference_leads_to_its_case_in_any_state(desk: Client) -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    typed = case.reference.removeprefix("RC-").replace("-", "").lower()
    response = desk.get("/desk/", {"show": "all", "q": typed})
    assert (response.status_code, response["Location"]) == (302, f"/desk/case/{case.pk}/")


def test_reference_of_a_draft_leads_nowhere(desk: Client) -> None:
    draft = DraftFactory.create()
    response = desk.get("/desk/", {"show": "all", "q": draft.case.reference})
    assert response.status_code == 200
    assert response.context["rows"] == []


def test_empty_list_says_what_it_is_for(desk: Client) -> None:
    assert "The queue is empty" in text_of(desk)
    assert "Nothing matches" in text_of(desk, "platform=temu")
    assert "No case stands in this list" in text_of(desk, "show=returned")


def test_number_of_queries_does_not_grow_with_rows(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    CaseFactory.create()
    desk.get("/desk/")  # content types and the like are remembered
    with django_assert_num_queries(QUERIES):
        desk.get("/desk/")
    for _ in range(4):
        place_case(
            case=CaseFactory.create(), incident=IncidentFactory.create(), by=UserFactory.create(is_staff=True), now=NOW
        )
    with django_assert_num_queries(QUERIES):
        assert len(desk.get("/desk/").context["rows"]) == 5


QUERIES = 15


def test_long_lists_are_counted_and_paged_no_further_than_a_thousand(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("apps.moderation.selectors", "apps.moderation.views.queue"):
        monkeypatch.setattr(f"{module}.MOST_SHOWN", 2)
    for _ in range(3):
        CaseFactory.create()
    response = desk.get("/desk/")
    assert len(response.context["rows"]) == 2
    assert '<span class="count">2+</span>' in response.content.decode()
