"""What is open to everybody."""

from typing import Any

import pytest

from apps.marketplaces.enums import CASE_TYPES, MARKETPLACES
from tests.api.conftest import Program
from tests.factories.incidents import ClaimedFigureFactory, IncidentFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db


def test_the_vocabulary_has_every_code_in_both_languages(anybody: Program) -> None:
    answer = anybody.get("vocabulary/")
    said = answer.json()
    assert [term["code"] for term in said["case_type"]] == list(CASE_TYPES)
    assert said["state"][0] == {"code": "draft", "en": "Draft", "zh": "草稿"}
    assert answer["Cache-Control"] == "public, max-age=300"
    assert [name for name, terms in said.items() for term in terms if isinstance(term, dict) and not term["zh"]] == []


def test_what_was_read_is_not_sent_again(anybody: Program) -> None:
    tag = anybody.get("vocabulary/")["ETag"]
    assert anybody.get("vocabulary/", If_None_Match=tag).status_code == 304
    assert anybody.get("vocabulary/", Accept_Language="zh-hans")["ETag"] == tag


def test_marketplaces_of_one_platform(anybody: Program) -> None:
    assert len(anybody.get("marketplaces/").json()["results"]) == len(MARKETPLACES)
    rows = anybody.get("marketplaces/?platform=amazon").json()["results"]
    assert {row["platform"] for row in rows} == {"amazon"}
    assert anybody.get("marketplaces/?platform=nowhere").status_code == 400


def test_incidents_and_what_is_claimed_of_them(anybody: Program, django_assert_max_num_queries: Any) -> None:
    incident = ClaimedFigureFactory.create().incident
    policy = PolicyVersionFactory.create(incident=incident)
    IncidentFactory.create(is_public=False)
    rows = anybody.get("incidents/").json()["results"]
    assert [row["slug"] for row in rows] == [incident.slug]
    assert rows[0]["title"] == {"en": incident.title_en, "zh": incident.title_zh}
    with django_assert_max_num_queries(12):  # one for each kind of fact, terms in force among them
        said = anybody.get(f"incidents/{incident.slug}/").json()
    assert (said["figures"][0]["value"], said["figures"][0]["claimant"]["en"]) == ("500.0000", "a seller")
    (terms,) = said["policies"]
    assert (terms["title"]["en"], terms["valid_until"]) == (policy.title_en, "2018-09-30")
    assert (terms["archived_on"], terms["archived_sha256"]) == ("2018-02-14", "a" * 64)


def test_an_incident_not_public_is_not_there(anybody: Program) -> None:
    hidden = IncidentFactory.create(is_public=False)
    assert anybody.get(f"incidents/{hidden.slug}/").status_code == 404


def test_incidents_are_narrowed(anybody: Program) -> None:
    IncidentFactory.create()
    assert len(anybody.get("incidents/?case_type=account_suspension").json()["results"]) == 1
    assert anybody.get("incidents/?case_type=penalty").json()["results"] == []


def test_the_schema_comes_as_json_and_yaml(anybody: Program) -> None:
    as_json = anybody.client.get("/api/schema/")
    as_yaml = anybody.client.get("/api/schema/", headers={"Accept": "application/yaml"})
    assert as_json.json()["openapi"].startswith("3.")
    assert as_yaml.content.startswith(b"openapi: 3.")
