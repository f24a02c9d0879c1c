import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils.translation import override

from apps.incidents.actions import DataProblems, load_incidents, read_data_files
from apps.incidents.actions.reading import DATA, FACTS
from apps.incidents.models import ClaimedFigure, Incident
from tests.factories.incidents import IncidentFactory

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything in the tables of incidents, primary keys included."""
    tables = {"incidents": Incident, **FACTS}
    return {name: list(model._default_manager.order_by("pk").values()) for name, model in tables.items()}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Any]:
    """`small(**changes)` writes a data file with one incident and reads it back."""

    def write(**changes: Any) -> list[Any]:
        entry = {
            "slug": "small-one",
            "platform": "etsy",
            "title": {"en": "Small", "zh": "小"},
            "summary": {"en": "It is small.", "zh": "很小。"},
            "sources": [{"number": 1, "publisher": "papers.example"}],
            "figures": [
                {
                    "key": "shops",
                    "label": {"en": "Shops", "zh": "店铺"},
                    "value": 3,
                    "claimant": {"en": "a shop", "zh": "一家店"},
                    "status": "claimed",
                }
            ],
            **changes,
        }
        (tmp_path / "one.yaml").write_text(yaml.safe_dump({"incidents": [entry]}, allow_unicode=True))
        return read_data_files(tmp_path)

    yield write


def test_load_reads_the_thirteen_incidents_of_the_project(db: None) -> None:
    loaded = load_incidents(records=read_data_files(), now=NOW)
    assert len(loaded.created) == 13
    assert {"amz-2018-02-14", "amz-brand-2022-12"} < set(loaded.created)
    assert Incident.objects.count() == 13


def test_load_twice_changes_nothing(db: None) -> None:
    load_incidents(records=read_data_files(), now=NOW)
    before = rows()
    again = load_incidents(records=read_data_files(), now=LATER)
    assert (again.created, again.changed, again.kept, len(again.unchanged)) == ([], [], [], 13)
    assert rows() == before


def test_load_of_a_changed_file_updates_the_incident_and_keeps_its_row(db: None, small: Any) -> None:
    load_incidents(records=small(), now=NOW)
    first = Incident.objects.get(slug="small-one")
    changed = small(title={"en": "Larger", "zh": "大"}, figures=[])
    assert load_incidents(records=changed, now=LATER).changed == ["small-one"]
    second = Incident.objects.get(slug="small-one")
    assert (second.pk, second.title_en, second.created_at, second.changed_at) == (first.pk, "Larger", NOW, LATER)
    assert second.figures.count() == 0


def test_load_leaves_a_moderator_s_incident_alone(db: None, small: Any) -> None:
    IncidentFactory.create(slug="small-one", title_en="A moderator's words")
    other = IncidentFactory.create(slug="quite-another")
    before = rows()
    assert load_incidents(records=small(), now=NOW).kept == ["small-one"]
    assert rows() == before
    assert Incident.objects.filter(pk=other.pk).exists()


def test_load_dry_run_says_and_writes_nothing(db: None) -> None:
    loaded = load_incidents(records=read_data_files(), dry_run=True, now=NOW)
    assert len(loaded.created) == 13
    assert Incident.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"platform": "atlantis"}, "“platform”: atlantis is not in the vocabulary"),
        ({"case_types": ["rain"]}, "“case_types”: rain is not in the vocabulary"),
        ({"title": {"en": "Only English"}}, "“title” needs a text in English (en) and in Chinese (zh)"),
        ({"titel": "x"}, "“titel” is not known here"),
        ({"sources": []}, "sources must be numbered 1, 2, 3 …, and there must be at least one"),
        ({"advice": [{"en": "Wait."}]}, "advice 1: “text” needs a text in English (en) and in Chinese (zh)"),
        ({"started": {"day": "soon"}}, "“started_on”"),
        ({"unknown": {"en": ["a", "b"], "zh": ["甲"]}}, "“unknown” has not as many items in English as in Chinese"),
        (
            {"timeline": [{"text": {"en": "a", "zh": "甲"}, "status": "claimed", "sources": [7]}]},
            "timeline 1: cites source 7, which is not listed",
        ),
        ({"timeline": [{"text": {"en": "a", "zh": "甲"}, "status": "sworn"}]}, "timeline 1: “status”"),
    ],
)
def test_reading_refuses_what_is_wrong_and_says_where(small: Any, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataProblems) as refused:
        small(**changes)
    assert any(problem.startswith("one.yaml, small-one") and sentence in problem for problem in refused.value.args)


def test_reading_refuses_the_same_slug_twice(small: Any, tmp_path: Path) -> None:
    small()
    (tmp_path / "two.yaml").write_text((tmp_path / "one.yaml").read_text())
    with pytest.raises(DataProblems, match=r"two\.yaml, small-one: there is another incident with this slug"):
        read_data_files(tmp_path)


def test_reading_refuses_a_file_that_is_no_yaml(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("incidents: [")
    with pytest.raises(DataProblems, match=r"bad\.yaml: not readable as YAML"):
        read_data_files(tmp_path)


def test_data_files_name_every_computed_date_s_rule_and_no_seed(db: None) -> None:
    text = "".join(path.read_text() for path in DATA.glob("*.yaml"))
    assert "_c569d5" not in text and "_358971" not in text and "/work" not in text


def test_founding_incident_of_2018_keeps_its_numbers(incidents: None) -> None:
    figures = {figure.key: figure for figure in ClaimedFigure.objects.filter(incident__slug="amz-2018-02-14")}
    sellers, loss = figures["sellers_contacted_same_treatment"], figures["estimated_loss"]
    assert (sellers.value, sellers.bound, sellers.status) == (Decimal(500), "at_least", "claimed")
    assert (loss.value, loss.bound, loss.currency, loss.status) == (Decimal(100_000_000), "more_than", "USD", "claimed")
    with override("en"):
        assert (sellers.in_words, loss.in_words) == ("at least 500 sellers", "more than US$100,000,000")
        assert figures["sellers_with_losses"].in_words == "tens of thousands"
    assert sorted(figures) == [
        "appeal_window_days",
        "estimated_loss",
        "review_days",
        "sellers_contacted_same_treatment",
        "sellers_with_losses",
        "weibo_topic_reads",
    ]


def test_founding_incident_of_2018_computes_its_dates(incidents: None) -> None:
    incident = Incident.objects.get(slug="amz-2018-02-14")
    assert [(each.rule, each.trigger, each.due) for each in incident.computed_dates.all()] == [
        ("amz.poa_17d", "2 March 2018", "19 March 2018"),
        ("amz.review_90d", "19 March 2018", "17 June 2018"),
        ("amz.funds_hold_90d", "14 February 2018", "15 May 2018"),
    ]
    assert {each.status for each in incident.computed_dates.all()} == {"computed"}


def test_brand_incident_says_that_its_year_is_inferred(incidents: None) -> None:
    incident = Incident.objects.get(slug="amz-brand-2022-12")
    assert incident.period == "8 December 2022 (year inferred)"
    days = {each.event: each.in_words for each in incident.dates.all()}
    assert days["first_restorations_reported"] == "weekend of 10 December 2022 (year inferred)"
    assert days["platform_answer_posted"] == "11 December 2022 (inferred)"
    assert incident.sources.get(number=1).published == "12 December 2022 (inferred)"


def test_doubtful_figure_of_temu_is_marked(incidents: None) -> None:
    doubtful = ClaimedFigure.objects.filter(is_doubtful=True)
    assert [(each.key, each.value) for each in doubtful] == [("withheld_other_count", Decimal(1_140_000_000))]
    assert doubtful[0].conflict_en


def test_command_answers_in_json_and_keeps_the_dry_run_dry(db: None) -> None:
    out = StringIO()
    call_command("load_incidents", "--dry-run", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert (len(answer["created"]), answer["dry_run"], Incident.objects.count()) == (13, True, 0)
    call_command("load_incidents", stdout=out)
    assert Incident.objects.count() == 13


def test_command_refuses_bad_data_with_its_sentences(db: None, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("nothing: here")
    with pytest.raises(CommandError, match=r"bad\.yaml: needs a list called “incidents” at the top"):
        call_command("load_incidents", data=tmp_path)


def test_every_loaded_text_is_there_in_both_languages(incidents: None) -> None:
    missing = []
    for name, model in {"incidents": Incident, **FACTS}.items():
        columns = {field.name for field in model._meta.concrete_fields}
        pairs = [(column, f"{column[:-3]}_zh") for column in columns if column.endswith("_en")]
        for row in model._default_manager.values():
            missing += [f"{name}: {english}" for english, chinese in pairs if bool(row[english]) != bool(row[chinese])]
    assert missing == []


def test_incident_before_any_date_is_shown_as_undated(incidents: None) -> None:
    assert Incident.objects.get(slug="paypal-cn-exporters").period == "date not known"
    assert Incident.objects.get(slug="amz-2021-mass").started_on == date(2021, 5, 1)
    assert Incident.objects.get(slug="amz-2021-mass").period == "May 2021 to September 2021"
