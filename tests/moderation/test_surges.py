"""Surges at the desk."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.incidents.enums import SurgeState
from apps.incidents.models import Incident, Surge
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.incidents import IncidentFactory, SurgeFactory

pytestmark = pytest.mark.django_db
LIST = "/desk/surges/"


def decide(desk: Client, surge: Surge, step: str, **words: str) -> int:
    return desk.post(f"{LIST}{surge.pk}/", {"step": step, **words}).status_code


def cases(number: int) -> None:
    for _ in range(number):
        CaseFactory.create(owner=UserFactory.create())


def test_a_surge_shows_its_days_its_cases_and_what_they_share(desk: Client) -> None:
    cases(3)
    page = desk.get(f"{LIST}{SurgeFactory.create().pk}/").content.decode()
    assert page.count("<rect") == 63
    assert "One wording of the notice: 100% (3 of 3 notices)" in page
    assert "3 cases that stand in no incident are placed in it" in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("expected", "said"), [(0.25, "0.25"), (0.0, "under 0.01"), (0.004, "under 0.01"), (12.0, "12.00")]
)
def test_what_was_to_be_expected_is_never_said_to_be_nothing(desk: Client, expected: float, said: str) -> None:
    surge = SurgeFactory.create(expected=expected)
    assert f">{said}</td>" in desk.get(LIST).content.decode()
    assert f"where {said} were to be expected" in desk.get(f"{LIST}{surge.pk}/").content.decode()


def test_one_button_makes_an_incident(desk: Client) -> None:
    cases(2)
    surge = SurgeFactory.create()
    assert decide(desk, surge, "make", title_en="Wave", title_zh="") == 409
    assert decide(desk, surge, "make", title_en="Wave", title_zh="封号潮") == 302
    incident = Incident.objects.get()
    assert [incident.placements.count(), incident.is_public] == [2, False]
    assert "Made an incident" in desk.get(f"{LIST}{surge.pk}/").content.decode()
    assert decide(desk, surge, "dismiss", reason="No.") == 409


def test_its_cases_go_into_an_incident_that_is_there(desk: Client) -> None:
    cases(2)
    incident = IncidentFactory.create()
    assert decide(desk, SurgeFactory.create(), "place", incident="") == 409
    assert decide(desk, Surge.objects.get(), "place", incident=incident.slug) == 302
    assert incident.placements.count() == 2


def test_it_can_be_noted_that_it_is_none(desk: Client) -> None:
    surge = SurgeFactory.create()
    assert decide(desk, surge, "dismiss") == 409
    assert decide(desk, surge, "dismiss", reason="One agency.") == 302
    surge.refresh_from_db()
    assert surge.state == SurgeState.DISMISSED


def test_an_unknown_step_or_surge_is_refused(desk: Client) -> None:
    assert decide(desk, SurgeFactory.create(), "publish") == 400
    assert desk.get(f"{LIST}4711/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_many(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    cases(number)
    surge = SurgeFactory.create()
    for place in range(number):
        SurgeFactory.create(marketplace=f"amazon.{place}")
    with django_assert_num_queries(7):
        desk.get(LIST)
    with django_assert_num_queries(15):
        desk.get(f"{LIST}{surge.pk}/")
