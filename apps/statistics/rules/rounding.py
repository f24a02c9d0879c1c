"""Rounding to significant digits: towards less, towards more, to the nearest."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal


def _rounded(value: Decimal, digits: int, rounding: str) -> Decimal:
    if not value:
        return Decimal(0)
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), rounding=rounding)


def round_down(value: Decimal, digits: int = 2) -> Decimal:
    """The largest number of that many digits that is not above `value`: 56,612 → 56,000."""
    return _rounded(value, digits, ROUND_FLOOR)


def round_up(value: Decimal, digits: int = 2) -> Decimal:
    """The smallest number of that many digits that is not below `value`: 56,012 → 57,000."""
    return _rounded(value, digits, ROUND_CEILING)


def round_near(value: Decimal, digits: int = 2) -> Decimal:
    """The nearest number of that many digits, halves to even: 56,500 → 56,000."""
    return _rounded(value, digits, ROUND_HALF_EVEN)
