"""Arithmetic of amounts. No database, no clock."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from apps.core.money import CURRENCIES
from apps.marketplaces.enums import LOSS_COMPONENTS

LARGEST = Decimal("1000000000000")  # a million million of any currency: beyond it somebody mistyped


@dataclass(frozen=True)
class Amount:
    """What one component of a loss comes to: `low ≤ likely ≤ high` in one currency, on a day or on none known."""

    component: str
    low: Decimal
    likely: Decimal
    high: Decimal
    currency: str
    loss_date: date | None = None


def complaints_about(amount: Amount) -> list[str]:
    """Why this amount cannot be entered, in sentences for the person who typed it; empty when it can."""
    complaints = []
    if amount.component not in LOSS_COMPONENTS:
        complaints.append(gettext("Choose what the amount is for."))
    if amount.currency not in CURRENCIES:
        complaints.append(gettext("Choose a currency."))
    if not all(value.is_finite() for value in (amount.low, amount.likely, amount.high)):
        return [*complaints, gettext("Write the amount in digits.")]
    if amount.low < 0:
        complaints.append(gettext("An amount cannot be below zero."))
    if not amount.low <= amount.likely <= amount.high:
        complaints.append(
            gettext("The lowest amount must not be above the likely one, nor the likely above the highest.")
        )
    if amount.high > LARGEST:
        complaints.append(gettext("This amount is too large to be true. Please check the digits."))
    return complaints
