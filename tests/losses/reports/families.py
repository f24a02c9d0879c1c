"""One small file of each family of reports, with what its first rows come to."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from openpyxl import Workbook

from tests.losses.reports.lookalikes import as_text, date_range, settlement_v2

VALUES = [Decimal(text) for text in ("1974.10", "-206.25", "309.99", "1235.50")]
DAYS = ("03", "07", "11", "19")


def _table(header: str, row: Callable[[int, Decimal], Sequence[object]], sign: str = ",") -> str:
    names = header.split(",")
    rows = [map(str, row(place, value)) for place, value in enumerate(VALUES)]
    return as_text(names, (dict(zip(names, cells, strict=True)) for cells in rows), delimiter=sign, quoted=sign == ",")


def deferred() -> str:
    return _table(
        "ReportType,date/time,settlement-id,type,order-id,sku,description,quantity,store,product-sales,selling-fees,total",
        lambda place, value: (
            "Deferred", f"Jun {DAYS[place]}, 2026 5:43:55 AM PDT", "17", "Order", f"112-{place}", "SKU", "Lamp", 1,
            "amazon.com", value + 2, -2, value,
        ),
    )  # fmt: skip


def ebay() -> str:
    return '"Transaction report"\r\n' + _table(
        "Transaction creation date,Type,Order number,Buyer name,Net amount,Payout currency,Payout date,Payout ID,"
        "Payout status,Reason for hold,Item subtotal,Final Value Fee - fixed,Gross transaction amount,Description",
        lambda place, value: (
            f"Jun {DAYS[place]}, 2026", "Order", f"12-{place}", "Jane Placeholder", value, "USD", "--", "P1", "Paid",
            "--", value + 2, -2, value + 2, "--",
        ),
    )  # fmt: skip


def etsy() -> str:
    return "\ufeff" + _table(
        "Date,Type,Title,Info,Currency,Amount,Fees & Taxes,Net,Tax Details",
        lambda place, value: (
            f"{DAYS[place]} June, 2026", "Sale", f"Payment for Order #{place}", "", "GBP",
            f"£{value + 2}", "-£2", f"£{value}", "--",
        ),
    ).replace("£-", "-£")  # fmt: skip


def shopify() -> str:
    return _table(
        "Transaction Date,Type,Order,Payout Status,Payout ID,Available On,Amount,Fee,Net,Currency",
        lambda place, value: (
            f"2026-06-{DAYS[place]} 10:15:00 -0400", "charge", f"#{place}", "paid", "1", f"2026-06-{DAYS[place]}",
            value + 2, "2.00", value, "USD",
        ),
    )  # fmt: skip


def tiktok() -> str:
    return _table(
        "Order/adjustment ID,Type,Order created time,Order settled time,Currency,Total settlement amount,"
        "Total revenue,Total fees",
        lambda place, value: (
            f"57600{place}", "Order", f"2026/06/{DAYS[place]}", f"2026/06/{DAYS[place]}", "USD", value, value + 2, -2,
        ),
    )  # fmt: skip


def reimbursements() -> str:
    return _table(
        "approval-date,reimbursement-id,case-id,amazon-order-id,reason,sku,fnsku,asin,product-name,condition,"
        "currency-unit,amount-per-unit,amount-total,quantity-reimbursed-cash,quantity-reimbursed-inventory,"
        "quantity-reimbursed-total,original-reimbursement-id,original-reimbursement-type",
        lambda place, value: (
            f"2026-06-{DAYS[place]}T00:00:00+00:00", f"90{place}", "", "", "Lost_Warehouse", "SKU", "X1", "B1", "Lamp",
            "NewItem", "USD", value, value, 1, 0, 1, "", "",
        ),
        "\t",
    )  # fmt: skip


def template() -> str:
    return _table(
        "Date,Kind of loss,Amount,Currency,What it is",
        lambda place, value: (f"2026-06-{DAYS[place]}", "Account-level reserve", abs(value), "USD", "Lamp"),
    )


def workbook() -> bytes:
    """A settlement saved by a spreadsheet program, on its second sheet, below a merged line."""
    book = Workbook()
    first = book.active
    assert first is not None
    first["A1"] = "Notes"
    sheet = book.create_sheet("Report")
    sheet["A1"] = "Settlement, saved again"
    sheet.merge_cells("A1:F1")
    lines = list(csv.reader(io.StringIO(settlement_v2(VALUES)), delimiter="\t"))
    money = (lines[0].index("amount"), lines[0].index("total-amount"))
    for line in lines:
        sheet.append([float(cell) if place in money and _is_number(cell) else cell for place, cell in enumerate(line)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _is_number(cell: str) -> bool:
    return cell.replace("-", "", 1).replace(".", "", 1).isdigit()


TEXTS: Mapping[str, Callable[[], str]] = {
    "deferred": deferred,
    "ebay": ebay,
    "etsy": etsy,
    "shopify": shopify,
    "tiktok": tiktok,
    "reimbursements": reimbursements,
    "template": template,
    **{f"date range {code}": lambda code=code: date_range(code, VALUES) for code in ("fr", "it", "es", "es-MX", "nl")},  # type: ignore[misc]
    **{f"date range {code}": lambda code=code: date_range(code, VALUES) for code in ("sv", "pl", "en-IN")},  # type: ignore[misc]
}
