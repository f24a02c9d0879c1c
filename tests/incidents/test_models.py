from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from apps.incidents.enums import FactStatus, fact_statuses
from tests.factories import incidents as factories
from tests.factories.incidents import (
    ClaimedFigureFactory,
    IncidentFactory,
    PlatformPromiseFactory,
    PolicyVersionFactory,
    PromiseOutcomeFactory,
    SourceFactory,
)

EVERY = [
    name for name in vars(factories) if name.endswith("Factory") and name not in ("CaseFactory", "ModeratorFactory")
]


@pytest.mark.parametrize("name", EVERY)
def test_every_row_can_be_named(db: None, name: str) -> None:
    assert str(getattr(factories, name).create())


def test_statuses_are_the_vocabulary_s() -> None:
    assert [code for code, _ in fact_statuses()] == list(FactStatus.values)


def test_bilingual_text_follows_the_reader_and_falls_back() -> None:
    incident = IncidentFactory.build(title_en="Wave", title_zh="封号潮", place_en="Guangzhou", place_zh="")
    with override("en"):
        assert (incident.title, incident.place) == ("Wave", "Guangzhou")
    with override("zh-hans"):
        assert (incident.title, incident.place) == ("封号潮", "Guangzhou")


@pytest.mark.parametrize(
    ("factory", "fields", "constraint"),
    [
        (IncidentFactory, {"slug": "Not-Plain"}, "incident_slug_is_plain"),
        (IncidentFactory, {"started_status": ""}, "incident_start_says_how_known"),
        (IncidentFactory, {"ended_on": "2001-01-01", "ended_precision": "day"}, "incident_ends_after_it_starts"),
        (IncidentFactory, {"outcome": "settlement"}, "incident_outcome_says_how_known"),
        (SourceFactory, {"url": "javascript:alert(1)"}, "source_url_is_web"),
        (ClaimedFigureFactory, {"value": None}, "figure_says_something"),
        (ClaimedFigureFactory, {"value_high": 2}, "figure_range_in_order"),
        (ClaimedFigureFactory, {"currency": "usd"}, "figure_currency_is_iso"),
        (ClaimedFigureFactory, {"is_doubtful": True}, "figure_doubt_has_its_reason"),
        (PlatformPromiseFactory, {"rule": "amz.funds_hold_90d"}, "promise_has_one_basis"),
        (PlatformPromiseFactory, {"counted_from": "2022-12-01"}, "promise_counts_by_a_rule"),
        (PromiseOutcomeFactory, {"end": "not_known"}, "promise_not_known_has_no_day"),
        (PromiseOutcomeFactory, {"source": ""}, "promise_end_has_its_source"),
    ],
)
def test_database_refuses_what_cannot_be(db: None, factory: Any, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory.create(**fields)


@pytest.mark.parametrize(
    ("fields", "english", "chinese"),
    [
        ({}, "at least 500 sellers", "500名卖家"),
        ({"value_high": 800, "bound": "exactly", "unit_en": "people", "unit_zh": "人"}, "500–800 people", "500–800人"),
        ({"currency": "USD", "unit_en": "", "unit_zh": "", "bound": "about"}, "about US$500", "US$500"),
        ({"text_en": "tens of thousands", "text_zh": "数以万计"}, "tens of thousands", "数以万计"),
    ],
)
def test_figure_is_said_as_it_was_claimed(fields: dict[str, Any], english: str, chinese: str) -> None:
    figure = ClaimedFigureFactory.build(incident=None, **fields)
    with override("en"):
        assert figure.in_words == english
    with override("zh-hans"):
        assert chinese in figure.in_words


@pytest.mark.parametrize(
    ("factory", "fields", "constraint"),
    [
        (SourceFactory, {"archived_url": "https://archive.example/1"}, "source_copy_has_its_day"),
        (SourceFactory, {"archived_sha256": "0" * 64}, "source_copy_has_its_day"),
        (SourceFactory, {"archived_sha256": "G" * 64, "archived_on": "2018-02-14"}, "source_hash_is_one"),
        (SourceFactory, {"archived_url": "ftp://a.example", "archived_on": "2018-02-14"}, "source_copy_is_on_the_web"),
        (PolicyVersionFactory, {"url": "", "archived_url": ""}, "policy_can_be_read"),
        (PolicyVersionFactory, {"valid_until": "2001-01-01"}, "policy_days_in_order"),
        (PolicyVersionFactory, {"url": "javascript:alert(1)"}, "policy_url_is_web"),
    ],
)
def test_a_copy_says_its_day_and_hash_and_terms_their_days(
    db: None, factory: Any, fields: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory.create(**fields)
