"""Cases to place, one after another: where each may belong and why, one key, and the next."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.cases.models import Case, CaseOpening
from apps.incidents.actions import place_case
from apps.incidents.models import Incident, Placement
from apps.moderation.actions import take_next
from apps.moderation.selectors.queues import QUEUES
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import STARTED, CaseFactory, DraftFactory
from tests.factories.incidents import IncidentFactory
from tests.incidents.test_suggestions import NOTICE, filed, wave
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db


def in_order(*notices: str) -> list[Case]:
    return [filed(notice, STARTED + timedelta(hours=place)) for place, notice in enumerate(notices)]


def address(case: Case) -> str:
    return f"/desk/placing/{case.pk}/"


def test_the_page_says_where_and_why_and_that_somebody_looked(desk: Client, moderator: User) -> None:
    incident = wave(NOTICE)
    case = filed(NOTICE.format("Lantern"))
    page = desk.get(address(case)).content.decode()
    assert str(incident) in page
    assert "The notice has the same wording as those of 3 cases in it." in page
    assert page.count('tone-success">') == 4  # wording, type, marketplace, reason; the day is six years off
    assert page.count('tone-warning">') == 1
    assert 'data-key="1"' in page
    assert CaseOpening.objects.filter(case=case, by=moderator).count() == 1
    assert "style=" not in page


def test_one_button_places_and_goes_on_to_the_next(desk: Client, moderator: User) -> None:
    incident = wave(NOTICE)
    first, second = in_order(NOTICE.format("a"), NOTICE.format("b"))
    assert desk.post("/desk/queues/place/next/").headers["Location"] == address(first)
    assert desk.post(address(first), {"chosen": incident.pk}).headers["Location"] == address(second)
    assert Placement.objects.get(case=first).by == moderator
    answer = desk.post(address(second), {"chosen": "", "other": incident.pk}, follow=True)
    assert answer.redirect_chain == [("/desk/queues/", 302)]
    assert "No other case waits to be placed." in answer.content.decode()


def test_later_goes_on_without_placing_and_passes_what_others_are_at(desk: Client) -> None:
    first, theirs, second = in_order("a", "b", "c")
    desk.post("/desk/queues/place/next/")
    assert take_next(queue=QUEUES["place"], by=ModeratorFactory.create(), now=NOW) == (theirs.pk,)
    assert desk.post(address(first), {"later": "1"}).headers["Location"] == address(second)
    assert Placement.objects.count() == 0


def test_nothing_chosen_or_another_platform_is_refused(desk: Client) -> None:
    case, elsewhere = filed("a"), IncidentFactory.create(platform="temu")
    assert desk.post(address(case), {}).status_code == 400
    assert desk.post(address(case), {"chosen": elsewhere.pk}).status_code == 400
    assert "No incident suggests itself" in desk.get(address(case)).content.decode()


def test_drafts_and_what_is_not_there_are_not_found(desk: Client) -> None:
    assert desk.get(address(DraftFactory.create().case)).status_code == 404
    assert desk.get("/desk/placing/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_where_it_stood_is_shown(desk: Client, moderator: User) -> None:
    case, one, two = filed("a"), IncidentFactory.create(), IncidentFactory.create()
    for incident in (one, two):
        place_case(case=case, incident=incident, by=moderator, now=NOW)
    assert f"{one} → {two}" in desk.get(address(case)).content.decode()


def test_the_queue_leads_to_the_list_of_unplaced_cases(desk: Client) -> None:
    assert 'href="/desk/?show=unplaced">Cases without incident' in desk.get("/desk/queues/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many_there_are(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        wave(NOTICE, number)
    case = filed(NOTICE.format("x"))
    desk.get(address(case))
    with django_assert_num_queries(14):
        desk.get(address(case))


# -- the seller's page
def test_a_seller_sees_which_incidents_fit_and_says_which_it_is(
    client_of: Callable[[User], Client], seller: User
) -> None:
    incident = wave(NOTICE)
    Incident.objects.filter(pk=wave(NOTICE).pk).update(is_public=False)
    case = CaseFactory.create(owner=seller, filing__notice_text=NOTICE.format("x"))
    client, page = client_of(seller), f"/cases/{case.pk}/incident/"
    assert "Does it belong to an incident?" in client.get(f"/cases/{case.pk}/").content.decode()
    shown = client.get(page).content.decode()
    assert (shown.count("My case belongs here"), "wording of the notice, what happened" in shown) == (1, True)
    assert "cases in it" not in shown
    assert client.post(page, {"incident": "elsewhere"}).status_code == 422
    assert client.post(page, {"incident": incident.slug}).headers["Location"] == f"/cases/{case.pk}/"
    assert Placement.objects.get(case=case).how == "seller"
    assert f"Your case stands in “{incident}”." in client.get(page).content.decode()


def test_a_seller_without_a_fitting_incident_is_told_so(client_of: Callable[[User], Client], seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    assert "None fits so far" in client_of(seller).get(f"/cases/{case.pk}/incident/").content.decode()


def test_where_a_moderator_placed_it_nothing_is_asked(
    client_of: Callable[[User], Client], seller: User, moderator: User
) -> None:
    case = CaseFactory.create(owner=seller, filing__notice_text=NOTICE.format("x"))
    theirs, other = wave(NOTICE), wave(NOTICE)
    place_case(case=case, incident=theirs, by=moderator, now=NOW)
    client = client_of(seller)
    assert "incident?" not in client.get(f"/cases/{case.pk}/").content.decode()
    answer = client.post(f"/cases/{case.pk}/incident/", {"incident": other.slug}, follow=True).content.decode()
    assert "A moderator has placed this case." in answer
    assert Placement.objects.get(case=case).incident == theirs


def test_nobody_else_opens_it(client_of: Callable[[User], Client], stranger: User) -> None:
    case = CaseFactory.create(owner=UserFactory.create())
    assert client_of(stranger).get(f"/cases/{case.pk}/incident/").status_code == 404


def test_a_case_is_taken_out_of_every_incident(desk: Client, moderator: User) -> None:
    incident = wave(NOTICE)
    case = filed(NOTICE.format("Lantern"))
    place_case(case=case, incident=incident, by=moderator, now=NOW)
    assert f'name="out" value="{incident.pk}"' in desk.get(address(case)).content.decode()
    assert desk.post(address(case), {"out": incident.pk}).headers["Location"] == address(case)
    assert not Placement.objects.filter(case=case).exists()
    assert "→ no incident" in desk.get(address(case)).content.decode()
    answer = desk.post(address(case), {"out": incident.pk})
    assert [answer.status_code, "a moment ago" in answer.content.decode()] == [409, True]
    assert desk.post(address(case), {"out": "x"}).status_code == 409
