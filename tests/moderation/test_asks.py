"""Pages of what needs two moderators: the lists, one request, the answer, and proposing an incident."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.core.four_eyes import AskState
from apps.incidents.models import PublicationAsk
from apps.privacy.models import CaseErasure
from tests.factories.accounts import ModeratorFactory
from tests.factories.asks import CaseErasureFactory, IdentityAskFactory, PublicationAskFactory
from tests.factories.cases import CaseFactory
from tests.factories.incidents import IncidentFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db
KINDS = [("identities", IdentityAskFactory), ("publications", PublicationAskFactory), ("erasures", CaseErasureFactory)]


@pytest.mark.parametrize(("kind", "factory"), KINDS)
def test_a_list_has_what_waits_and_what_was_answered(desk: Client, kind: str, factory: Any) -> None:
    place = f"/desk/{kind}/"
    assert "Nothing waits here" in desk.get(place).text
    ask = factory.create(now=NOW)
    page = desk.get(place).text
    assert [ask.title in page, str(ask.asked_by) in page] == [True, True]
    assert desk.post(f"{place}{ask.pk}/", {"step": "refuse"}).status_code == 409
    assert desk.post(f"{place}{ask.pk}/", {"step": "refuse", "words": "Not needed."})["Location"] == place
    assert ask.title not in desk.get(place).text
    assert "Refused" in desk.get(f"{place}?show=answered").text
    assert "Not needed." in desk.get(f"{place}{ask.pk}/").text


@pytest.mark.parametrize(("kind", "factory"), KINDS)
def test_an_answer_leads_to_the_next(desk: Client, kind: str, factory: Any) -> None:
    first, second = factory.create(now=NOW), factory.create(now=NOW)
    waiting = sorted((first, second), key=lambda ask: ask.pk)
    sent = {"step": "refuse", "words": "Not needed."}
    place = f"/desk/{kind}/"
    assert desk.post(f"{place}{waiting[0].pk}/", sent)["Location"] == f"{place}{waiting[1].pk}/"


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("kind", "factory"), KINDS)
def test_a_list_costs_the_same_however_many(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, kind: str, factory: Any, number: int
) -> None:
    for _ in range(number):
        factory.create(now=NOW)
    with django_assert_num_queries(7):
        desk.get(f"/desk/{kind}/")


def test_whoever_asked_reads_that_somebody_else_answers(desk: Client, moderator: User) -> None:
    ask = IdentityAskFactory.create(by=moderator, now=NOW)
    assert "somebody else has to answer" in desk.get(f"/desk/identities/{ask.pk}/").text
    own = IdentityAskFactory.create(case=CaseFactory.create(owner=moderator), now=NOW)
    assert "This is your own" in desk.get(f"/desk/identities/{own.pk}/").text


def test_an_incident_is_proposed_on_its_page_and_shown_by_another(
    desk: Client, client_of: Callable[[User], Client], client: Client
) -> None:
    incident = IncidentFactory.create(is_public=False, slug="spring")
    place = f"/desk/incident/{incident.pk}/publish/"
    assert desk.post(place, {"step": "propose", "words": ""}).status_code == 409
    assert desk.post(place, {"step": "propose", "words": "Two papers."}).status_code == 302
    assert "Another moderator has to agree" in desk.get(place).text
    ask = PublicationAsk.objects.get()
    here = f"/desk/publications/{ask.pk}/"
    seen = {"seen": incident.changed_at.isoformat(), "step": "allow"}
    assert desk.post(here, seen).status_code == 409
    other = client_of(ModeratorFactory.create())
    assert seen["seen"] in other.get(here).text
    assert other.post(here, {"step": "allow", "seen": ""}).status_code == 409
    assert client.get("/incidents/spring/").status_code == 404
    assert other.post(here, seen).status_code == 302
    ask.refresh_from_db()
    assert (ask.state, client.get("/incidents/spring/").status_code) == (AskState.ALLOWED, 200)
    assert desk.post(place, {"step": "hide"}).status_code == 302
    assert client.get("/incidents/spring/").status_code == 404


def test_a_case_is_proposed_with_what_goes_and_erased_by_another(
    desk: Client, client_of: Callable[[User], Client]
) -> None:
    case = CaseFactory.create()
    place = f"/desk/case/{case.pk}/erase/"
    assert "What goes, for good" in desk.get(place).text
    assert desk.post(place, {"ground": "court"}).status_code == 400
    assert desk.post(place, {"ground": "court", "words": "A court orders it."}).status_code == 302
    assert "Another moderator has to agree" in desk.get(place).text
    ask = f"/desk/erasures/{CaseErasure.objects.get().pk}/"
    assert desk.post(ask, {"step": "allow"}).status_code == 409
    case.refresh_from_db()
    assert case.narrative
    assert client_of(ModeratorFactory.create()).post(ask, {"step": "allow"}).status_code == 302
    case.refresh_from_db()
    assert case.narrative == ""
    assert "It is erased." in desk.get(place).text
    assert case.owner
    page = client_of(case.owner).get(f"/cases/{case.pk}/").text
    assert ["Two moderators erased" in page, "A court orders it." in page] == [True, True]
