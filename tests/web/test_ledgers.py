"""The ledger's page, and a report from the upload to its lines."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.cases.actions import EvidenceRefused, remove_evidence
from apps.cases.models import Case
from apps.core import clock
from apps.losses.actions import load_rates, work_on_imports
from apps.losses.enums import ImportState
from apps.losses.models import ReportImport
from tests.factories.cases import CaseFactory
from tests.factories.losses import AmountFactory
from tests.losses.test_imports import JUNE
from tests.losses.test_rates import history


@pytest.fixture
def case(seller: User) -> Case:
    return CaseFactory.create(owner=seller)


@pytest.fixture
def page(client: Client, seller: User) -> Client:
    client.force_login(seller)
    return client


def upload(page: Client, case: Case, content: bytes = JUNE, name: str = "结算报告.txt") -> Any:
    return page.post(f"/cases/{case.pk}/ledger/reports/", {"report": SimpleUploadedFile(name, content)})


def work() -> None:
    work_on_imports(clock=clock.now)


def test_an_empty_ledger_says_what_to_bring(page: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, filing__amounts=())
    response = page.get(f"/cases/{case.pk}/ledger/")
    assert response.status_code == 200
    assert "Bring the settlement report" in response.content.decode()


def test_a_report_from_upload_to_lines_and_back(page: Client, case: Case) -> None:
    where = upload(page, case).headers["Location"]
    report = ReportImport.objects.get()
    assert where == f"/cases/{case.pk}/ledger/reports/{report.pk}/"
    assert 'hx-trigger="every 2s"' in page.get(where).content.decode()
    work()
    shown = page.get(where).content.decode()
    assert "hx-trigger" not in shown
    assert "add up to its stated total of US$25" in shown
    assert [word in shown for word in ("Account-level reserve", "US$420", "row 6")] == [True] * 3
    assert page.post(where + "move/", {"move": "take"}).status_code == 302
    work()
    ledger = page.get(f"/cases/{case.pk}/ledger/").content.decode()
    assert "A · platform document" in ledger
    assert "结算报告.txt</bdi></a>, row 6" in ledger
    page.post(where + "move/", {"move": "undo"})
    assert "A · platform document" not in page.get(f"/cases/{case.pk}/ledger/").content.decode()
    page.post(where + "move/", {"move": "redo"})
    assert "A · platform document" in page.get(f"/cases/{case.pk}/ledger/").content.decode()


def test_the_case_page_keeps_declared_and_documented_apart(page: Client, case: Case) -> None:
    upload(page, case)
    work()
    report = ReportImport.objects.get()
    page.post(f"/cases/{case.pk}/ledger/reports/{report.pk}/move/", {"move": "take"})
    work()
    shown = page.get(f"/cases/{case.pk}/").content.decode()
    assert "US$500" in shown, "reserve and fine"
    assert "what the platform's own reports show" in shown


def test_the_same_file_again_leads_to_where_it_is(page: Client, case: Case) -> None:
    first = upload(page, case).headers["Location"]
    assert upload(page, case).headers["Location"] == first
    assert ReportImport.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "This file is empty."), (b"MZ\x90\x00" + bytes(200), "this is none of them")]
)
def test_what_is_no_file_of_ours_is_refused_on_the_page(page: Client, case: Case, content: bytes, words: str) -> None:
    response = upload(page, case, content)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert ReportImport.objects.count() == 0


def test_what_is_no_report_is_said_and_can_be_read_otherwise(page: Client, case: Case) -> None:
    where = upload(page, case, b"Dear seller,\nyour account is closed.\n").headers["Location"]
    work()
    shown = page.get(where).content.decode()
    assert "This is not a report that we know." in shown
    assert page.post(where + "look/", {"encoding": "nonsense"}).status_code == 422
    assert page.post(where + "look/", {"encoding": "gb18030"}).status_code == 302
    assert ReportImport.objects.get().state == ImportState.WAITING


@pytest.mark.parametrize("move", ["take", "undo", "redo", "fly", ""])
def test_a_move_that_is_not_possible_is_said_and_changes_nothing(page: Client, case: Case, move: str) -> None:
    where = upload(page, case).headers["Location"]
    response = page.post(where + "move/", {"move": move}, follow=True)
    assert response.status_code == 200
    assert ReportImport.objects.get().state == ImportState.WAITING


def test_a_report_of_another_case_is_not_found_under_this_one(page: Client, case: Case, seller: User) -> None:
    where = upload(page, case).headers["Location"]
    other = CaseFactory.create(owner=seller)
    assert page.get(where.replace(str(case.pk), str(other.pk))).status_code == 404


def test_the_ledger_asks_no_more_with_more_reports(
    page: Client, case: Case, django_assert_max_num_queries: Any
) -> None:
    upload(page, case)
    work()
    with django_assert_max_num_queries(12) as first:
        page.get(f"/cases/{case.pk}/ledger/")
        asked = len(first)
    upload(page, case, JUNE + b"\n")
    upload(page, case, JUNE + b"\n\n")
    work()
    for report in ReportImport.objects.all():
        page.post(f"/cases/{case.pk}/ledger/reports/{report.pk}/move/", {"move": "take"})
    work()
    with django_assert_max_num_queries(asked):
        page.get(f"/cases/{case.pk}/ledger/")


def test_all_lines_in_one_currency_with_rate_and_day(page: Client, seller: User) -> None:
    load_rates(source=history())
    amounts = (AmountFactory.build(currency="USD"), AmountFactory.build(currency="TWD", component="fba_stock"))
    case = CaseFactory.create(owner=seller, filing__amounts=amounts)
    shown = page.get(f"/cases/{case.pk}/ledger/?currency=CNY").content.decode()
    assert [word in shown for word in ("6.34", "CN¥79,", "no rate is published", "1 line has no published rate")] == [
        True
    ] * 4
    assert page.get(f"/cases/{case.pk}/ledger/?currency=%00nonsense").status_code == 200


def test_a_report_on_which_lines_stand_is_not_removed_from_the_evidence(page: Client, case: Case, seller: User) -> None:
    where = upload(page, case).headers["Location"]
    entry = case.files.get(kind="settlement_report")
    with pytest.raises(EvidenceRefused, match="ledger stands on this report"):
        remove_evidence(entry=entry, by=seller, now=clock.now())
    page.post(where + "move/", {"move": "cancel"})
    remove_evidence(entry=entry, by=seller, now=clock.now())
    assert not case.files.filter(pk=entry.pk).exists()
