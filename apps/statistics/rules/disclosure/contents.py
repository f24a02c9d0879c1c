"""What stands behind one number of a table: sellers, and what each of them lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

ZERO = Decimal(0)


@dataclass(frozen=True)
class Content:
    """Distinct sellers of a cell, each with the sum of their amounts; None for those who gave none. Amounts are not
    negative and of one currency."""

    amounts: Mapping[str, Decimal | None]

    @cached_property
    def sellers(self) -> int:
        return len(self.amounts)

    @cached_property
    def largest_first(self) -> tuple[Decimal, ...]:
        """What each contributor brings; an amount of zero brings nothing and makes nobody a contributor."""
        return tuple(sorted((value for value in self.amounts.values() if value), reverse=True))

    @cached_property
    def total(self) -> Decimal:
        return sum(self.largest_first, ZERO)

    @cached_property
    def paid(self) -> dict[str, Decimal]:
        """The contributors alone."""
        return {seller: value for seller, value in self.amounts.items() if value}

    def amount_of(self, seller: str) -> Decimal:
        return self.amounts.get(seller) or ZERO


def joined(contents: Iterable[Content]) -> Content:
    """Several contents as one: a seller who stands in many counts once, with the sum."""
    amounts: dict[str, Decimal | None] = {}
    for content in contents:
        for seller, amount in content.amounts.items():
            add_to(amounts, seller, amount)
    return Content(amounts)


def add_to(amounts: dict[str, Decimal | None], seller: str, amount: Decimal | None) -> None:
    """One more amount of a seller; the first is taken as it is, and so shared by all cells it stands in."""
    known = amounts.get(seller)
    amounts[seller] = known if amount is None else amount if known is None else amount + known


@dataclass(frozen=True)
class Change:
    """What came and what went between two contents of one cell, each as contents of their own: of sellers by their
    being there, of money by what each of them added or took away."""

    arrived: Content
    left: Content
    more: Content
    less: Content


def change(before: Content, now: Content) -> Change:
    everyone = before.amounts.keys() | now.amounts.keys()
    differences = {seller: now.amount_of(seller) - before.amount_of(seller) for seller in everyone}
    return Change(
        arrived=Content({seller: None for seller in now.amounts if seller not in before.amounts}),
        left=Content({seller: None for seller in before.amounts if seller not in now.amounts}),
        more=Content({seller: value for seller, value in differences.items() if value > 0}),
        less=Content({seller: -value for seller, value in differences.items() if value < 0}),
    )
