"""One row of a report, in one shape whatever the platform, language or file type."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeGuard

from django.utils.translation import gettext_lazy as _

# A cell of a text file is text; a spreadsheet also knows numbers and dates by itself.
Cell = str | Decimal | datetime | date


def are_texts(cells: Sequence[Cell]) -> TypeGuard[Sequence[str]]:
    """Whether all of these cells are text, and there are any."""
    return set(map(type, cells)) == {str}


def harmless(cell: Cell) -> str:
    """A cell as it may be quoted: only what looks like a number or a date, never a name."""
    text = str(cell).strip()[:24]
    return text if text and all(sign.isdigit() or sign in " .,:/+-()'’$€£¥%E" for sign in text) else "…"


class Category(StrEnum):
    """What a row did to the seller's money. `OTHER` is what no list of ours knows: counted and shown, never dropped."""

    SALE = "sale"
    REFUND = "refund"
    FEE = "fee"
    PAYOUT = "payout"
    RESERVE_HELD = "reserve_held"
    RESERVE_BACK = "reserve_back"
    HOLD = "hold"
    RELEASE = "release"
    CHARGEBACK = "chargeback"
    PENALTY = "penalty"
    DEBT = "debt"
    REIMBURSEMENT = "reimbursement"
    LIQUIDATION = "liquidation"
    ADJUSTMENT = "adjustment"
    TAX = "tax"
    CARRIED_OVER = "carried_over"
    CHARGE = "charge"
    FAILED_PAYOUT = "failed_payout"
    CONVERSION = "conversion"
    STOCK = "stock"
    DECLARED = "declared"
    COST = "cost"
    OTHER = "other"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Category.SALE: _("sale"),
    Category.REFUND: _("refund"),
    Category.FEE: _("platform fee"),
    Category.PAYOUT: _("paid out"),
    Category.RESERVE_HELD: _("held in the reserve"),
    Category.RESERVE_BACK: _("back from the reserve"),
    Category.HOLD: _("held back"),
    Category.RELEASE: _("released"),
    Category.CHARGEBACK: _("claim or chargeback"),
    Category.PENALTY: _("fine or penalty"),
    Category.DEBT: _("debt collected"),
    Category.REIMBURSEMENT: _("reimbursement"),
    Category.LIQUIDATION: _("liquidation"),
    Category.ADJUSTMENT: _("adjustment"),
    Category.TAX: _("tax"),
    Category.CARRIED_OVER: _("carried over"),
    Category.CHARGE: _("charged to the seller's card"),
    Category.FAILED_PAYOUT: _("payout that failed"),
    Category.CONVERSION: _("currency conversion"),
    Category.STOCK: _("stock"),
    Category.DECLARED: _("declared by the seller"),
    Category.COST: _("unit cost"),
    Category.OTHER: _("not known to us"),
}

DEDUCTIONS = frozenset({Category.CHARGEBACK, Category.PENALTY, Category.DEBT})
RECOVERIES = frozenset({Category.REIMBURSEMENT, Category.LIQUIDATION})


class Moment(NamedTuple):
    """When something happened: the instant, the calendar day where the report counts its days, and the zone it named.

    `zone` is empty where the report named none; the instant is then taken as UTC. `text` is the instant in one fixed
    form, for keys; of a day without a time only the day.
    """

    at: datetime
    day: date
    zone: str
    text: str


class Row(NamedTuple):
    """One row. `number` is the line (or spreadsheet row) it begins on, from 1; `key` stays the same in a re-download.

    `amount` is signed as the platform counts it (positive: to the seller). `status` is `released`, `deferred`, `held`,
    `pending` or the report's own word; `release` is when deferred money is due, or the day stock will be removed.
    `units` counts pieces of stock by state, `codes` are its FNSKU and its ASIN. Nothing that names a buyer is ever
    here.
    """

    number: int
    key: str
    category: Category
    settlement: str = ""
    moment: Moment | None = None
    type: str = ""
    description: str = ""
    order: str = ""
    sku: str = ""
    quantity: int | None = None
    amount: Decimal | None = None
    currency: str = ""
    status: str = ""
    release: Moment | None = None
    units: Mapping[str, int] = {}
    price: Decimal | None = None
    codes: tuple[str, str] = ("", "")
