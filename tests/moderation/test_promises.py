"""The desk's page on which the end of a promise is recorded, and what everybody sees of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.incidents.actions import load_incidents, read_data_files
from apps.incidents.models import Incident, PromiseOutcome

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TYPED = {
    "promise": "all-brands-back",
    "end": "kept",
    "kept_on": "2022-12-12",
    "reason_en": "Forty sellers posted their brands.",
    "reason_zh": "四十名卖家贴出了恢复截图。",
    "source": "https://papers.example/back",
}


@pytest.fixture
def address(db: None) -> str:
    load_incidents(records=read_data_files(), now=NOW)
    return f"/desk/incident/{Incident.objects.get(slug='amz-brand-2022-12').pk}/promises/"


@pytest.fixture
def desk(client_of: Callable[[User], Client], moderator: User) -> Client:
    return client_of(moderator)


def test_what_is_recorded_stands_on_the_public_page(desk: Client, address: str, client: Client) -> None:
    assert "All affected brands will be back" in desk.get(address).content.decode()
    answer = desk.post(address, TYPED)
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = client.get("/incidents/amz-brand-2022-12/").content.decode()
    assert "Kept on 12 December 2022." in page
    assert "Forty sellers posted their brands." in page
    assert "https://papers.example/back" in page
    assert (
        "四十名卖家"
        in client.get("/incidents/amz-brand-2022-12/", headers={"accept-language": "zh-hans"}).content.decode()
    )
    said = client.get("/api/v1/incidents/amz-brand-2022-12/").json()["promises"][0]
    assert (said["stand"], said["outcome"]["kept_on"]) == ("kept", "2022-12-12")
    assert (said["strict_at"], said["loose_at"]) == ("2022-12-13T05:00:00Z", "2022-12-14T08:00:00Z")


def test_a_refusal_keeps_what_was_typed(desk: Client, address: str) -> None:
    missing = desk.post(address, {**TYPED, "reason_en": "", "reason_zh": ""})
    assert (missing.status_code, "papers.example/back" in missing.content.decode()) == (400, True)
    late = desk.post(address, {**TYPED, "kept_on": "2022-12-15"})
    assert (late.status_code, "after the later reading" in late.content.decode()) == (409, True)
    assert PromiseOutcome.objects.count() == 0


def test_there_is_a_way_from_the_incident_s_record(desk: Client, address: str) -> None:
    incident = Incident.objects.get(slug="amz-brand-2022-12")
    assert address in desk.get(f"/desk/incidents/incident/{incident.pk}/change/").content.decode()


def test_no_promise_and_no_incident(desk: Client, address: str) -> None:
    none = Incident.objects.exclude(promises__isnull=False).first()
    assert none
    assert desk.get(f"/desk/incident/{none.pk}/promises/").status_code == 200
    assert desk.get("/desk/incident/999999/promises/").status_code == 404
