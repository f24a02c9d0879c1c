"""What a number is printed as: never more than is true, and never so exactly that one seller shows."""

import hmac
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256

from apps.statistics.rules.rounding import round_down

COUNT_STEP = 10
HIDDEN_BELOW = 20  # "fewer than 20" is true of every count whose printed form would be below ten


def secret_number(key: bytes, table: str, cell: tuple[str, ...]) -> int:
    """A permanent number of one cell that nobody without the key can guess (HMAC-SHA-256)."""
    return int.from_bytes(hmac.new(key, "\x1f".join((table, *cell)).encode(), sha256).digest())


def floor_count(sellers: int, secret: int) -> int | None:
    """10·floor((n−u)/10), u = secret mod 10: at least that many there are. None when below ten: fewer than 20 then."""
    floored = COUNT_STEP * ((sellers - secret % COUNT_STEP) // COUNT_STEP)
    return floored if floored >= COUNT_STEP else None


def floor_money(total: Decimal) -> Decimal:
    """Two significant digits, towards less."""
    return round_down(total)


def veiled_total(amounts: Mapping[str, Decimal], secret: bytes, percent: Decimal) -> Decimal:
    """The sum of what sellers lost, each lowered by a secret share of their own between nought and `percent`.

    The share of a seller never changes and is the same in every cell, table and batch. Whoever knows every sum to the
    cent and the amounts of all sellers but one learns that one's lowered amount, and so the amount to within `percent`
    of it and no closer, however often they look.
    """
    return sum(lowered_amounts(amounts, secret, percent).values(), Decimal(0))


def lowered_amounts(amounts: Mapping[str, Decimal], secret: bytes, percent: Decimal) -> dict[str, Decimal]:
    """What `veiled_total` adds up. Whatever is computed from these alone tells no more of a seller than they do."""
    parts = 1_000_000
    return {
        seller: amount
        * (1 - percent / 100 * (secret_number(secret, "share of a seller", (seller,)) % (parts + 1)) / parts)
        for seller, amount in amounts.items()
    }


def floor_money_veiled(total: Decimal, largest: Decimal, percent: Decimal, secret: int) -> Decimal | None:
    """In steps of 1 or 5 times a power of ten, no finer than two digits of the total and `percent` of the largest
    amount, after a secret offset. Steps divide each other and share one secret, so that many totals tell no more than
    one."""
    step = 10 ** max(total.adjusted() - 1, 0)
    factor = 5
    while step < largest * percent / 100:
        step *= factor
        factor = 7 - factor  # 5, 2, 5, 2, …
    floored = Decimal(int(total - secret % step) // step * step)
    return floored if floored > 0 else None
