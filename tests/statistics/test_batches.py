"""A batch: made from facts through the gate, published by two people, frozen, checked without us."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from apps.marketplaces.enums import PLATFORMS
from apps.statistics.actions import BatchRefused, correct_batch, prepare_batch, publish_batch, publish_due
from apps.statistics.enums import BatchState
from apps.statistics.models import Batch, SeriesMemory
from apps.statistics.paper.words import Pages
from apps.statistics.rules.disclosure.gate import Memory, pass_gate
from apps.statistics.rules.disclosure.remembering import memory_as_json, memory_from_json
from apps.statistics.selectors import latest_published, published_batches
from tests.factories.accounts import ModeratorFactory
from tests.factories.incidents import ClaimedFigureFactory, IncidentFactory
from tests.factories.statistics import AmountFactFactory, CaseFactFactory, CheckFactory
from tests.statistics.tables import RULES, SECRET, Contribution, table_of

pytestmark = pytest.mark.django_db
MONDAY = datetime(2018, 3, 5, 6, tzinfo=UTC)


def add_sellers(number: int, documented: int = 1000, **facts: Any) -> None:
    for _ in range(number):
        case = CaseFactFactory.create(documented=Decimal(documented), **facts)
        if documented:
            AmountFactFactory.create(case_id=case.case_id, in_documented=Decimal(documented))


def cells_of(batch: Batch, series: str) -> dict[tuple[str, str], dict[str, Any]]:
    (found,) = (one for one in batch.figures["series"] if one["name"] == series)
    return {(cell["by"], cell["category"]): cell for cell in found["cells"]}


def publish(now: datetime = MONDAY, demonstration: bool = False) -> Batch:
    return publish_batch(batch=prepare_batch(demonstration=demonstration, by=None, now=now), by=None, now=now)


def downloaded(batch: Batch, folder: Path) -> Path:
    file = folder / f"figures-{batch.number}.json"
    file.write_text(json.dumps({"figures": batch.figures, "sha256": batch.sha256}, ensure_ascii=False), "utf-8")
    return file


def test_a_batch_prints_floored_counts_and_sums_of_counted_cases_only() -> None:
    add_sellers(45, platform="amazon")
    add_sellers(3, platform="temu")
    add_sellers(30, counted=False)
    add_sellers(30, demonstration=True)
    batch = publish()
    total = cells_of(batch, "sellers")["all", "all"]["sellers"]
    assert total["state"] == "printed"
    assert total["at_least"] in (30, 40)
    amount = cells_of(batch, "documented")["all", "all"]["amount"]["at_least"]
    assert 48_000 * 0.85 * 0.9 <= amount <= 48_000
    assert ("platform", "temu") not in cells_of(batch, "documented")
    assert "temu" not in json.dumps(batch.figures["series"])


def test_claims_of_others_stand_beside_and_are_in_no_sum() -> None:
    incident = IncidentFactory.create()
    ClaimedFigureFactory.create(incident=incident, value=Decimal(500), unit_en="sellers")
    add_sellers(20, incident=str(incident.pk))
    (told,) = publish().figures["incidents"]
    assert (told["slug"], told["claims"][0]["value"], told["claims"][0]["claimant_en"] != "") == (
        incident.slug,
        "500",
        True,
    )


def test_two_moderators_are_needed_and_only_the_newest_prepared_batch_counts() -> None:
    first, second = ModeratorFactory.create(), ModeratorFactory.create()
    old = prepare_batch(by=first, now=MONDAY)
    batch = prepare_batch(by=first, now=MONDAY)
    with pytest.raises(BatchRefused):
        publish_batch(batch=batch, by=first, now=MONDAY)
    with pytest.raises(BatchRefused):
        publish_batch(batch=batch, by=None, now=MONDAY)
    with pytest.raises(BatchRefused):
        publish_batch(batch=old, by=second, now=MONDAY)
    assert publish_batch(batch=batch, by=second, now=MONDAY).state == BatchState.PUBLISHED
    with pytest.raises(BatchRefused):
        publish_batch(batch=batch, by=second, now=MONDAY)


def test_nothing_goes_out_while_cells_differ_from_the_rows() -> None:
    CheckFactory.create(differences=1)
    with pytest.raises(BatchRefused):
        prepare_batch(by=None, now=MONDAY)


def test_a_published_batch_is_frozen() -> None:
    batch = publish()
    for change in ({"document": "{}"}, {"sha256": "1" * 64}, {"state": BatchState.DISCARDED}, {"published_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        batch.delete()


def test_four_newcomers_do_not_show_until_there_are_five() -> None:
    add_sellers(40)
    first = cells_of(publish(), "documented")["all", "all"]["amount"]
    add_sellers(4, documented=9000)
    second = cells_of(publish(MONDAY + timedelta(days=7)), "documented")["all", "all"]["amount"]
    add_sellers(6, documented=9000)
    third = cells_of(publish(MONDAY + timedelta(days=14)), "documented")["all", "all"]["amount"]
    assert (second["state"], second["at_least"]) == ("kept from before", first["at_least"])
    assert third["at_least"] > first["at_least"]
    assert SeriesMemory.objects.values("batch").distinct().count() == 1


def test_the_memory_of_a_series_survives_the_database() -> None:
    rows = [Contribution((platform,), f"{platform}{n}", Decimal(n)) for platform in ("a", "b") for n in range(30)]
    memory = pass_gate(table_of(rows), RULES, SECRET).memory
    kept = json.loads(json.dumps(memory_as_json(memory)))
    again, plain = (pass_gate(table_of(rows[:-7]), RULES, SECRET, m) for m in (memory_from_json(kept), memory))
    assert (memory_from_json(memory_as_json(Memory())), again.lines) == (Memory(), plain.lines)


def test_the_weekly_run_publishes_once_a_week_and_only_where_there_is_something() -> None:
    assert publish_due(now=MONDAY) == []
    add_sellers(20, demonstration=True)
    assert [batch.demonstration for batch in publish_due(now=MONDAY)] == [True]
    assert publish_due(now=MONDAY + timedelta(days=6)) == []
    assert latest_published() == published_batches()[0]
    add_sellers(20)
    made = publish_due(now=MONDAY + timedelta(days=7))
    assert [(batch.demonstration, batch.number) for batch in made] == [(False, 1), (True, 2)]
    shown = latest_published()
    assert (shown, list(published_batches())) == (made[0], [made[0]])


def test_a_correction_stands_beside_a_batch_in_both_languages() -> None:
    batch, moderator = publish(), ModeratorFactory.create()
    with pytest.raises(BatchRefused):
        correct_batch(batch=batch, text_en="Wrong.", text_zh=" ", by=moderator, now=MONDAY)
    correct_batch(batch=batch, text_en="Wrong.", text_zh="有误。", by=moderator, now=MONDAY)
    assert batch.corrections.get().text_en == "Wrong."


def test_downloaded_batches_are_checked_without_us(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_sellers(40, case_type=f"kind-{uuid4().hex[:4]}")
    batches = [publish(), publish(MONDAY + timedelta(days=7))]
    files = [downloaded(batch, tmp_path) for batch in batches]
    call_command("verify_figures", *map(str, files))
    assert "batch 2, as it was published" in capsys.readouterr().out
    data = json.loads(files[0].read_text("utf-8"))
    data["figures"]["series"][0]["cells"][0]["sellers"]["at_least"] = 41
    files[0].write_text(json.dumps(data), "utf-8")
    with pytest.raises(SystemExit) as left:
        call_command("verify_figures", "--json", str(files[0]))
    said = json.loads(capsys.readouterr().out)
    assert (left.value.code, said["ok"], len(said["batches"][0]["complaints"])) == (2, False, 2)
    other = files[1].with_name("other.json")
    changed = json.loads(files[1].read_text("utf-8"))
    changed["figures"]["previous"] = "0" * 64
    other.write_text(json.dumps(changed), "utf-8")
    with pytest.raises(SystemExit):
        call_command("verify_figures", str(other))


def test_a_platform_that_is_called_other_is_not_taken_for_the_folded_ones() -> None:
    """Twelve sellers of a platform that we have no code for, and six each of two that are too small to stand alone."""
    for platform, number in (("other", 12), ("wish", 6), ("temu", 6), ("amazon", 15)):
        for _ in range(number):
            CaseFactFactory.create(platform=platform)
    batch = publish(MONDAY)
    places = sorted(category for by, category in cells_of(batch, "sellers") if by == "platform")
    assert places == ["amazon", "other", "other_by_name"]
    assert Pages(batch).label("platform", "other_by_name") == PLATFORMS.label("other") != "other_by_name"
