from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.core.money import Money
from apps.losses import actions
from apps.losses.enums import LineKind
from apps.losses.models import Ledger, LossLine
from apps.losses.rules import Amount
from apps.losses.selectors import current_lines, history_of, totals_of
from tests.factories.losses import ENTERED, AmountFactory, LedgerFactory

NOW = ENTERED + timedelta(days=1)


def declare(ledger: Ledger, *amounts: Amount, by: User) -> int:
    return actions.declare_amounts(ledger=ledger, amounts=amounts, by=by, now=NOW)


def test_a_line_says_what_was_declared_and_by_whom(seller: User) -> None:
    line = actions.add_line(ledger=LedgerFactory.create(), amount=AmountFactory.build(), by=seller, now=NOW)
    assert (line.kind, line.grade, line.basis) == ("loss", "C", "declared")
    assert (line.entered_by, line.entered_at) == (seller, NOW)


def test_an_impossible_amount_is_refused_with_sentences(seller: User) -> None:
    amount = AmountFactory.build(component="luck", low=Decimal(-1))
    with pytest.raises(actions.AmountRefused) as caught:
        actions.add_line(ledger=LedgerFactory.create(), amount=amount, by=seller, now=NOW)
    assert len(caught.value.args) == 2
    assert LossLine.objects.count() == 0


def test_declaring_the_same_twice_writes_once(seller: User) -> None:
    ledger = LedgerFactory.create()
    assert declare(ledger, AmountFactory.build(), by=seller) == 1
    assert declare(ledger, AmountFactory.build(low=Decimal("10000.00")), by=seller) == 0
    assert ledger.lines.count() == 1


def test_declaring_something_else_takes_the_old_back(seller: User) -> None:
    ledger = LedgerFactory.create()
    kept, gone, new = (AmountFactory.build(component=c) for c in ("withheld_balance", "fba_stock", "legal_costs"))
    declare(ledger, kept, gone, by=seller)
    assert declare(ledger, kept, new, by=seller) == 2
    assert [line.component for line in current_lines(ledger)] == ["withheld_balance", "legal_costs"]
    history = list(history_of(ledger))
    assert [line.kind for line in history] == [LineKind.LOSS, LineKind.LOSS, LineKind.RETRACTION, LineKind.LOSS]
    assert history[2].supersedes == history[1]
    assert (history[2].low, history[2].component) == (history[1].low, history[1].component)


def test_two_equal_amounts_are_two_lines(seller: User) -> None:
    ledger = LedgerFactory.create()
    assert declare(ledger, AmountFactory.build(), AmountFactory.build(), by=seller) == 2
    assert declare(ledger, AmountFactory.build(), by=seller) == 1
    assert current_lines(ledger).count() == 1


def test_declaring_nothing_takes_all_back(seller: User) -> None:
    ledger = LedgerFactory.create()
    declare(ledger, AmountFactory.build(), by=seller)
    declare(ledger, by=seller)
    assert list(current_lines(ledger)) == []


def test_declaring_leaves_recoveries_alone(seller: User) -> None:
    ledger = LedgerFactory.create()
    actions.add_line(ledger=ledger, amount=AmountFactory.build(), kind=LineKind.RECOVERY, by=seller, now=NOW)
    assert declare(ledger, by=seller) == 0
    assert current_lines(ledger).count() == 1


def test_one_impossible_amount_writes_none(seller: User) -> None:
    ledger = LedgerFactory.create()
    with pytest.raises(actions.AmountRefused):
        declare(ledger, AmountFactory.build(), AmountFactory.build(currency="XYZ"), by=seller)
    assert ledger.lines.count() == 0


def test_totals_stand_by_currency_and_kind(seller: User) -> None:
    ledger = LedgerFactory.create()
    declare(ledger, AmountFactory.build(), AmountFactory.build(component="fba_stock"), by=seller)
    declare_more = AmountFactory.build(currency="CNY", low=Decimal(1), likely=Decimal(2), high=Decimal("3.5"))
    actions.add_line(ledger=ledger, amount=declare_more, by=seller, now=NOW)
    actions.add_line(ledger=ledger, amount=AmountFactory.build(), kind=LineKind.RECOVERY, by=seller, now=NOW)
    totals = totals_of(current_lines(ledger))
    assert totals.low == [Money(Decimal(20_000), "USD"), Money(Decimal(1), "CNY")]
    assert totals.likely == [Money(Decimal(25_000), "USD"), Money(Decimal(2), "CNY")]
    assert totals.high == [Money(Decimal(30_000), "USD"), Money(Decimal("3.5"), "CNY")]
    assert totals_of(current_lines(ledger), LineKind.RECOVERY).likely == [Money(Decimal(12_500), "USD")]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_declaring_at_once_agree(seller: User) -> None:
    ledger = LedgerFactory.create()
    start = Barrier(4)

    def run() -> None:
        start.wait()
        try:
            declare(ledger, AmountFactory.build(), by=seller)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.lines.count() == 1
