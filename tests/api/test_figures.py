"""Published figures for programs: the rows of the batch, cached by its hash, open to scripts of other sites."""

import csv
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from apps.incidents.models import Incident
from apps.statistics.actions import correct_batch, prepare_batch
from apps.statistics.models import Batch
from apps.statistics.rules.printed import COLUMNS
from tests.api.conftest import Program
from tests.factories.accounts import ModeratorFactory
from tests.factories.incidents import ClaimedFigureFactory, IncidentFactory
from tests.factories.statistics import publish_counted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2018, 3, 5, 6, tzinfo=UTC)
BELOW = ("", "tables/", "tables.csv", "incidents/wave/")


@pytest.fixture
def wave() -> Incident:
    incident = IncidentFactory.create(slug="wave")
    ClaimedFigureFactory.create(incident=incident, value=Decimal(500), unit_en="sellers", unit_zh="名卖家")
    return incident


@pytest.fixture
def batch(wave: Incident) -> Batch:
    return publish_counted(40, now=MONDAY, incident=str(wave.pk))


def test_batches_are_listed_with_their_corrections_newest_first(
    anybody: Program, batch: Batch, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        one = anybody.get("figures/").json()["results"]
    later = [publish_counted(0, now=MONDAY + timedelta(days=7 * week)) for week in (1, 2)]
    correct_batch(batch=batch, text_en="Wrong.", text_zh="有误。", by=ModeratorFactory.create(), now=MONDAY)
    prepare_batch(by=None, now=MONDAY)
    with django_assert_num_queries(3):
        rows = anybody.get("figures/").json()["results"]
    assert ([row["number"] for row in one], [row["number"] for row in rows]) == ([1], [3, 2, 1])
    assert [row["previous"] for row in rows] == [later[0].sha256, batch.sha256, ""]
    assert [said["text"] for said in rows[2]["corrections"]] == [{"en": "Wrong.", "zh": "有误。"}]


def test_a_batch_is_what_was_hashed(anybody: Program, batch: Batch, tmp_path: Path) -> None:
    answer = anybody.get("figures/1/")
    assert batch.document in answer.content.decode()
    file = tmp_path / "figures.json"
    file.write_bytes(answer.content)
    call_command("verify_figures", str(file))


@pytest.mark.parametrize("path", BELOW)
def test_what_is_below_a_batch_is_cached_by_its_hash(
    anybody: Program, batch: Batch, path: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        answer = anybody.get(f"figures/1/{path}")
    assert (answer.status_code, answer["ETag"], answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == (
        200,
        f'"{batch.sha256}"',
        "public, max-age=300",
        "*",
    )
    again = anybody.get(f"figures/1/{path}", If_None_Match=answer["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])


@pytest.mark.parametrize("path", [*BELOW, "incidents/nowhere/"])
def test_what_was_not_published_is_not_there(anybody: Program, wave: Incident, path: str) -> None:
    prepare_batch(by=None, now=MONDAY)
    answer = anybody.get(f"figures/1/{path}", Accept="*/*")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_tables_are_the_same_rows_in_json_and_csv(anybody: Program, batch: Batch) -> None:
    said = anybody.get("figures/1/tables/").json()
    answer = anybody.get("figures/1/tables.csv", Accept="text/csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [{key: str("" if row[key] is None else row[key]) for key in COLUMNS} for row in said["results"]] == rows
    assert len(rows) == sum(len(series["cells"]) for series in batch.figures["series"])


def test_an_incident_is_told_rung_by_rung_with_its_claims_apart(anybody: Program, batch: Batch) -> None:
    said = anybody.get("figures/1/incidents/wave/").json()
    assert [rung["rung"] for rung in said["rungs"]] == ["sellers", "documented"]
    assert said["rungs"][0]["sellers"]["at_least"] in (30, 40)
    assert said["rungs"][0]["amount"] is None
    assert said["rungs"][1]["amount"]["at_least"] <= 40_000
    assert [(claim["value"], claim["unit"]["en"]) for claim in said["claims"]] == [("500", "sellers")]
    assert json.dumps(said["rungs"]).count("500") == 0
