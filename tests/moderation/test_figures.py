"""A batch of figures at the desk: prepared by one moderator, published by another."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import User
from apps.statistics.actions import publish_batch
from apps.statistics.models import Batch
from apps.statistics.paper.preview import Preview
from tests.factories.accounts import ModeratorFactory
from tests.factories.statistics import AmountFactFactory, CaseFactFactory

pytestmark = pytest.mark.django_db
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
MONDAY = datetime(2018, 3, 5, 6, tzinfo=UTC)


def test_at_the_desk_one_prepares_and_another_publishes(desk: Client, moderator: User) -> None:
    for _ in range(3):
        CaseFactFactory.create(platform="temu")
    desk.post(reverse("admin:figures-prepare"), {"of": "real"})
    batch = Batch.objects.get()
    page = desk.get(reverse("admin:figures-desk")).content.decode()
    assert ("Another moderator publishes it." in page, "fewer than 20" in page) == (True, True)
    desk.post(reverse("admin:figures-publish", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.prepared_by) == ("prepared", moderator)
    publish_batch(batch=batch, by=ModeratorFactory.create(), now=MONDAY)
    desk.post(reverse("admin:figures-correct"), {"batch": batch.pk, "text_en": "Wrong.", "text_zh": "有误。"})
    assert batch.corrections.get().by == moderator


def test_the_preview_shows_each_number_of_a_method_and_why_it_is_withheld(desk: Client, moderator: User) -> None:
    """Sixty sellers with a thousand each, and one with more than all of them: what gives them away is withheld."""
    for amount in (*[Decimal(1000)] * 60, Decimal(90_000)):
        case = CaseFactFactory.create(documented=amount)
        AmountFactFactory.create(case_id=case.case_id, in_documented=amount)
    desk.post(reverse("admin:figures-prepare"), {"of": "real"})
    preview = Preview(Batch.objects.get())
    page = unescape(desk.get(reverse("admin:figures-desk")).content.decode())
    table = page.split("Shares, waits and spreads</summary>")[1].split("</table>")[0]
    said = [[part.strip() for part in CELL.findall(row)] for row in table.split("<tr>")[2:]]
    assert said == [[row.name, row.printed, row.why or "–"] for row in preview.methods]
    assert ["Ten largest hold: All cases", "withheld", "Too few sellers."] not in said
    withheld = page.split("Not printed</caption>")[1].split("</table>")[0]
    first = [part.strip() for part in CELL.findall(withheld.split("<tr>")[2])]
    assert first == ["Documented · All cases", "61", "US$150,000", "One or two sellers hold most of it."]


def test_the_preview_is_in_the_readers_words_and_knows_each_true_number(desk: Client, moderator: User) -> None:
    """No codes; what was prepared in English is read in Chinese."""
    for platform in ("amazon",) * 31 + ("temu",) * 3:
        CaseFactFactory.create(platform=platform)
    desk.post(reverse("admin:figures-prepare"), {"of": "real"})
    with translation.override("zh-hans"):
        preview = Preview(Batch.objects.get())
        counted = preview.series[0]
        cells = {cell.name: cell for cell in counted.cells}
        everybody, told = cells["全部案件"], counted.told
    assert (everybody.sellers, everybody.sellers_printed[:2], everybody.amount) == ("34", "至少", "")
    assert ("平台：其他" in cells, "平台：Temu（拼多多跨境）" in counted.folded) == (False, True)
    assert told.startswith("已计数：")
