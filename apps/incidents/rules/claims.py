"""Whether two numbers that are given for the same thing can both be true. No database, no clock."""

from dataclasses import dataclass
from decimal import Decimal

from apps.incidents.enums import Bound

ABOUT = Decimal("0.1")  # “about” leaves a tenth to either side


@dataclass(frozen=True)
class Reach:
    """From where to where a number may lie; None where it is open to that side."""

    low: Decimal | None
    high: Decimal | None


def reach_of(value: Decimal, value_high: Decimal | None, bound: str) -> Reach:
    """`at least 500` reaches from 500 upwards, `200 to 800` from 200 to 800."""
    high = value if value_high is None else value_high
    if bound in (Bound.AT_LEAST, Bound.MORE_THAN):
        return Reach(value, None)
    if bound == Bound.AT_MOST:
        return Reach(None, high)
    spare = ABOUT if bound == Bound.ABOUT else Decimal(0)
    return Reach(value - abs(value) * spare, high + abs(high) * spare)


def are_apart(one: Reach, other: Reach) -> bool:
    """No number lies in both."""
    return _ends_before(one, other) or _ends_before(other, one)


def _ends_before(one: Reach, other: Reach) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low
