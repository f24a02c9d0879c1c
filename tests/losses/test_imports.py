"""Reports on their way into a ledger: looked at, taken over once, taken back, and what follows from their rows."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import User
from apps.core import clock
from apps.losses import actions
from apps.losses.enums import ImportState
from apps.losses.models import Ledger, LossLine, ReportImport, ReportRow
from apps.losses.selectors import current_lines
from tests.factories.evidence import StoredFileFactory
from tests.factories.losses import ENTERED, AmountFactory, LedgerFactory
from tests.losses.reports.settlements import BACK, FINE, ORDER, REIMBURSED, RESERVE, settlement

NOW = ENTERED + timedelta(days=1)
JUNE = settlement(
    [
        (ORDER, "2026-06-02", "500.00"),
        (FINE, "2026-06-03", "-80.00"),
        (REIMBURSED, "2026-06-04", "25.00"),
        (RESERVE, "2026-06-28", "-420.00"),
    ],
    name="9001",
    ends="2026-06-28",
    total="25.00",
)
JULY = settlement([(BACK, "2026-07-01", "420.00")], name="9002", ends="2026-07-28", total="420.00")


@pytest.fixture
def ledger(db: None) -> Ledger:
    return LedgerFactory.create()


def bring(ledger: Ledger, content: bytes, by: User, *, since: date | None = None) -> ReportImport:
    file = StoredFileFactory.create(content=content, name="report.txt")
    return actions.bring_report(ledger=ledger, file=file, since=since, by=by, now=NOW)


def work() -> int:
    return actions.work_on_imports(clock=clock.now)


def take(ledger: Ledger, content: bytes, by: User, **more: date) -> ReportImport:
    """Bring, look, say yes, and have the work done."""
    report = bring(ledger, content, by, **more)
    work()
    report.refresh_from_db()
    actions.take_over(report=report, by=by, now=NOW)
    work()
    report.refresh_from_db()
    assert report.state == ImportState.DONE
    return report


def standing(ledger: Ledger) -> list[tuple[str, str, Decimal]]:
    return [(line.kind, line.component, line.likely) for line in current_lines(ledger)]


WITHHELD = ("loss", "account_reserve", Decimal(420))
FINED = ("loss", "penalties", Decimal(80))
GIVEN = ("recovery", "lost_stock", Decimal(25))


def test_a_report_is_looked_at_and_says_what_it_is(ledger: Ledger, seller: User) -> None:
    report = bring(ledger, JUNE, seller)
    assert work() == 1
    report.refresh_from_db()
    assert (report.state, report.format, report.rows_expected) == ("ready", "amazon_settlement_v2", 4)
    assert (report.starts_on, report.ends_on) == (date(2026, 6, 1), date(2026, 6, 28))
    assert '"reconciled": true' in report.facts
    assert (ReportRow.objects.count(), LossLine.objects.count()) == (0, 0), "nothing counts before its owner says so"


def test_lines_follow_with_the_rows_they_come_from(ledger: Ledger, seller: User) -> None:
    report = take(ledger, JUNE, seller)
    assert standing(ledger) == [WITHHELD, FINED, GIVEN]
    held = current_lines(ledger)[0]
    assert (held.grade, held.basis, held.currency, held.loss_date) == ("A", "settlement", "USD", date(2026, 6, 28))
    assert (held.source, held.rows, held.low, held.high) == (report, [6], Decimal(420), Decimal(420))
    assert (report.rows_done, report.percent) == (4, 100)


def test_the_same_bytes_twice_are_one_import(ledger: Ledger, seller: User) -> None:
    first = bring(ledger, JUNE, seller)
    with pytest.raises(actions.AlreadyBrought) as caught:
        bring(ledger, JUNE, seller)
    assert caught.value.known == first


def test_an_overlapping_report_adds_nothing_twice(ledger: Ledger, seller: User) -> None:
    take(ledger, JUNE, seller)
    again = take(ledger, JUNE + b"\n", seller)
    assert (again.rows_done, again.rows_known, again.rows_changed) == (4, 4, 0)
    assert sorted(standing(ledger)) == sorted([WITHHELD, FINED, GIVEN])


def test_a_changed_row_replaces_and_is_told(ledger: Ledger, seller: User) -> None:
    take(ledger, JUNE, seller)
    changed = take(ledger, JUNE.replace(b"-80.00", b"-95.00").replace(b"\t25.00\tUSD", b"\t10.00\tUSD"), seller)
    assert (changed.rows_known, changed.rows_changed) == (4, 1)
    assert sorted(standing(ledger)) == sorted([WITHHELD, ("loss", "penalties", Decimal(95)), GIVEN])


def test_a_later_settlement_without_reserve_ends_what_was_held(ledger: Ledger, seller: User) -> None:
    take(ledger, JUNE, seller)
    take(ledger, JULY, seller)
    assert standing(ledger) == [FINED, GIVEN]


def test_the_order_in_which_reports_come_does_not_matter(ledger: Ledger, seller: User) -> None:
    take(ledger, JULY, seller)
    take(ledger, JUNE, seller)
    assert standing(ledger) == [FINED, GIVEN]


def test_undo_and_redo_leave_a_history(ledger: Ledger, seller: User) -> None:
    report = take(ledger, JUNE, seller)
    actions.undo_import(report=report, by=seller, now=NOW)
    assert standing(ledger) == []
    actions.redo_import(report=report, by=seller, now=NOW)
    assert standing(ledger) == [WITHHELD, FINED, GIVEN]
    assert ledger.lines.count() == 9, "three lines, three taken back, three again"
    with pytest.raises(actions.ImportRefused):
        actions.redo_import(report=report, by=seller, now=NOW)


def test_undo_of_an_overlapping_report_brings_the_earlier_rows_back(ledger: Ledger, seller: User) -> None:
    take(ledger, JUNE, seller)
    changed = take(ledger, JUNE.replace(b"-80.00", b"-95.00").replace(b"\t25.00\tUSD", b"\t10.00\tUSD"), seller)
    actions.undo_import(report=changed, by=seller, now=NOW)
    assert sorted(standing(ledger)) == sorted([WITHHELD, FINED, GIVEN])


def test_rows_before_the_notice_are_no_loss_of_this_case(ledger: Ledger, seller: User) -> None:
    take(ledger, JUNE, seller, since=date(2026, 6, 4))
    assert standing(ledger) == [WITHHELD, GIVEN]


def test_declared_amounts_and_read_ones_do_not_touch_each_other(ledger: Ledger, seller: User) -> None:
    declared = AmountFactory.build(component="fba_stock")
    actions.declare_amounts(ledger=ledger, amounts=[declared], by=seller, now=NOW)
    report = take(ledger, JUNE, seller)
    actions.declare_amounts(ledger=ledger, amounts=[], by=seller, now=NOW)
    assert standing(ledger) == [WITHHELD, FINED, GIVEN]
    actions.undo_import(report=report, by=seller, now=NOW)
    assert standing(ledger) == []


def test_what_is_no_report_is_refused_with_a_sentence_and_can_be_tried_again(ledger: Ledger, seller: User) -> None:
    report = bring(ledger, b"Dear seller,\nwe removed your account.\n", seller)
    work()
    report.refresh_from_db()
    assert (report.state, report.complaint) == (ImportState.REFUSED, "unknown")
    actions.look_again(report=report, choices={"encoding": "utf-8", "format": ""}, by=seller, now=NOW)
    report.refresh_from_db()
    assert (report.state, report.options) == (ImportState.WAITING, {"encoding": "utf-8"})
    with pytest.raises(ValueError, match="klingon"):
        actions.look_again(report=report, choices={"encoding": "klingon"}, by=seller, now=NOW)


def test_cancelled_in_the_middle_nothing_of_it_stays(
    ledger: Ledger, seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = bring(ledger, JUNE, seller)
    work()
    report.refresh_from_db()
    actions.take_over(report=report, by=seller, now=NOW)
    monkeypatch.setattr("apps.losses.actions.taking_over.BLOCKS", 1)
    monkeypatch.setattr("apps.losses.actions.copying.AT_ONCE", 1)
    monkeypatch.setattr("apps.losses.actions.copying.TEXTS", 1)

    def cancel(point: str) -> None:
        if point == "after_import_batch" and report.state != ImportState.CANCELLED:
            assert ReportRow.objects.count() == 1
            actions.cancel_import(report=report, by=seller, now=NOW)

    monkeypatch.setattr("apps.losses.actions.taking_over.reach", cancel)
    work()
    report.refresh_from_db()
    assert (report.state, report.rows_done, ReportRow.objects.count()) == (ImportState.CANCELLED, 0, 0)
    assert standing(ledger) == []


def test_an_import_that_kills_its_workers_is_given_up(ledger: Ledger, seller: User) -> None:
    report = bring(ledger, JUNE, seller)
    ReportImport.objects.filter(pk=report.pk).update(state="looking", attempts=3, lease_until=NOW)
    assert work() == 1
    report.refresh_from_db()
    assert (report.state, report.complaint, report.lease) == (ImportState.FAILED, "given_up", None)


def test_states_move_by_raw_sql_only_along_the_way(ledger: Ledger, seller: User) -> None:
    report = bring(ledger, JUNE, seller)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE losses_reportimport SET state = 'done' WHERE id = %s", [report.pk])


@pytest.mark.django_db(transaction=True)
def test_two_overlapping_imports_at_once_lose_nothing_and_double_nothing(seller: User) -> None:
    ledger = LedgerFactory.create()
    for content in (JUNE, JUNE + b"\n", JULY):
        bring(ledger, content, seller)
    work()
    for report in ReportImport.objects.all():
        actions.take_over(report=report, by=seller, now=NOW)
    start = Barrier(4)

    def run() -> None:
        start.wait()
        work()
        connection.close()

    def declare() -> None:
        start.wait()
        actions.declare_amounts(ledger=ledger, amounts=[AmountFactory.build(component="fba_stock")], by=seller, now=NOW)
        connection.close()

    threads = [Thread(target=run), Thread(target=run), Thread(target=run), Thread(target=declare)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()
    assert set(ReportImport.objects.values_list("state", flat=True)) == {"done"}
    expected = [("loss", "fba_stock", AmountFactory.build().likely), FINED, GIVEN]
    assert sorted(standing(ledger)) == sorted(expected)
