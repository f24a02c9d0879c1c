"""The deadline rules in public: a list, and a page for each that can be cited."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.deadlines.rules import rule_book
from apps.deadlines.rules.describing import Asked, RuleCard

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def words(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&#x27;", "'").replace("&amp;", "&")
    return re.sub(r"\s+", " ", text)


def test_the_list_has_every_rule_once(client: Client) -> None:
    found: list[str] = []
    for page in range(1, 5):
        html = client.get("/rules/", {"page": page}).content.decode()
        found += re.findall(r'class="card-title"><a href="/rules/([^/"]+)/"', html)
    assert found == list(rule_book())


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ({"q": "17 days"}, "amz.poa_17d"),
        ({"platform": "paypal"}, "paypal.hold_180d"),
        ({"place": "CN", "q": "电子商务法"}, "cn.ecl_34"),
        ({"confidence": "low", "platform": "temu"}, "temu.semi_payout_45d"),
    ],
)
def test_the_list_is_narrowed(client: Client, asked: dict[str, str], first: str) -> None:
    html = client.get("/rules/", asked).content.decode()
    found = re.findall(r'class="card-title"><a href="/rules/([^/"]+)/"', html)
    assert first in found
    assert len(found) < len(rule_book())


@pytest.mark.parametrize(
    "asked", [{"q": "zebra"}, {"q": "\0"}, {"platform": "atlantis"}, {"page": "x"}, {"place": "'"}]
)
def test_the_list_takes_nonsense(client: Client, asked: dict[str, str]) -> None:
    assert client.get("/rules/", asked).status_code == 200


@pytest.mark.parametrize("rule_id", list(rule_book()))
def test_every_rule_has_its_page_with_its_sources(client: Client, rule_id: str) -> None:
    page = client.get(f"/rules/{rule_id}/")
    assert page.status_code == 200
    assert all(source.cite.en in words(page) for source in rule_book()[rule_id].sources)


def test_a_page_counts_from_the_day_in_its_address(client: Client) -> None:
    page = words(client.get("/rules/amz.poa_17d/", {"on": "2018-03-02"}))
    assert "Day 17 is Monday 19 March 2018." in page
    assert "Day 0 is Friday 2 March 2018; it is not counted." in page
    assert "Recourse, rule amz.poa_17d, pack amazon-accounts version" in page


def test_a_page_in_chinese(client: Client) -> None:
    page = words(client.get("/rules/amz.poa_17d/", {"on": "2018-03-02"}, headers={"accept-language": "zh-hans"}))
    assert "第17天是2018年3月19日（星期一）" in page


@pytest.mark.parametrize("on", ["", "never", "1066-10-14", "2200-01-01"])
def test_a_day_that_cannot_be_counted_from(client: Client, on: str) -> None:
    assert client.get("/rules/amz.poa_17d/", {"on": on}).status_code == 200


def test_what_is_doubtful_is_never_shown_as_law(client: Client) -> None:
    doubtful = [rule for rule in rule_book().values() if rule.doubts_on(NOW.date())]
    assert len(doubtful) > 5
    for rule in doubtful:
        assert "Check with counsel" in words(client.get(f"/rules/{rule.id}/"))


def test_a_rule_that_does_not_exist(client: Client) -> None:
    assert client.get("/rules/amz.nothing/").status_code == 404


def test_no_query_is_asked(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/rules/")
    with django_assert_num_queries(0):
        client.get("/rules/")
        client.get("/rules/amz.poa_17d/")


def test_everything_asked_must_fit() -> None:
    rule = rule_book()["amz.poa_17d"]
    assert Asked().fits(rule)
    assert Asked(text="Plan 17", platform="amazon", who="seller").fits(rule)
    assert not Asked(text="appeal zebra").fits(rule)
    assert not Asked(jurisdiction="CN").fits(rule)


def test_a_length_reads_in_both_languages() -> None:
    length = RuleCard(rule_book()["us.dmca_512g"], NOW.date()).length
    assert (length.en, length.zh) == ("from day 10 to day 14 (business days)", "第10至第14个工作日")
    once = RuleCard(rule_book()["eu.gdpr_dsar_1m"], NOW.date()).length
    assert (once.en, once.zh) == ("at most 1 month", "最迟1个月")


@time_machine.travel(NOW, tick=False)
def test_an_expired_rule_says_so(client: Client) -> None:
    assert "No longer valid" in words(client.get("/rules/amz.funds_hold_90d/"))
