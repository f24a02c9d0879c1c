from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.cases.models import Case
from apps.incidents.actions import load_incidents, place_case, read_data_files
from apps.incidents.admin import IncidentAdmin
from apps.incidents.models import ClaimedFigure, Incident, Placement
from tests.factories.incidents import IncidentFactory, SourceFactory

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(client_of: Callable[[User], Client], moderator: User) -> Client:
    return client_of(moderator)


def typed_into(desk: Client, address: str) -> dict[str, Any]:
    """What the page's forms would send if nothing were changed."""
    admin_form = desk.get(address).context["adminform"].form
    formsets = [inline.formset for inline in desk.get(address).context["inline_admin_formsets"]]
    typed: dict[str, Any] = {}
    for form in [admin_form, *[f for s in formsets for f in [s.management_form, *s.forms]]]:
        for bound in form:
            if (value := bound.value()) is not None and value is not False:
                typed[bound.html_name] = value
    return typed


def test_list_shows_every_incident_with_its_cases(
    desk: Client, incidents: None, file_case: Any, seller: User, moderator: User
) -> None:
    hidden = IncidentFactory.create(title_en="Not for everybody", is_public=False)
    case: Case = file_case(seller)
    place_case(case=case, incident=hidden, by=moderator, now=NOW)
    page = desk.get("/desk/incidents/incident/")
    assert page.status_code == 200
    assert "Not for everybody" in page.content.decode()
    assert {row.slug: row.cases for row in page.context["cl"].queryset}[hidden.slug] == 1
    assert page.context["cl"].queryset.count() == 14


def test_saving_makes_an_incident_the_moderators(desk: Client, incidents: None) -> None:
    incident = Incident.objects.get(slug="amz-2018-02-14")
    address = f"/desk/incidents/incident/{incident.pk}/change/"
    typed = typed_into(desk, address) | {"title_en": "Another title"}
    answer = desk.post(address, typed)
    assert answer.status_code == 302, [
        *answer.context["errors"],
    ]
    incident.refresh_from_db()
    assert (incident.title_en, incident.origin) == ("Another title", "moderator")
    assert incident.unknown_en[0] == "how many accounts were blocked"
    assert incident.case_types == ["account_suspension", "funds_withheld", "inventory_held"]
    kept = load_incidents(records=read_data_files(), now=NOW).kept
    assert kept == ["amz-2018-02-14"]
    incident.refresh_from_db()
    assert incident.title_en == "Another title"


def test_changing_a_fact_alone_makes_the_incident_the_moderators_too(desk: Client, incidents: None) -> None:
    figure = ClaimedFigure.objects.get(incident__slug="amz-2018-02-14", key="weibo_topic_reads")
    address = f"/desk/incidents/incident/{figure.incident_id}/change/"
    typed = typed_into(desk, address)
    name = next(key for key, value in typed.items() if value == "weibo_topic_reads").replace("-key", "-value")
    assert desk.post(address, typed | {name: "321001"}).status_code == 302
    figure.refresh_from_db()
    assert figure.value == 321001
    assert figure.incident.origin == "moderator"
    assert load_incidents(records=read_data_files(), now=NOW).kept == ["amz-2018-02-14"]


def test_new_incident_is_written_and_seen_by_moderators_alone(desk: Client, client: Client) -> None:
    address = "/desk/incidents/incident/add/"
    typed = typed_into(desk, address) | {
        "slug": "etsy-2026-11",
        "platform": "etsy",
        "title_en": "Etsy wave",
        "summary_en": "It happened.",
        "case_types": ["account_restricted"],
        "unknown_en": "how many\n\n  why  ",
        "is_public": "on",
    }
    assert desk.post(address, typed).status_code == 302
    incident = Incident.objects.get()
    assert (incident.origin, incident.unknown_en) == ("moderator", ["how many", "why"])
    assert client.get("/incidents/etsy-2026-11/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "Not Plain"}, "valid “slug”"),
        ({"slug": "UPPER_case"}, "An address has small letters, digits and single hyphens only."),
        ({"started_on": "2024-03-20"}, "Say how exactly and how well the first day is known."),
        ({"case_types": ["rain"]}, "rain is not one of the available choices"),
        ({"outcome": "settlement"}, "Say how well the outcome is known."),
    ],
)
def test_incident_that_cannot_be_is_refused_with_a_sentence(
    desk: Client, changes: dict[str, Any], sentence: str
) -> None:
    address = "/desk/incidents/incident/add/"
    typed = typed_into(desk, address) | {"slug": "a", "platform": "etsy", "title_en": "a", "summary_en": "a"} | changes
    answer = desk.post(address, typed)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Incident.objects.count() == 0


def test_citing_a_source_that_is_not_listed_is_said(desk: Client) -> None:
    source = SourceFactory.create(incident=IncidentFactory.create())
    address = f"/desk/incidents/incident/{source.incident_id}/change/"
    typed = typed_into(desk, address) | {
        "timeline-TOTAL_FORMS": "1",
        "timeline-0-order": "1",
        "timeline-0-precision": "day",
        "timeline-0-text_en": "It began.",
        "timeline-0-status": "reported",
        "timeline-0-source_numbers": "1,7",
    }
    answer = desk.post(address, typed, follow=True)
    assert "Facts cite sources that are not listed: 7." in answer.content.decode()
    assert [entry.source_numbers for entry in source.incident.timeline.all()] == [[1, 7]]


def test_incident_cannot_be_deleted(desk: Client) -> None:
    incident = IncidentFactory.create()
    assert desk.post(f"/desk/incidents/incident/{incident.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Incident.objects.count() == 1
    assert IncidentAdmin.actions is None


def test_placements_are_only_looked_at(desk: Client, file_case: Any, seller: User, moderator: User) -> None:
    placement = place_case(case=file_case(seller), incident=IncidentFactory.create(), by=moderator, now=NOW)
    for table in ("placement", "placementchange"):
        page = desk.get(f"/desk/incidents/{table}/")
        assert page.status_code == 200
        assert placement.case.reference in page.content.decode()
        assert desk.get(f"/desk/incidents/{table}/add/").status_code in (403, 404)
    desk.post(f"/desk/incidents/placement/{placement.pk}/change/", {"how": "filed_as_affected"})
    assert Placement.objects.get().how == "moderator"


def test_desk_is_closed_to_sellers(client_of: Callable[[User], Client], seller: User) -> None:
    assert client_of(seller).get("/desk/incidents/incident/").status_code == 404
