"""The public page of figures and its files: one frozen document behind all of them."""

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.statistics.actions import correct_batch
from apps.statistics.models import Batch
from tests.factories.accounts import ModeratorFactory
from tests.factories.incidents import ClaimedFigureFactory, IncidentFactory
from tests.factories.statistics import publish_counted

pytestmark = pytest.mark.django_db
CORS = "Access-Control-Allow-Origin"
MONDAY = datetime(2018, 3, 5, 6, tzinfo=UTC)


def publish(sellers: int = 40, **facts: Any) -> Batch:
    return publish_counted(sellers, now=MONDAY, **facts)


def test_before_the_first_batch_the_page_says_so(client: Client) -> None:
    page = client.get(reverse("figures"))
    assert (page.status_code, "Nothing is published yet" in page.content.decode()) == (200, True)
    assert "Nothing is published yet" in client.get(reverse("figures-card")).content.decode()


@pytest.mark.parametrize(("language", "counted"), [("en", "Counted"), ("zh-hans", "已计数")])
def test_the_page_shows_counts_claims_and_charts(client: Client, language: str, counted: str) -> None:
    incident = IncidentFactory.create()
    ClaimedFigureFactory.create(incident=incident, value=Decimal(500), unit_en="sellers", unit_zh="名卖家")
    publish(incident=str(incident.pk))
    client.cookies["django_language"] = language
    page = client.get(reverse("figures")).content.decode()
    assert counted in page
    assert "<svg" in page
    assert "500" in page


def test_the_page_is_one_query(client: Client, django_assert_num_queries: Any) -> None:
    publish()
    client.get(reverse("figures"))
    with django_assert_num_queries(1):
        client.get(reverse("figures"))


def test_figures_of_invented_cases_say_so(client: Client) -> None:
    publish(demonstration=True)
    assert "invented cases" in client.get(reverse("figures")).content.decode()
    publish()
    assert "invented cases" not in client.get(reverse("figures")).content.decode()


def test_files_hold_what_was_hashed_and_are_cached_by_it(client: Client, tmp_path: Path) -> None:
    batch = publish()
    answer = client.get(reverse("figures-json", args=[1]))
    data = json.loads(answer.content)
    assert data["sha256"] == batch.sha256 == sha256(batch.document.encode()).hexdigest()
    again = client.get(reverse("figures-json", args=[1]), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert [client.get(reverse("figures"), headers={"Origin": "https://papers.example"}).get(CORS), answer[CORS]] == [
        None,
        "*",
    ]
    file = tmp_path / "figures.json"
    file.write_bytes(answer.content)
    call_command("verify_figures", str(file))


def test_every_format_says_the_same(client: Client) -> None:
    batch = publish()
    text = client.get(reverse("figures-csv", args=[1])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    cells = [cell for series in batch.figures["series"] for cell in series["cells"]]
    assert [row["sellers_at_least"] for row in rows] == [str(cell["sellers"]["at_least"] or "") for cell in cells]
    feed = ElementTree.fromstring(client.get(reverse("figures-feed")).content)
    assert f"urn:sha256:{batch.sha256}" in [entry.text for entry in feed.iter("{http://www.w3.org/2005/Atom}id")]


def test_the_card_may_be_framed_by_anybody_and_the_page_by_nobody(client: Client) -> None:
    publish()
    card, page = client.get(reverse("figures-card")), client.get(reverse("figures"))
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "X-Frame-Options" not in card
    assert "<script" not in card.content.decode()
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_earlier_batches_and_corrections_stay(client: Client) -> None:
    first = publish()
    publish(10)
    correct_batch(batch=first, text_en="Said wrongly.", text_zh="说错了。", by=ModeratorFactory.create(), now=MONDAY)
    page = client.get(reverse("figures-history")).content.decode()
    assert ("Said wrongly." in page, page.count("figures.json")) == (True, 2)
    assert "An earlier batch" in client.get(reverse("figures-batch", args=[1])).content.decode()
    assert client.get(reverse("figures-batch", args=[3])).status_code == 404
    assert client.post(reverse("figures")).status_code == 405


def test_a_feed_of_nothing_is_the_same_at_every_moment(db: None, client: Client) -> None:
    first = client.get(reverse("figures-feed")).content
    assert b"<updated>2018-02-14T00:00:00+00:00</updated>" in first
    assert client.get(reverse("figures-feed")).content == first
