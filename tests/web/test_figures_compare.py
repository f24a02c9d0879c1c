"""Any past figure can be shown and compared."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.statistics.models import Batch
from apps.statistics.paper.comparing import compare, compare_methods
from apps.statistics.paper.words import Pages
from apps.statistics.rules.disclosure.gate import State
from apps.statistics.rules.methods.rows import Row
from tests.factories.statistics import publish_counted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2018, 3, 5, 6, tzinfo=UTC)
URL = "/figures/compare/"


def test_only_what_is_printed_otherwise_is_shown() -> None:
    batches = [
        publish_counted(number, now=MONDAY + timedelta(days=7 * week), platform="amazon")
        for week, number in enumerate((40, 0, 30))
    ]
    first, second, third = (Pages(batch) for batch in batches)
    assert compare(first, second) == []
    changes = compare(first, third)
    assert {(change.rung, change.label) for change in changes} >= {("Counted", "All cases"), ("Counted", "Amazon")}
    (counted,) = (change for change in changes if (change.rung, change.label) == ("Counted", "All cases"))
    assert (counted.sellers_before, counted.sellers_now) == (
        first.sellers(first.cell("sellers")),
        third.sellers(third.cell("sellers")),
    )
    assert counted.amount_now == ""
    assert [change.sellers_now for change in compare(third, first)] == [change.sellers_before for change in changes]


def test_what_is_printed_no_longer_is_shown_too() -> None:
    old = publish_counted(40, now=MONDAY, platform="amazon")
    new = publish_counted(40, now=MONDAY + timedelta(days=7), platform="temu")
    changes = [change for change in compare(Pages(new), Pages(old)) if change.label == "Temu"]
    assert changes != []
    assert {change.sellers_now for change in changes} == {"withheld"}


def test_the_page_compares_the_newest_two_or_those_asked_for(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    assert "nothing to compare yet" in client.get(URL).content.decode()
    publish_counted(40, now=MONDAY)
    assert "nothing to compare yet" in client.get(URL).content.decode()
    publish_counted(0, now=MONDAY + timedelta(days=7))
    assert "the same in both" in client.get(URL).content.decode()
    publish_counted(40, now=MONDAY + timedelta(days=14))
    with django_assert_max_num_queries(3):
        page = client.get(URL).content.decode()
    assert "Counted: All cases" in page
    assert client.get(f"{URL}?from=1&to=3").content.decode().count("<option") == 6
    assert "the same in both" in client.get(f"{URL}?from=2&to=1").content.decode()
    assert "two different batches" in client.get(f"{URL}?from=2&to=2").content.decode()
    client.cookies["django_language"] = "zh-hans"
    assert "已计数" in client.get(URL).content.decode()


def with_rows(batch: Batch, *rows: Row) -> Pages:
    """The batch, had methods said this."""
    document = {**batch.figures, "methods": [row.as_data() for row in rows]}
    return Pages(Batch(number=batch.number, document=json.dumps(document)))


def test_what_methods_say_otherwise_is_shown_in_words() -> None:
    batch = publish_counted(40, now=MONDAY, platform="amazon")
    share = Row("appeals", "platform", "amazon", "succeeded", "percent", State.PRINTED, 0, 36, 18, 58)
    step = Row("waits", "all", "all", "still_waiting", "percent", State.PRINTED, 30, 55, 40, 70)
    median = Row("waits", "all", "all", "median", "days", State.PRINTED, 0, 60, 30)
    most = Row("likely", "all", "all", "highest", "USD", State.PRINTED, 0, 1200, 1000, 1500)
    same = Row("spread", "all", "all", "ten_largest", "percent", State.PRINTED, 0, None, 10, 30)
    hidden = Row("spread", "all", "all", "winsorised", "USD", State.WITHHELD)
    lists = Row("population", "all", "all", "total", "sellers", State.PRINTED, 2, 1600, 1300, 1900)
    old = with_rows(batch, share, step, same, hidden, lists)
    new = with_rows(batch, replace(share, value=40, low=20), median, most, replace(same, state=State.KEPT))
    assert [(change.name, change.before, change.now) for change in compare_methods(old, new)] == [
        ("Share of decided appeals that succeeded: Amazon", "about 36% (18% to 58%)", "about 40% (20% to 58%)"),
        (
            "When half were back: All cases",
            "",
            "Half were back within 60 days. The 95% interval begins at 30 days; its upper end is not known yet.",
        ),
        ("What the papers allow at most: All cases", "", "US$1,500"),
        ("Still waiting after 30 days: All cases", "at least 55% (40% to 70%)", ""),
        ("Estimated from lists of 2 associations: All cases", "about 1,600 (1,300 to 1,900)", ""),
    ]
    assert (compare_methods(old, old), [change.now for change in compare_methods(new, with_rows(batch, hidden))]) == (
        [],
        [""] * 4,
    )


def test_the_page_shows_what_methods_say_otherwise(client: Client) -> None:
    publish_counted(60, now=MONDAY)
    publish_counted(0, now=MONDAY + timedelta(days=7))
    assert "Shares, waits and likely sums" not in client.get(URL).content.decode()
    publish_counted(60, now=MONDAY + timedelta(days=14))
    page = client.get(URL).content.decode()
    assert ("Shares, waits and likely sums" in page, "What the papers make likely: All cases" in page) == (True, True)


@pytest.mark.parametrize("query", ["?from=x", "?to=-1", "?from=7&to=1", f"?to={'9' * 30}", "?from=１"])
def test_what_is_no_batch_is_not_there(client: Client, query: str) -> None:
    publish_counted(0, now=MONDAY)
    assert client.get(URL + query).status_code == 404
    assert client.post(URL).status_code == 405
    assert reverse("figures-compare") == URL
