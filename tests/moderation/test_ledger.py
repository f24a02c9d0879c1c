"""The ledger at the desk: lines beside their rows, a word on one or a whole report, what the seller reads of it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.cases.actions import add_report
from apps.cases.enums import State
from apps.cases.models import Case, CaseEvent
from apps.core import clock
from apps.losses import actions
from apps.losses.models import LineVerdict
from apps.losses.selectors import current_lines
from tests.factories.cases import CaseFactory
from tests.losses.test_imports import JUNE
from tests.losses.test_stock import COSTS, INVENTORY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]


def bring(case: Case, content: bytes, name: str = "report.txt") -> None:
    assert case.owner
    file = SimpleUploadedFile(name, content)
    report = add_report(case=case, source=file, name=name, by=case.owner, now=clock.now())
    actions.work_on_imports(clock=clock.now)
    report.refresh_from_db()
    actions.take_over(report=report, by=case.owner, now=clock.now())
    actions.work_on_imports(clock=clock.now)


@pytest.fixture
def case(desk: Client, seller: User) -> Case:
    case = CaseFactory.create(owner=seller, state=State.SUBMITTED, filing__amounts=())
    bring(case, JUNE)
    return case


def page(case: Case) -> str:
    return f"/desk/case/{case.pk}/ledger/"


def test_a_line_stands_beside_its_rows_and_its_file(desk: Client, case: Case) -> None:
    html = desk.get(page(case)).text
    file = case.files.get().file
    assert [word in html for word in (file.sha256, "Account-level reserve", "$420", "held in the reserve")] == [
        True
    ] * 4
    assert f"/desk/case/{case.pk}/file/{case.files.get().pk}/" in html
    assert page(case) in desk.get(f"/desk/case/{case.pk}/").text


def test_stock_shows_pieces_and_the_cost_by_which_they_were_valued(desk: Client, case: Case) -> None:
    bring(case, INVENTORY, "inventory.txt")
    bring(case, COSTS, "costs.csv")
    html = desk.get(page(case)).text
    assert [word in html for word in ("costs.csv", ">440<", "unit cost", "40.05")] == [True] * 4


def test_a_word_on_one_line_reaches_the_seller(
    desk: Client, case: Case, client_of: Any, seller: User, moderator: User
) -> None:
    line = current_lines(case.ledger).get(component="penalties")
    sent = {"lines": line.pk, "verdict": "refused", "reason": "Please add the notice of the fine."}
    assert desk.post(page(case), sent).status_code == 302
    event = CaseEvent.objects.get(case=case, kind="amounts_read")
    assert event.details == {"verdict": "refused", "lines": "1"}
    mine = client_of(seller).get(f"/cases/{case.pk}/ledger/").text
    assert [word in mine for word in ("did not accept it", "Please add the notice", "Add what is missing")] == [
        True
    ] * 3
    assert moderator.email not in mine
    assert "Please add the notice" in client_of(seller).get(f"/cases/{case.pk}/").text


def test_a_whole_report_is_accepted_after_it_was_shown_what_that_does(
    desk: Client, case: Case, client_of: Any, seller: User
) -> None:
    lines = [line.pk for line in current_lines(case.ledger)]
    assert "Accept all 3 lines" in desk.get(page(case)).text
    shown = desk.post(page(case), {"lines": lines, "verdict": "verified"})
    assert [shown.status_code, "Said of 3 lines at once" in shown.text] == [200, True]
    assert LineVerdict.objects.count() == 0
    assert desk.post(page(case), {"lines": lines, "verdict": "verified", "step": "run"}).status_code == 302
    assert LineVerdict.objects.filter(verdict="verified").count() == 3
    mine = client_of(seller).get(f"/cases/{case.pk}/ledger/").text
    assert "what a moderator accepted" in mine
    assert mine.count("a moderator accepted it") == 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"verdict": "refused"}, 409),
        ({"verdict": "perhaps"}, 400),
        ({"verdict": "verified", "lines": "999999"}, 400),
        ({"verdict": "verified", "lines": "x"}, 400),
    ],
)
def test_what_cannot_be_said_is_told_and_kept_nowhere(
    desk: Client, case: Case, sent: dict[str, str], status: int
) -> None:
    line = current_lines(case.ledger)[0]
    assert desk.post(page(case), {"lines": line.pk, **sent}).status_code == status
    assert LineVerdict.objects.count() == 0


def test_nobody_judges_their_own_amounts(desk: Client, moderator: User) -> None:
    own = CaseFactory.create(owner=moderator, state=State.SUBMITTED)
    line = current_lines(own.ledger)[0]
    assert desk.post(page(own), {"lines": line.pk, "verdict": "verified"}).status_code == 409
    assert LineVerdict.objects.count() == 0


def test_the_page_asks_no_more_with_more_lines(desk: Client, case: Case) -> None:
    counts = []
    for content in (JUNE + b"\n", JUNE + b"\n\n"):
        bring(case, content)
        lines = [line.pk for line in current_lines(case.ledger)]
        desk.post(page(case), {"lines": lines, "verdict": "verified", "step": "run"})
        desk.get(page(case))
        with CaptureQueriesContext(connection) as found:
            desk.get(page(case))
        counts.append(len(found))
    assert counts[0] == counts[1]
