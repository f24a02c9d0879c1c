"""Stock in pieces times the seller's own cost: what matches is valued with both files named, the rest is counted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.accounts.models import User
from apps.losses import actions
from apps.losses.actions.settling import settle_lines
from apps.losses.models import Ledger, StockRow
from apps.losses.selectors import current_lines, sums_of, valuation_of
from tests.factories.losses import LedgerFactory
from tests.losses.reports.lookalikes import as_text
from tests.losses.reports.test_stock import inventory
from tests.losses.test_imports import NOW, bring, take, work

INVENTORY = inventory().encode()  # SKU-0 to SKU-2, 440 pieces each, 24.99 retail
COSTS = (
    b"SKU,Unit cost,Currency,Valued by,Invoice number\nsku-0,40.05,CNY,Invoice,F-1\nSKU-1,6,USD,Manufacturing cost,\n"
)
FIRST = ("fba_stock", Decimal("17622.00"), "CNY", "invoice", "C")
SECOND = ("fba_stock", Decimal("2640.00"), "USD", "manufacturing", "C")


@pytest.fixture
def ledger(db: None) -> Ledger:
    return LedgerFactory.create()


def valued(ledger: Ledger) -> list[tuple[str, Decimal, str, str, str]]:
    return [(line.component, line.likely, line.currency, line.basis, line.grade) for line in current_lines(ledger)]


def test_pieces_times_cost_name_the_rows_of_both_files(ledger: Ledger, seller: User) -> None:
    stock, costs = take(ledger, INVENTORY, seller), take(ledger, COSTS, seller)
    assert valued(ledger) == [FIRST, SECOND]
    first = current_lines(ledger)[0]
    assert (first.source, first.rows, first.costs, first.cost_rows) == (stock, [2], costs, [2])
    assert sums_of(current_lines(ledger)).documented == [], "what a seller says of costs is claimed, not documented"


def test_pieces_without_a_cost_are_counted_never_valued(ledger: Ledger, seller: User) -> None:
    take(ledger, INVENTORY, seller)
    before = valuation_of(ledger)
    assert (before.pieces, before.pieces_without, before.values, before.costs) == (1320, 1320, (), None)
    take(ledger, COSTS, seller)
    after = valuation_of(ledger)
    assert (after.pieces_without, after.items_without, after.rows_without) == (440, 1, (4,))
    assert after.retail == Decimal("32986.80"), "kept apart"


def test_a_list_is_shown_beside_the_stock_before_it_counts(ledger: Ledger, seller: User) -> None:
    take(ledger, INVENTORY, seller)
    costs = bring(ledger, COSTS, seller)
    work()
    costs.refresh_from_db()
    assert [value.amount for value in valuation_of(ledger, costs).values] == [Decimal("17622.00"), Decimal("2640.00")]
    assert valued(ledger) == []


def test_a_new_list_takes_the_place_of_the_old_one_until_it_is_taken_back(ledger: Ledger, seller: User) -> None:
    take(ledger, INVENTORY, seller)
    take(ledger, COSTS, seller)
    new = bring(ledger, b"SKU\tUnit cost\tCurrency\nSKU-0\t50\tCNY\n", seller)
    work()
    new.refresh_from_db()
    later = NOW + timedelta(hours=1)
    actions.take_over(report=new, by=seller, now=later)
    work()
    new.refresh_from_db()
    assert valued(ledger) == [("fba_stock", Decimal("22000.00"), "CNY", "declared", "C")]
    actions.undo_import(report=new, by=seller, now=later)
    assert valued(ledger) == [FIRST, SECOND]
    assert settle_lines(ledger=ledger, by=seller, now=later) == 0


def test_a_name_with_two_costs_has_none(ledger: Ledger, seller: User) -> None:
    take(ledger, INVENTORY, seller)
    take(ledger, b"SKU,Unit cost,Currency\nSKU-0,4,CNY\nSKU-0,5,CNY\nSKU-1,6,CNY\nSKU-1,6,CNY\n", seller)
    assert valued(ledger) == [("fba_stock", Decimal("2640.00"), "CNY", "declared", "C")]
    assert valuation_of(ledger).rows_without == (2, 4)


def test_products_are_found_by_fnsku_where_the_list_has_no_sku(ledger: Ledger, seller: User) -> None:
    take(ledger, INVENTORY, seller)
    take(ledger, "FNSKU,单位成本,币种,计价依据\nX001,3,CNY,生产成本\n".encode(), seller)
    assert valued(ledger) == [("fba_stock", Decimal("1320.00"), "CNY", "manufacturing", "C")]


def reserved(pieces: int) -> bytes:
    row = {"sku": "SKU-0", "reserved_qty": str(pieces), "reserved_customerorders": str(pieces)}
    return as_text(["sku", "reserved_qty", "reserved_customerorders"], [row]).encode()


def test_reserved_pieces_are_valued_where_no_inventory_counts_them(ledger: Ledger, seller: User) -> None:
    take(ledger, reserved(31), seller)
    take(ledger, COSTS, seller)
    assert valued(ledger) == [("fba_stock", 31 * Decimal("40.05"), "CNY", "invoice", "C")]
    take(ledger, INVENTORY, seller)
    assert valued(ledger) == [FIRST, SECOND], "the inventory counts them too"


def test_destroyed_pieces_count_once_and_not_before_the_notice(ledger: Ledger, seller: User) -> None:
    names = ["request-date", "order-id", "sku", "requested-quantity", "cancelled-quantity", "disposed-quantity"]
    rows = [("2026-05-01", "R1", "10"), ("2026-06-05", "R2", "4"), ("2026-06-06", "R3", "3")]
    made = [
        dict(zip(names, (f"{day}T08:00:00+00:00", order, "SKU-0", pieces, "0", pieces), strict=True))
        for day, order, pieces in rows
    ]
    take(ledger, as_text(names, made[:2]).encode(), seller, since=date(2026, 6, 1))
    take(ledger, as_text(names, made[1:]).encode(), seller, since=date(2026, 6, 1))
    take(ledger, COSTS, seller)
    found = [(line.component, line.likely, line.loss_date) for line in current_lines(ledger)]
    assert sum(amount for _component, amount, _day in found) == 7 * Decimal("40.05")
    assert {component for component, *_rest in found} == {"destroyed_stock"}


def test_no_name_of_a_product_is_kept_outside_the_sealed_file(ledger: Ledger, seller: User) -> None:
    take(ledger, INVENTORY, seller)
    other = LedgerFactory.create()
    take(other, COSTS, seller)
    digests = {row.sku for row in StockRow.objects.all()}
    assert not any("SKU" in digest.upper() for digest in digests)
    here = StockRow.objects.get(source__ledger=ledger, number=2).sku
    there = StockRow.objects.get(source__ledger=other, number=2).sku
    assert (len(here), here == there) == (24, False), "the same name in another ledger is another digest"


def test_our_own_template_becomes_declared_lines(ledger: Ledger, seller: User) -> None:
    text = "Date,Kind of loss,Amount,Currency\n2026-06-01,legal_costs,1200,USD\n2026-06-02,legal_costs,300,USD\n"
    take(ledger, text.encode(), seller, since=date(2026, 7, 1))
    assert valued(ledger) == [("legal_costs", Decimal(1500), "USD", "declared", "C")]
