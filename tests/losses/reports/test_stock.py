"""Stock reports: pieces by state, never by guess."""

from datetime import date
from decimal import Decimal

import pytest

from apps.losses.reports import Category, Report
from tests.losses.reports.lookalikes import as_text, names, shuffled
from tests.losses.reports.reports import codes, read_text, rows_of, sums

INVENTORY = names(
    "sku fnsku asin product-name condition your-price mfn-listing-exists mfn-fulfillable-quantity "
    "afn-listing-exists afn-warehouse-quantity afn-fulfillable-quantity afn-unsellable-quantity "
    "afn-reserved-quantity afn-total-quantity per-unit-volume afn-inbound-working-quantity "
    "afn-inbound-shipped-quantity afn-inbound-receiving-quantity afn-researching-quantity "
    "afn-reserved-future-supply afn-future-supply-buyable"
)


def inventory(header: list[str] = INVENTORY, **first: str) -> str:
    rows = [
        {
            "sku": f"SKU-{place}", "fnsku": f"X00{place}", "product-name": "Rodillo de masaje", "condition": "New",
            "your-price": "24.99", "afn-warehouse-quantity": "435", "afn-fulfillable-quantity": "420",
            "afn-unsellable-quantity": "3", "afn-reserved-quantity": "12", "afn-total-quantity": "440",
            "afn-inbound-shipped-quantity": "5", "per-unit-volume": "1.5", "afn-future-supply-buyable": "0",
        }
        for place in range(3)
    ]  # fmt: skip
    rows[0].update(first)
    return as_text(header, rows)


def test_inventory_counts_by_state_and_keeps_retail_apart() -> None:
    report = read_text(inventory())
    assert (report.format, report.rows, sums(report)) == ("amazon_fba_inventory", 3, {})
    assert report.units == {"fulfillable": 1260, "unsellable": 9, "reserved": 36, "inbound": 15, "total": 1320}
    assert report.retail_value == (("", Decimal("32986.80")),)
    assert ("retail_price" in codes(report), report.is_clean) == (True, True)


def test_inventory_reads_by_column_name() -> None:
    assert read_text(inventory(shuffled(INVENTORY, 5))).units["fulfillable"] == 1260


def test_a_row_of_stock_that_contradicts_itself_is_told() -> None:
    report = read_text(inventory(**{"afn-fulfillable-quantity": "421"}))
    notice = next(entry for entry in report.notices if entry.code == "row_sum")
    assert (notice.rows, notice.matters) == ([2], True)


def test_a_piece_is_whole() -> None:
    report = read_text(inventory(**{"afn-fulfillable-quantity": "4.5"}))
    assert (report.rows, "rows_broken" in codes(report, mattering=True)) == (2, True)


def test_html_in_a_sku_is_undone() -> None:
    assert rows_of(inventory(sku="Adapter &amp; Splitter"))[0].sku == "Adapter & Splitter"


def test_a_title_with_inches_and_quotation_marks_keeps_its_row() -> None:
    rows = rows_of(inventory().replace("Rodillo de masaje", '"27" monitor', 1))
    assert (len(rows), rows[0].units["total"]) == (3, 440)


RESERVED = (
    "sku fnsku asin product-name reserved_qty reserved_customerorders reserved_fc-transfers reserved_fc-processing"
)


def test_reserved_without_a_last_line_end() -> None:
    row = {"sku": "A", "reserved_qty": "31", "reserved_customerorders": "7"}
    row |= {"reserved_fc-transfers": "3", "reserved_fc-processing": "21"}
    text = as_text(RESERVED.split(), [row]).rstrip("\n")
    report = read_text(text, "cp1252")
    assert report.units == {
        "reserved": 31, "reserved_orders": 7, "reserved_transfers": 3, "reserved_processing": 21,
    }  # fmt: skip
    assert (report.is_clean, "no_line_end" in codes(report)) == (True, True)
    cut = read_text(text[:-1])
    assert (cut.units["reserved_processing"], "row_sum" in codes(cut) or "row_sum_unusable" in codes(cut)) == (2, True)


SUMMARY = names(
    "Date FNSKU ASIN MSKU Title Disposition StartingWarehouseBalance InTransitBetweenWarehouses Receipts "
    "CustomerShipments CustomerReturns VendorReturns WarehouseTransferIn/Out Found Lost Damaged Disposed "
    "OtherEvents EndingWarehouseBalance UnknownEvents Location"
)


def ledger(header: list[str] = SUMMARY) -> Report:
    base = {"MSKU": "A", "FNSKU": "X", "Disposition": "SELLABLE", "Location": "FRA7"}
    rows = [
        {**base, "Date": "12/21/2022", "StartingWarehouseBalance": "100", "CustomerShipments": "-10", "Lost": "-2",
         "Disposed": "-8", "EndingWarehouseBalance": "80"},
        {**base, "Date": "12/22/2022", "StartingWarehouseBalance": "80", "Receipts": "20", "Disposed": "-5",
         "EndingWarehouseBalance": "95"},
        {**base, "Date": "12/22/2022", "Disposition": "DEFECTIVE", "StartingWarehouseBalance": "5",
         "EndingWarehouseBalance": "5"},
    ]  # fmt: skip
    return read_text(as_text(header, rows))


