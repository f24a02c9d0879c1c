from datetime import date

import pytest
from django.utils.translation import override

from apps.incidents.models import Incident
from apps.incidents.selectors import occurring_in, public_incident, public_incidents, search_incidents
from tests.factories.incidents import IncidentFactory

FOUNDING = ["amz-2018-02-14", "amz-brand-2022-12"]


def found(text: str) -> list[str]:
    return [incident.slug for incident in search_incidents(public_incidents(), text)]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("封号", "amz-2018-02-14"),
        ("品牌备案", "amz-brand-2022-12"),
        ("广州", "temu-2024-07"),
        ("dongguan", "amz-arb-dongguan"),
        ("ARBITRATION", "paypal-evans-2022"),
        ("Temu 广州", "temu-2024-07"),
        ("ｗｉｓｈ", "wish-2018-12-13-liu"),
        ("刷单", "amz-2021-200-accounts"),
        ("brushing", "amz-2018-02-14"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_search_finds_in_both_scripts_whatever_the_reader_s_language(
    incidents: None, text: str, slug: str, language: str
) -> None:
    with override(language):
        assert slug in found(text)


def test_search_needs_every_word(incidents: None) -> None:
    assert found("Temu Amazon-in-the-desert") == []
    assert found("Guangzhou 2.14") == ["amz-2018-02-14"]


def test_search_for_nothing_finds_all_the_latest_first_and_the_undated_last(incidents: None) -> None:
    slugs = found("   ")
    assert (len(slugs), slugs[0], slugs[-1]) == (13, "temu-2024-07", "paypal-cn-exporters")


@pytest.mark.parametrize("text", ["100%", "_", "'; drop table", "\0封号\0", "（" * 300])
def test_search_takes_any_text(incidents: None, text: str) -> None:
    assert isinstance(found(text), list)


def test_hidden_incident_is_not_public(db: None) -> None:
    hidden = IncidentFactory.create(is_public=False)
    assert list(public_incidents()) == []
    with pytest.raises(Incident.DoesNotExist):
        public_incident(hidden.slug)


def test_occurring_lists_only_what_there_is(db: None) -> None:
    IncidentFactory.create(platform="temu", started_on=date(2024, 7, 22), case_types=["penalty"])
    IncidentFactory.create(platform="amazon", started_on=date(2018, 2, 14), case_types=["funds_withheld"])
    IncidentFactory.create(
        platform="amazon", started_on=None, started_precision="", started_status="", case_types=["funds_withheld"]
    )
    occurring = occurring_in(public_incidents())
    assert (occurring.platforms, occurring.years, occurring.kinds, occurring.has_undated) == (
        ["amazon", "temu"],
        [2024, 2018],
        ["funds_withheld", "penalty"],
        True,
    )


def test_public_incident_takes_the_same_number_of_queries_however_much_is_said(
    incidents: None, django_assert_num_queries: object
) -> None:
    for slug in ["amz-2018-02-14", "amz-2021-tongtuo"]:
        with django_assert_num_queries(12):  # type: ignore[operator]
            incident = public_incident(slug)
            assert [figure.in_words for figure in incident.figures.all()]
            assert [policy.first_day for policy in incident.policies.all()] == []
            assert all(each.in_words for each in incident.dates.all())
