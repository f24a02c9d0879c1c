"""Dates as pages: next first, with their working; decided by POST; a stranger finds nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.deadlines.enums import DeadlineState
from apps.deadlines.models import Deadline
from tests.factories.cases import CaseFactory
from tests.factories.deadlines import DeadlineFactory, DocketFactory, TriggerEntryFactory

NOW = datetime(2018, 3, 2, 13, tzinfo=UTC)


@pytest.fixture
def plan(seller: User, at: Callable[[datetime], object]) -> Deadline:
    at(NOW)
    docket = TriggerEntryFactory.create(docket=DocketFactory.create(owner=seller)).docket
    return docket.deadlines.get(rule_id="amz.poa_17d")


def test_list_shows_what_comes_next_first(plan: Deadline, seller: User, client_of: Callable[[User], Client]) -> None:
    page = client_of(seller).get("/dates/").content.decode()
    assert page.index("72 hours") < page.index("Plan of action within 17 days")


def test_a_date_says_why_and_by_which_source(plan: Deadline, seller: User, client_of: Callable[[User], Client]) -> None:
    page = client_of(seller).get(f"/dates/{plan.pk}/").content.decode()
    for words in ("Day 0 is", "sellerclass.com", "Los Angeles", "data-countdown", "Why this date"):
        assert words in page


def test_a_doubtful_date_is_marked(plan: Deadline, seller: User, client_of: Callable[[User], Client]) -> None:
    doubtful = plan.docket.deadlines.filter(needs_counsel=True).first()
    assert doubtful
    page = client_of(seller).get(f"/dates/{doubtful.pk}/").content.decode()
    assert ("Check with counsel" in page, "Stands in" in page) == (True, False)


@pytest.mark.parametrize(("decision", "state"), [("met", "met"), ("waived", "waived"), ("missed", "open")])
def test_deciding(plan: Deadline, seller: User, client_of: Callable[[User], Client], decision: str, state: str) -> None:
    client = client_of(seller)
    answer = client.post(f"/dates/{plan.pk}/decide/", {"decision": decision})
    assert (answer.status_code, answer["Location"]) == (302, f"/dates/{plan.pk}/")
    plan.refresh_from_db()
    assert plan.state == state
    if state != "open":
        client.post(f"/dates/{plan.pk}/decide/", {"decision": "back"})
        plan.refresh_from_db()
        assert plan.state == DeadlineState.OPEN


def test_a_get_never_acts(plan: Deadline, seller: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(seller).get(f"/dates/{plan.pk}/decide/", {"decision": "met"}).status_code == 405
    client_of(seller).post(f"/dates/{plan.pk}/decide/", {"decision": "x"})
    plan.refresh_from_db()
    assert (plan.state, plan.version) == ("open", 1)


def test_a_stranger_finds_nothing(plan: Deadline, stranger: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(stranger)
    assert client.get(f"/dates/{plan.pk}/").status_code == 404
    assert client.post(f"/dates/{plan.pk}/decide/", {"decision": "met"}).status_code == 404
    assert "Plan of action" not in client.get("/dates/").content.decode()
    plan.refresh_from_db()
    assert plan.is_open


def test_an_own_date_has_a_page(plan: Deadline, seller: User, client_of: Callable[[User], Client]) -> None:
    own = DeadlineFactory.create(docket=plan.docket)
    page = client_of(seller).get(f"/dates/{own.pk}/").content.decode()
    assert "Answer the lawyer" in page


def test_the_page_of_a_case_leads_with_its_next_date(
    seller: User, client_of: Callable[[User], Client], at: Callable[[datetime], object]
) -> None:
    at(datetime(2018, 2, 20, 12, tzinfo=UTC))
    case = CaseFactory.create(owner=seller)
    page = client_of(seller).get(f"/cases/{case.pk}/").content.decode()
    assert page.index('id="dates"') < page.index('id="next"')
    assert "data-countdown" in page


def test_an_old_case_is_told_that_its_dates_are_over(
    seller: User, client_of: Callable[[User], Client], at: Callable[[datetime], object]
) -> None:
    at(datetime(2024, 2, 20, 12, tzinfo=UTC))
    case = CaseFactory.create(owner=seller, now=datetime(2024, 2, 20, tzinfo=UTC))
    page = client_of(seller).get(f"/cases/{case.pk}/").content.decode()
    assert "was over before you entered it" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_few_times(
    plan: Deadline, seller: User, client_of: Callable[[User], Client], django_assert_num_queries: object, rows: int
) -> None:
    client = client_of(seller)
    client.get("/dates/")
    for _ in range(rows):
        DeadlineFactory.create(docket=plan.docket)
    with django_assert_num_queries(5):  # type: ignore[operator]
        client.get("/dates/")
