"""A cost list from the template or the clipboard to lines of the ledger."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core import clock
from apps.losses.models import ReportImport
from tests.losses.reports.lookalikes import as_text
from tests.losses.test_stock import COSTS, INVENTORY
from tests.web.test_ledgers import case, page, upload, work

__all__ = ["case", "page"]  # fixtures


def paste(page: Client, case: Case, text: str) -> Any:
    return page.post(f"/cases/{case.pk}/ledger/costs/", {"pasted": text})


def take(page: Client, where: str) -> None:
    work()
    page.post(where + "move/", {"move": "take"})
    work()


def test_a_pasted_list_is_shown_beside_the_stock_and_values_it(page: Client, case: Case) -> None:
    take(page, upload(page, case, INVENTORY, "inventory.txt").headers["Location"])
    where = paste(page, case, COSTS.decode().replace(",", "\t")).headers["Location"]
    work()
    shown = page.get(where).content.decode()
    assert [
        words in shown
        for words in ("What it matches", "CN¥17,622", "440 pieces by your", "of 1320; not valued", "rows 4")
    ] == [True] * 5
    take(page, where)
    ledger = page.get(f"/cases/{case.pk}/ledger/").content.decode()
    assert "inventory.txt</bdi></a>, row 2 × <a" in ledger
    assert "32,986.80" in ledger
    page.post(where + "move/", {"move": "undo"})
    assert "× <a" not in page.get(f"/cases/{case.pk}/ledger/").content.decode()


@pytest.mark.parametrize(("data", "words"), [({}, "Choose a file, or paste"), ({"pasted": " \n"}, "Choose a file")])
def test_nothing_is_refused_on_the_page(page: Client, case: Case, data: dict[str, str], words: str) -> None:
    response = page.post(f"/cases/{case.pk}/ledger/costs/", data)
    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert ReportImport.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "name", "heading"),
    [
        ("en", "costs", "SKU"),
        ("zh-hans", "costs", "商品编码"),
        ("en", "amounts", "Date"),
        ("zh-hans", "amounts", "日期"),
    ],
)
def test_templates_come_in_the_readers_language(
    page: Client, case: Case, language: str, name: str, heading: str
) -> None:
    User.objects.filter(pk=case.owner_id).update(language=language)
    response = page.get(f"/cases/{case.pk}/ledger/template/{name}/")
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert sheet["A1"].value == heading
    assert page.get(f"/cases/{case.pk}/ledger/template/other/").status_code == 404


def test_the_kind_of_evidence_is_ones_own_choice(page: Client, case: Case) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("inventory.txt", INVENTORY)
    page.post(f"/cases/{case.pk}/ledger/reports/", {"report": file, "kind": "inventory_report"})
    assert case.files.filter(kind="inventory_report").count() == 1


def stranded(day: str) -> bytes:
    names = ["sku", "stranded-reason", "fulfillable-qty", "Date-to-take-auto-removal"]
    row = dict(zip(names, ("SKU-1", "Listing closed", "14", day), strict=True))
    return as_text(names, [row, {**row, "sku": "SKU-2"}]).encode()


def test_the_day_of_removal_becomes_a_date_of_the_case_once(page: Client, case: Case) -> None:
    day = clock.now().date() + timedelta(days=20)
    where = upload(page, case, stranded(day.isoformat()), "stranded.txt").headers["Location"]
    work()
    shown = page.get(where).content.decode()
    assert [words in shown for words in ("28 stranded pieces are removed", f"removal:{day}")] == [True, True]
    for _ in range(2):
        kept = page.post(where + "date/", {"day": f"removal:{day}"}).headers["Location"]
    assert case.docket
    found = [date for date in case.docket.deadlines.filter(wall_day=day) if date.is_own]
    assert [(date.label, kept) for date in found] == [("28 stranded pieces are removed", f"/dates/{found[0].pk}/")]


def test_a_day_the_report_does_not_name_or_that_is_over_is_none(page: Client, case: Case) -> None:
    where = upload(page, case, stranded("2018-01-05"), "stranded.txt").headers["Location"]
    work()
    assert "Days that the report names" not in page.get(where).content.decode()
    for name in ("removal:2018-01-05", "removal:2030-01-01", ""):
        assert page.post(where + "date/", {"day": name}).headers["Location"] == where
