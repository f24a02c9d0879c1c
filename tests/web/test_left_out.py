"""The file of rows that were left out or not understood."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core import clock
from apps.losses.actions import work_on_imports
from apps.losses.models import ReportImport
from tests.factories.cases import CaseFactory
from tests.losses.reports.lookalikes import paypal
from tests.losses.reports.settlements import ORDER, settlement

LINES = settlement(
    [
        (("Nobody's word", "ItemPrice", "=1+1"), "2026-06-02", "5.00"),
        (ORDER, "2026-06-03", "twelve"),
        (ORDER, "2026-06-04", ""),
        (ORDER, "2026-06-05", "20.00"),
    ],
    name="17",
    ends="2026-06-30",
    total="25.00",
)
BROKEN = LINES + b"17\tone\ttoo many" + b"\t" * 24 + b"Jane Placeholder\n"


@pytest.fixture
def case(seller: User) -> Case:
    return CaseFactory.create(owner=seller)


@pytest.fixture
def page(client: Client, seller: User) -> Client:
    client.force_login(seller)
    return client


def bring(page: Client, case: Case, content: bytes) -> str:
    page.post(f"/cases/{case.pk}/ledger/reports/", {"report": SimpleUploadedFile("report.txt", content)})
    work_on_imports(clock=clock.now)
    return f"/cases/{case.pk}/ledger/reports/{ReportImport.objects.get().pk}/"


def table(page: Client, where: str) -> list[list[str]]:
    response = page.get(f"{where}left-out.csv")
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_each_row_stands_there_with_its_number_and_why(page: Client, case: Case) -> None:
    where = bring(page, case, BROKEN)
    head, *rows = table(page, where)
    assert head[:2] == ["Row", "Why"]
    assert [row[:2] for row in rows] == [
        ["3", "Counted, but we do not know this word yet."],
        ["4", "Not counted: an amount in it cannot be read."],
        ["5", "Not counted: it has no amount."],
        ["7", "Not counted: it has more cells than there are column names."],
    ]
    assert [rows[1][head.index(name)] for name in ("amount", "sku", "settlement-id")] == ["twelve", "SKU-1", "17"]
    assert "4 rows that were left out or not understood" in page.get(where).content.decode()


def test_no_cell_is_a_formula(page: Client, case: Case) -> None:
    head, first, *_ = table(page, bring(page, case, BROKEN))
    assert first[head.index("amount-description")] == "'=1+1"


def test_nothing_of_a_buyer_is_in_it(page: Client, case: Case) -> None:
    where = bring(page, case, BROKEN)
    assert "Placeholder" not in page.get(f"{where}left-out.csv").content.decode()


@pytest.mark.parametrize("damage", ['"Jane","Placeholder"', '"Jane Placeholder"'])
def test_nothing_of_a_buyer_of_paypal_is_in_it(page: Client, case: Case, damage: str) -> None:
    text = paypal("en").replace('"Jane Placeholder"', damage).replace('"Payment Hold"', '"A word of nobody"')
    where = bring(page, case, text.encode())
    told = page.get(f"{where}left-out.csv").content.decode()
    assert (len(told.splitlines()) > 1, "Placeholder" in told, "Jane" in told, "@" in told) == (True,) + (False,) * 3


def test_a_report_read_whole_has_none(page: Client, case: Case) -> None:
    where = bring(page, case, settlement([(ORDER, "2026-06-05", "20.00")], name="1", ends="2026-06-30", total="20.00"))
    assert len(table(page, where)) == 1
    assert "left-out.csv" not in page.get(where).content.decode()


def test_nobody_else_gets_it(client: Client, page: Client, case: Case, stranger: User) -> None:
    where = bring(page, case, BROKEN)
    client.force_login(stranger)
    assert client.get(f"{where}left-out.csv").status_code == 404
    assert client.post(f"{where}left-out.csv").status_code == 405