def test_the_ledger_summary_ends_with_the_balance_of_the_last_day() -> None:
    report = ledger()
    assert report.units == {
        "shipped": -10, "lost": -2, "destroyed": -13, "receipts": 20, "balance_sellable": 95, "balance_defective": 5,
    }  # fmt: skip
    assert (report.date_order, report.is_clean) == ("mm/dd", True)


def test_the_ledger_summary_with_spaces_in_its_names() -> None:
    text = as_text([name.replace("Warehouse", " Warehouse ").strip() for name in SUMMARY], [])
    assert read_text(text).format == "amazon_ledger_summary"


DETAIL = names(
    "Date,FNSKU,ASIN,MSKU,Title,Event Type,Reference ID,Quantity,Fulfillment Center,Disposition,Reason,Country,"
    "Reconciled Quantity,Unreconciled Quantity,Date and Time",
    ",",
)


@pytest.mark.parametrize("quoted", [True, False])
def test_the_ledger_detail_counts_events(quoted: bool) -> None:
    row = {"Date": "2026-08-18", "MSKU": "A", "Title": "Bandas elásticas", "Event Type": "Shipments", "Quantity": "-12"}
    row |= {"Fulfillment Center": "FRA7", "Date and Time": "2026-08-18 10:00:00", "Reference ID": "R1"}
    text = as_text(DETAIL, [row, {**row, "Event Type": "Receipts", "Quantity": "30"}], quoted=quoted)
    report = read_text(text, "cp1252")
    assert (report.units, report.encoding, report.is_clean) == ({"shipments": -12, "receipts": 30}, "cp1252", True)


def test_stranded_stock_names_the_day_of_its_removal() -> None:
    header = names(
        "primary-action date-stranded Date-to-take-auto-removal status-primary status-secondary error-message "
        "stranded-reason asin sku fnsku product-name condition fulfilled-by fulfillable-qty your-price "
        "unfulfillable-qty reserved-quantity inbound-shipped-qty"
    )
    row = {
        "sku": "A",
        "date-stranded": "2026-08-01",
        "Date-to-take-auto-removal": "2026-09-30",
        "fulfillable-qty": "12",
    }
    row |= {"stranded-reason": "Account deactivated", "unfulfillable-qty": "2", "your-price": "24.99"}
    text = as_text(header, [row, {**row, "sku": "B"}, {**row, "sku": "C", "Date-to-take-auto-removal": ""}])
    report = read_text(text)
    assert [(r.day, r.units, r.skus) for r in report.removals] == [(date(2026, 9, 30), 28, 2)]
    assert report.units == {"stranded": 36, "stranded_unfulfillable": 6}


def test_removal_orders_tell_what_was_destroyed_and_what_it_cost() -> None:
    header = names(
        "request-date order-id order-type service-speed order-status last-updated-date sku fnsku disposition "
        "requested-quantity cancelled-quantity disposed-quantity shipped-quantity in-process-quantity "
        "removal-fee currency"
    )
    row = {"request-date": "2026-08-01T10:00:00+00:00", "order-id": "R1", "order-type": "Disposal", "sku": "A"}
    row |= {"requested-quantity": "40", "disposed-quantity": "38", "cancelled-quantity": "2"}
    row |= {"removal-fee": "19.00", "currency": "USD"}
    report = read_text(as_text(header, [row]))
    assert report.units == {"requested": 40, "cancelled": 2, "destroyed": 38}
    assert (sums(report), report.is_clean) == ({"USD": Decimal("-19.00")}, True)


def test_removal_shipments() -> None:
    header = names(
        "request-date order-id shipment-date sku fnsku disposition shipped-quantity carrier tracking-number "
        "removal-order-type"
    )
    row = {"request-date": "2026-08-01", "order-id": "R1", "shipment-date": "2026-08-09", "sku": "A"}
    report = read_text(as_text(header, [{**row, "shipped-quantity": "7", "tracking-number": "1Z"}]))
    assert (report.format, report.units) == ("amazon_removal_shipments", {"returned_to_seller": 7})


def test_reimbursements_are_recoveries() -> None:
    header = names(
        "approval-date reimbursement-id case-id amazon-order-id reason sku fnsku asin product-name condition "
        "currency-unit amount-per-unit amount-total quantity-reimbursed-cash quantity-reimbursed-inventory "
        "quantity-reimbursed-total original-reimbursement-id original-reimbursement-type"
    )
    row = {
        "approval-date": "2026-08-01T10:00:00-07:00",
        "reimbursement-id": "1",
        "reason": "Lost_Warehouse",
        "sku": "A",
    }
    row |= {"currency-unit": "GBP", "amount-per-unit": "7.15", "amount-total": "14.30"}
    row |= {"quantity-reimbursed-cash": "2", "quantity-reimbursed-inventory": "1", "quantity-reimbursed-total": "3"}
    report = read_text(as_text(header, [row, {**row, "reimbursement-id": "2", "amount-total": "41.30"}]))
    assert [(t.category, t.type, t.amount) for t in report.recoveries] == [
        (Category.REIMBURSEMENT, "Lost_Warehouse", Decimal("55.60"))
    ]
    assert report.units == {"reimbursed_cash": 4, "reimbursed_in_kind": 2}
    assert next(entry.rows for entry in report.notices if entry.code == "row_sum") == [3]
