"""The press kit: one page of paper per subject and language, read back from its PDF."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from apps.dossiers.enums import Reason
from apps.dossiers.paper.printing import CannotPrint, print_pages
from apps.statistics.actions import print_sheets, printing
from apps.statistics.models import Batch, PressSheet
from apps.statistics.paper.sheets import subjects_of, write_sheet
from apps.statistics.paper.words import Pages
from apps.statistics.rules.disclosure.gate import State
from apps.statistics.rules.methods.rows import Row
from tests.factories.incidents import ClaimedFigureFactory, IncidentFactory
from tests.factories.statistics import CaseFactFactory, PressSheetFactory, publish_counted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2018, 3, 5, 6, tzinfo=UTC)


@pytest.fixture
def batch() -> Batch:
    """Forty sellers of one incident with a claim about it; another incident of which nothing is counted."""
    wave = IncidentFactory.create(slug="wave", title_en="The great wave", title_zh="大封号")
    for label in ("Sellers", "Loss", "Brands", "Days", "Reads"):
        ClaimedFigureFactory.create(
            incident=wave, label_en=label, label_zh=label, value=Decimal(500), unit_en="shops", unit_zh="家"
        )
    ClaimedFigureFactory.create(incident=IncidentFactory.create(slug="quiet"))
    return publish_counted(40, now=MONDAY, incident=str(wave.pk))


def text_of(sheet: PressSheet) -> tuple[int, str]:
    """How many pages, and what stands on them, without spaces: lines break anywhere."""
    document = pypdfium2.PdfDocument(bytes(sheet.content))
    return len(document), "".join("".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("Thegreatwave", "Counted:atleast", "sellers.Documented:atleastUS$", "500shops", "asof5March2018"),
        ),
        ("zh-hans", ("大封号", "已计数：至少", "有凭证", "500家", "截至2018年3月5日")),
    ],
)
def test_a_sheet_is_one_page_with_the_sentence_its_rung_hash_and_link(
    batch: Batch, language: str, said: tuple[str, ...]
) -> None:
    printing._print(batch, "wave", language, lambda: MONDAY)
    pages, text = text_of(PressSheet.objects.get())
    assert pages == 1
    assert [words for words in said if words not in text] == []
    assert batch.sha256 in text
    assert f"https://recourse.test{reverse('figures-batch', args=[1])}" in text
    assert f"https://recourse.test{reverse('help-topic', args=['figures'])}" in text


METHODS = {
    "en": ("Bymethod,eachwithitsrange", "Halfwereback", "Appealsthatweredecided", "Thepapersmakelikely"),
    "zh-hans": ("按统计方法得出，各有区间", "一半", "申诉", "按凭证"),
}


@pytest.mark.parametrize("language", METHODS)
def test_a_sheet_says_what_methods_say_and_stays_one_page(batch: Batch, language: str) -> None:
    """Of all cases: the share, the median wait, the likely sum and the estimate; of an incident: what is its own."""
    (wave,) = (one["id"] for one in batch.figures["incidents"] if one["slug"] == "wave")
    rows = [
        Row(table, *place, measure, unit, State.PRINTED, 0, 60, 30, 90)
        for place in (("all", "all"), ("incident", wave))
        for table, measure, unit in (
            ("appeals", "succeeded", "percent"),
            ("waits", "median", "days"),
            ("likely", "total", "USD"),
        )
    ]
    rows.append(Row("population", "all", "all", "total", "sellers", State.PRINTED, 2, 1600, 1300, 1900))
    document = json.dumps({**batch.figures, "methods": [row.as_data() for row in rows]})
    said = Batch(number=1, sha256=batch.sha256, document=document)
    for subject in ("all", "wave"):
        printed = print_pages(write_sheet(said, subject, language), identifier="methods")
        pages, text = text_of(PressSheet(content=printed.content))
        assert pages == 1
        assert [words for words in METHODS[language] if words not in text] == []
        assert ("1,600" in text) == (subject == "all")


def test_each_counted_subject_is_printed_once_in_each_language(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def press(html: str, *, identifier: str) -> Any:
        asked.append(html)
        return type("Printed", (), {"content": b"%PDF"})()

    monkeypatch.setattr(printing, "print_pages", press)
    assert subjects_of(batch) == ["all", "wave"]
    assert (print_sheets(clock=lambda: MONDAY), print_sheets(clock=lambda: MONDAY)) == (4, 0)
    assert len(asked) == 4
    assert PressSheet.objects.count() == 4


def test_where_nothing_can_be_printed_the_beat_comes_again(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(html: str, *, identifier: str) -> Any:
        raise CannotPrint(Reason.NO_FONT)

    monkeypatch.setattr(printing, "print_pages", press)
    assert print_sheets(clock=lambda: MONDAY) == 0
    assert PressSheet.objects.count() == 0


def test_where_nobody_gave_papers_the_sentence_says_how_many_are_counted() -> None:
    for _ in range(40):
        CaseFactFactory.create()
    batch = publish_counted(0, now=MONDAY)
    (quote,) = Pages(batch).quotes()
    assert re.fullmatch(r"Counted: at least [34]0 distinct sellers\.", quote.sentence)
    assert [value for _rung, _label, value, _note in quote.rungs[1:]] == ["withheld"] * 3


def test_before_the_first_batch_there_is_nothing_to_print() -> None:
    assert print_sheets(clock=lambda: MONDAY) == 0


def test_a_printed_sheet_is_final() -> None:
    sheet = PressSheetFactory.create()
    with pytest.raises(DatabaseError), transaction.atomic():
        PressSheet.objects.filter(pk=sheet.pk).update(subject="wave")


@pytest.mark.parametrize(("language", "counted"), [("en", "Counted: at least"), ("zh-hans", "已计数：至少")])
def test_the_page_has_sentences_to_copy_and_the_paper(
    client: Client, batch: Batch, language: str, counted: str, django_assert_max_num_queries: Any
) -> None:
    client.cookies["django_language"] = language
    kit = reverse("figures-press", args=[1])
    before = client.get(kit).content.decode()
    assert (counted in before, ".pdf" in before) == (True, False)
    for subject in ("all", "wave"):
        PressSheetFactory.create(batch=batch, subject=subject)
    with django_assert_max_num_queries(3):
        page = client.get(kit).content.decode()
    assert page.count(".pdf") == 2
    assert f"SHA-256 {batch.sha256[:16]}" in page
    paper = client.get(reverse("figures-sheet", args=[1, "wave", "en"]))
    assert (paper["Content-Type"], paper["ETag"], paper.content) == (
        "application/pdf",
        f'"{batch.sha256}"',
        b"%PDF-1.7",
    )
    assert client.get(reverse("figures-sheet", args=[1, "nothing", "en"])).status_code == 404
    assert client.get(reverse("figures-sheet", args=[2, "wave", "en"])).status_code == 404
    assert client.get(reverse("figures-press", args=[2])).status_code == 404
    assert client.post(kit).status_code == 405
