"""Which sellers count as one: those that a chain of pairs leads to. No database."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

Member = TypeVar("Member", bound=Hashable)


def clusters_of(pairs: Iterable[tuple[Member, Member]]) -> dict[Member, Member]:
    """Everybody in a pair -> the least member of their cluster, whatever the order of the pairs."""
    above: dict[Member, Member] = {}

    def top(member: Member) -> Member:
        above.setdefault(member, member)
        while above[member] != member:
            above[member] = above[above[member]]
            member = above[member]
        return member

    for one, other in pairs:
        here, there = top(one), top(other)
        least, greater = (here, there) if here < there else (there, here)  # type: ignore[operator]
        above[greater] = least
    return {member: top(member) for member in above}
