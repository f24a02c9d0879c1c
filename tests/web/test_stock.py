"""A cost list from the template or the clipboard to lines of the ledger."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from apps.accounts.models import User
from apps.cases.models import Case
from apps.losses.models import ReportImport
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
    assert [words in shown for words in ("What it matches", "CN¥17,622", "of 1320; not valued", "rows 4")] == [True] * 4
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
