"""Stock reports that were cut, or had a bit flipped on their way: the pieces of whole rows, told of, or refused."""

import random
import re
from collections.abc import Callable, Mapping

import pytest

from apps.losses.reports import Report
from tests.losses.reports.lookalikes import as_text, names
from tests.losses.reports.reports import codes, read_text
from tests.losses.reports.test_families import attempt
from tests.losses.reports.test_stock import DETAIL, INVENTORY, RESERVED, SUMMARY

ORDERS = names(
    "request-date order-id order-type service-speed order-status last-updated-date sku fnsku disposition "
    "requested-quantity cancelled-quantity disposed-quantity shipped-quantity in-process-quantity removal-fee currency"
)
STRANDED = names(
    "primary-action date-stranded Date-to-take-auto-removal status-primary stranded-reason asin sku fnsku condition "
    "fulfillable-qty your-price unfulfillable-qty reserved-quantity inbound-shipped-qty"
)


def inventory(place: int) -> dict[str, str]:
    count = 100 + 17 * place
    return {
        "sku": f"SKU-{place}", "fnsku": f"X00{place}", "condition": "New", "your-price": "24.99",
        "afn-warehouse-quantity": str(count), "afn-fulfillable-quantity": str(count - 15),
        "afn-unsellable-quantity": "3", "afn-reserved-quantity": "12", "afn-total-quantity": str(count),
        "afn-future-supply-buyable": "0",
    }  # fmt: skip


def reserved(place: int) -> dict[str, str]:
    row = {"sku": f"SKU-{place}", "reserved_qty": str(31 + place), "reserved_customerorders": str(7 + place)}
    return row | {"reserved_fc-transfers": "3", "reserved_fc-processing": "21"}


def summary(place: int) -> dict[str, str]:
    row = {"MSKU": f"SKU-{place}", "FNSKU": "X", "Disposition": "SELLABLE", "Location": "FRA7", "Date": "12/21/2022"}
    return row | {
        "StartingWarehouseBalance": "100", "Lost": f"-{place + 2}", "EndingWarehouseBalance": str(98 - place)
    }  # fmt: skip


def detail(place: int) -> dict[str, str]:
    row = {"Date": "2026-08-18", "MSKU": f"SKU-{place}", "Event Type": "Shipments", "Quantity": f"-{place + 12}"}
    return row | {"Fulfillment Center": "FRA7", "Date and Time": "2026-08-18 10:00:00", "Reference ID": f"R{place}"}


def order(place: int) -> dict[str, str]:
    row = {"request-date": "2026-08-01T10:00:00+00:00", "order-id": f"R{place}", "order-type": "Disposal", "sku": "A"}
    row |= {"requested-quantity": str(40 + place), "disposed-quantity": str(38 + place), "cancelled-quantity": "2"}
    return row | {"removal-fee": "19.00", "currency": "USD"}


def stranded(place: int) -> dict[str, str]:
    row = {"sku": f"SKU-{place}", "date-stranded": "2026-08-01", "Date-to-take-auto-removal": "2026-09-30"}
    return row | {"stranded-reason": "Account deactivated", "fulfillable-qty": str(12 + place), "your-price": "24.99"}


Kind = tuple[list[str], Callable[[int], dict[str, str]]]
KINDS: dict[str, Kind] = {
    "inventory": (INVENTORY, inventory),
    "reserved": (RESERVED.split(), reserved),
    "ledger summary": (SUMMARY, summary),
    "ledger detail": (DETAIL, detail),
    "removal orders": (ORDERS, order),
    "stranded": (STRANDED, stranded),
}
ROWS = 4


def text_of(name: str, rows: int = ROWS) -> str:
    header, row = KINDS[name]
    return as_text(header, [row(place) for place in range(rows)])


def known(name: str) -> list[Mapping[str, int]]:
    """What the first rows come to: of one up to all."""
    return [read_text(text_of(name, rows)).units for rows in range(1, ROWS + 1)]


def is_honest(report: Report | None, expected: list[Mapping[str, int]]) -> bool:
    """Refused, or told of, or nothing but whole rows."""
    return report is None or not report.is_clean or not report.units or report.units in expected


@pytest.mark.parametrize("name", KINDS)
def test_whole_it_is_read_without_a_word(name: str) -> None:
    report = read_text(text_of(name))
    assert (report.rows, report.is_clean, known(name)[-1]) == (ROWS, True, report.units)
    assert len({str(units) for units in known(name)}) == ROWS


@pytest.mark.parametrize("name", KINDS)
def test_cut_at_any_byte_it_counts_whole_rows_or_says_so(name: str) -> None:
    data, expected = text_of(name).encode(), known(name)
    assert [place for place in range(len(data)) if not is_honest(attempt(data[:place]), expected)] == []


@pytest.mark.parametrize("name", ["inventory", "reserved", "ledger summary"])
def test_a_flipped_bit_in_a_number_that_its_row_checks_is_told(name: str) -> None:
    """These name parts and their sum; the others have one number a row, and another digit is another number."""
    data, dice, expected, wrong = text_of(name).encode(), random.Random(11), known(name), []
    counts = [place for cell in re.finditer(rb"(?<=\t)-?\d+(?=[\t\n])", data) for place in range(*cell.span())]
    for place in counts:
        bit = dice.randrange(8)
        report = attempt(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
        if not is_honest(report, expected) and report and "row_sum" not in codes(report):
            wrong.append((place, bit, report.units))
    assert len(counts) > 20
    assert wrong == []
