"""The desk's page of an incident's claims: who entered them, when, how well known, contradicted by what."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.incidents.actions import load_incidents, read_data_files, save_facts
from apps.incidents.models import ClaimedFigure, Incident
from tests.factories.incidents import ClaimedFigureFactory, IncidentFactory

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(client_of: Callable[[User], Client], moderator: User) -> Client:
    return client_of(moderator)


def page_of(desk: Client, incident: Incident) -> str:
    answer = desk.get(f"/desk/incident/{incident.pk}/claims/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_moderators_read_who_entered_what_and_how_it_read_before(desk: Client, moderator: User) -> None:
    incident = IncidentFactory.create()
    claim: ClaimedFigure = ClaimedFigureFactory.build(incident=incident, bound="exactly", confidence="low")
    rival = ClaimedFigureFactory.build(incident=incident, bound="exactly", value=Decimal(80), claimant_en="a lawyer")
    save_facts(incident=incident, saved=[claim, rival], deleted=[], by=moderator, now=NOW)
    claim.value = Decimal(600)
    save_facts(incident=incident, saved=[claim], deleted=[rival], by=moderator, now=NOW)
    rival.pk = None
    rival.key = "again"
    save_facts(incident=incident, saved=[rival], deleted=[], by=moderator, now=NOW)
    page = page_of(desk, incident)
    wanted = (f"{moderator.email} · 22 Nov 2026", "Claimed · Confidence: low", "80 sellers</bdi> (a lawyer)")
    assert [words for words in wanted if words not in page] == []
    assert "Value: <bdi>500.0000</bdi> → <bdi>600.0000</bdi>" in page
    assert (page.count(">contradicted<"), page.count(">taken out<"), page.count(">Taken out<")) == (2, 1, 1)


def test_a_claim_of_a_release_says_so(desk: Client) -> None:
    load_incidents(records=read_data_files(), now=NOW)
    incident = Incident.objects.get(slug="amz-2018-02-14")
    page = page_of(desk, incident)
    assert page.count("a data file of this release · 22 Nov 2026") == 6
    assert f"/desk/incident/{incident.pk}/claims/" in (
        desk.get(f"/desk/incidents/incident/{incident.pk}/change/").content.decode()
    )


def test_what_was_entered_before_it_was_kept_says_so(desk: Client) -> None:
    incident = ClaimedFigureFactory.create(incident__origin="moderator").incident
    assert "not noted: it was entered before that was kept" in page_of(desk, incident)
    ClaimedFigureFactory.create(incident=(shipped := IncidentFactory.create(origin="data")))
    assert "a data file of this release" in page_of(desk, shipped)


def test_without_claims_the_page_says_what_to_do(desk: Client) -> None:
    assert "No claim is noted of this incident" in page_of(desk, IncidentFactory.create())
    assert desk.get("/desk/incident/999999/claims/").status_code == 404


def test_many_claims_ask_as_often_as_one(desk: Client, moderator: User, django_assert_num_queries: Any) -> None:
    incident = IncidentFactory.create()
    for number in (1, 3):
        claims = [ClaimedFigureFactory.build(incident=incident) for _ in range(number)]
        save_facts(incident=incident, saved=claims, deleted=[], by=moderator, now=NOW)
        page_of(desk, incident)
        with django_assert_num_queries(9):
            page_of(desk, incident)
