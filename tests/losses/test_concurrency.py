"""Imports, undoing, declared amounts and moderators' words on one ledger at once: nothing lost, nothing double."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.core import clock
from apps.losses import actions
from apps.losses.actions.settling import settle_lines
from apps.losses.enums import ImportState, LineKind, Verdict
from apps.losses.models import Ledger, LineVerdict, LossLine, ReportImport, ReportRow
from apps.losses.selectors import current_lines
from tests.factories.losses import AmountFactory, LedgerFactory
from tests.losses.reports.settlements import FINE, REIMBURSED, RESERVE, settlement
from tests.losses.test_imports import bring, work
from tests.losses.test_stock import COSTS, INVENTORY

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def together(*works: Callable[[], object]) -> None:
    """Run all of them at once; an error of any is an error of the test."""
    start, errors = Barrier(len(works)), []

    def run(one: Callable[[], object]) -> None:
        try:
            start.wait(30)
            one()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(one,)) for one in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []


def settlements() -> list[bytes]:
    """Months that overlap: each fine of July stands in two of them."""
    lines = [(FINE, f"2026-07-{day:02d}", "-10.00") for day in range(1, 21)]
    parts = [lines[:12], lines[6:20], lines]
    extra = [(REIMBURSED, "2026-07-21", "7.00"), (RESERVE, "2026-07-28", "-420.00")]
    made = []
    for place, part in enumerate(parts):
        whole = [*part, *extra] if place == 2 else part
        total = sum(Decimal(amount) for _what, _day, amount in whole)
        made.append(settlement(whole, name="9100", ends=f"2026-07-{25 + place}", total=str(total)))
    return made


STANDS = Counter(
    [
        ("loss", "account_reserve", Decimal(420)),
        ("loss", "penalties", Decimal(200)),
        ("recovery", "lost_stock", Decimal(7)),
        ("loss", "fba_stock", Decimal(17_622)),
        ("loss", "fba_stock", Decimal(2_640)),
        ("loss", "withheld_balance", Decimal(11_004)),
    ]
)


def standing(ledger: Ledger) -> Counter[tuple[str, str, Decimal]]:
    return Counter((line.kind, line.component, line.likely) for line in current_lines(ledger))


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_imports_edits_undoing_and_words_at_once(seller: User, moderator: User, turn: int) -> None:
    ledger = LedgerFactory.create()
    reports = [bring(ledger, content, seller) for content in (*settlements(), INVENTORY, COSTS)]
    work()
    for report in reports:
        report.refresh_from_db()
        actions.take_over(report=report, by=seller, now=clock.now())
    declared = [AmountFactory.build(likely=Decimal(11_000 + step)) for step in range(5)]

    def declare() -> None:
        for amount in declared:
            actions.declare_amounts(ledger=ledger, amounts=[amount], by=seller, now=clock.now())

    def undo_and_redo() -> None:
        for _ in range(6):
            done = ReportImport.objects.filter(ledger=ledger, state=ImportState.DONE).first()
            if done:
                actions.undo_import(report=done, by=seller, now=clock.now())
                actions.redo_import(report=done, by=seller, now=clock.now())

    def judge() -> None:
        for _ in range(6):
            lines = [line.pk for line in current_lines(ledger)]
            with suppress(actions.VerdictRefused):  # the ledger changed in the meantime, or is empty
                actions.judge_lines(
                    ledger=ledger, lines=lines, verdict=Verdict.VERIFIED, reason="", by=moderator, now=clock.now()
                )

    together(work, work, declare, undo_and_redo, judge)
    work()
    assert set(ReportImport.objects.values_list("state", flat=True)) == {"done"}
    assert standing(ledger) == STANDS
    assert [line.likely for line in current_lines(ledger).filter(source=None)] == [Decimal(11_004)]
    assert settle_lines(ledger=ledger, by=seller, now=clock.now()) == 0, "what the reports say is what stands"
    nothing_is_doubled_or_lost(ledger)


def nothing_is_doubled_or_lost(ledger: Ledger) -> None:
    groups = [line.group for line in current_lines(ledger) if line.group]
    assert len(groups) == len(set(groups)), "one line of each"
    replaced = LossLine.objects.filter(ledger=ledger, superseded_by__isnull=False).count()
    retracted = LossLine.objects.filter(ledger=ledger, kind=LineKind.RETRACTION).count()
    assert LossLine.objects.filter(ledger=ledger).count() == current_lines(ledger).count() + replaced + retracted
    rows = Counter(ReportRow.objects.values_list("source", "number"))
    assert max(rows.values()) == 1
    assert max(Counter(LineVerdict.objects.values_list("line", "number")).values(), default=1) == 1
