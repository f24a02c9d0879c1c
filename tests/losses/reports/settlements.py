"""Small settlements with known rows, to bring to a ledger."""

from collections.abc import Sequence
from datetime import date

from tests.losses.reports.lookalikes import V2, as_text

ORDER = ("Order", "ItemPrice", "Principal")
FINE = ("Penalty", "other-transaction", "Compliance violation")
REIMBURSED = ("other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE")
RESERVE = ("Transfer", "other-transaction", "Current Reserve Amount")
BACK = ("Transfer", "other-transaction", "Previous Reserve Amount Balance")
Line = tuple[tuple[str, str, str], str, str]  # what, day, amount


def settlement(lines: Sequence[Line], *, name: str, ends: str, total: str, currency: str = "USD") -> bytes:
    """A V2 settlement of one marketplace, the summary row first, so that line n stands in row n + 3 (from nought)."""
    end = date.fromisoformat(ends)
    summary = {
        "settlement-id": name,
        "settlement-start-date": f"{end.replace(day=1)} 00:00:00 UTC",
        "settlement-end-date": f"{end} 23:59:59 UTC",
        "total-amount": total,
        "currency": currency,
    }
    body = [
        {
            "settlement-id": name,
            "transaction-type": kind,
            "order-id": f"111-{place:07d}-0000001" if kind == "Order" else "",
            "marketplace-name": "amazon.com",
            "amount-type": sort,
            "amount-description": what,
            "amount": amount,
            "posted-date-time": f"{day} 08:14:00 UTC",
            "sku": "SKU-1" if kind == "Order" else "",
        }
        for place, ((kind, sort, what), day, amount) in enumerate(lines)
    ]
    return as_text(V2, [summary, *body]).encode()
