"""Workers are killed while they look at reports and take them over: no row is lost, none counts twice."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from apps.accounts.models import User
from apps.core import clock
from apps.losses import actions
from apps.losses.enums import ImportState
from apps.losses.models import Ledger, ReportImport, ReportRow
from apps.losses.selectors import current_lines
from tests.factories.evidence import StoredFileFactory
from tests.factories.losses import LedgerFactory
from tests.faults.processes import on_tests_database
from tests.losses.reports.settlements import FINE, RESERVE, settlement

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
POINTS = ("after_import_start", "after_import_batch", "before_import_commit")
ROWS = 25_000  # more than two batches
REPORT = settlement(
    [*[(FINE, "2026-06-03", "-1.00")] * (ROWS - 1), (RESERVE, "2026-06-28", "-420.00")],
    name="9001",
    ends="2026-06-28",
    total=f"-{ROWS - 1 + 420}.00",
)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Path]:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


@pytest.fixture
def report(vault: Path, seller: User) -> ReportImport:
    file = StoredFileFactory.create(content=REPORT, name="report.txt")
    ledger = LedgerFactory.create()
    return actions.bring_report(ledger=ledger, file=file, since=None, by=seller, now=clock.now())


def run(vault: Path, failpoint: str = "") -> int:
    environment = on_tests_database(failpoint, EVIDENCE_ROOT=str(vault))
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "import_reports", "--json"]
    return subprocess.run(command, env=environment, capture_output=True, timeout=240, check=False).returncode


def let_the_lease_end(report: ReportImport) -> None:
    ReportImport.objects.filter(pk=report.pk).update(lease_until=clock.now() - timedelta(seconds=1), attempts=0)


def test_killed_while_looking_it_is_looked_at_again(vault: Path, report: ReportImport) -> None:
    assert run(vault, "after_import_look") == -signal.SIGKILL
    let_the_lease_end(report)
    assert run(vault) == 0
    report.refresh_from_db()
    assert (report.state, report.rows_expected) == (ImportState.READY, ROWS)


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_taking_over_every_row_counts_once(
    vault: Path, report: ReportImport, seller: User, point: str
) -> None:
    assert run(vault) == 0
    report.refresh_from_db()
    actions.take_over(report=report, by=seller, now=clock.now())
    assert run(vault, point) == -signal.SIGKILL, "the point was not reached"
    assert not current_lines(report.ledger).exists(), "nothing counts before all of it does"
    assert run(vault) == 0
    report.refresh_from_db()
    assert report.state == ImportState.RUNNING, "its lease still runs: nobody takes it"
    let_the_lease_end(report)
    assert run(vault) == 0
    assert_all_there(report.ledger)


def assert_all_there(ledger: Ledger) -> None:
    assert set(ledger.imports.values_list("state", "rows_done")) == {(ImportState.DONE, ROWS)}
    assert ReportRow.objects.count() == ROWS
    found = {line.component: line.likely for line in current_lines(ledger)}
    assert found == {"account_reserve": Decimal(420), "penalties": Decimal(ROWS - 1)}
