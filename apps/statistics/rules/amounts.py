"""How a sum is spread over those who make it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Spread:
    """Number, quartiles, share of the ten largest (None where the total is nought) and the total without extremes."""

    number: int
    lower: Decimal
    median: Decimal
    upper: Decimal
    total: Decimal
    top_ten: Decimal | None
    winsorised: Decimal

    @property
    def is_top_heavy(self) -> bool:
        """Whether the ten largest hold more than half: the sentence about the total must say so."""
        return self.top_ten is not None and self.top_ten > Decimal("0.5")


def quantile(values: Sequence[Decimal], share: Decimal) -> Decimal:
    """Linear interpolation between order statistics (type 7 of Hyndman and Fan, the usual one). ValueError for none."""
    if not values or not 0 <= share <= 1:
        raise ValueError("a quantile needs values and a share between 0 and 1")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def share_of_largest(values: Sequence[Decimal], number: int = 10) -> Decimal | None:
    """What the `number` largest hold of the total, 0 to 1; None where the total is nought. Amounts are not negative."""
    total = sum(values, ZERO)
    return sum(sorted(values, reverse=True)[:number], ZERO) / total if total else None


def winsorised_total(values: Sequence[Decimal], share: Decimal = Decimal("0.05")) -> Decimal:
    """The total with the largest `share` of the values (rounded down to whole ones) lowered to the next largest.

    Only the large end is cut: so it is never more than the plain total.
    """
    if not 0 <= share < 1:
        raise ValueError("the share must lie between 0 and 1")
    ordered = sorted(values)
    cut = int(share * len(ordered))
    kept = ordered[: len(ordered) - cut]
    return sum(kept, ZERO) + (kept[-1] * cut if kept else ZERO)


def spread(values: Sequence[Decimal]) -> Spread:
    """ValueError where there are no values."""
    quarter = Decimal("0.25")
    return Spread(
        number=len(values),
        lower=quantile(values, quarter),
        median=quantile(values, 2 * quarter),
        upper=quantile(values, 3 * quarter),
        total=sum(values, ZERO),
        top_ten=share_of_largest(values),
        winsorised=winsorised_total(values),
    )
