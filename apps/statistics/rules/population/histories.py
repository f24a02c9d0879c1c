"""Overlapping lists of sellers, reduced to counts: how many stand on exactly these lists and on no other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

History = tuple[int, ...]  # one 0 or 1 per list


def histories_of(lists: int) -> tuple[History, ...]:
    """Every history but the one nobody can see, as binary numbers in rising order."""
    return tuple(product((0, 1), repeat=lists))[1:]


@dataclass(frozen=True)
class Histories:
    """`counts[i]` sellers have the history `histories_of(k)[i]`; every seller stands in one of them."""

    names: tuple[str, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, counts: Mapping[str, int], names: Iterable[str] = ()) -> "Histories":
        """From `{"1101": 4, …}`, all keys of one length; what is not mentioned is 0."""
        lists = len(next(iter(counts)))
        numbers = tuple(counts.get("".join(map(str, history)), 0) for history in histories_of(lists))
        return cls(tuple(names) or tuple(str(place) for place in range(1, lists + 1)), numbers)

    @classmethod
    def of_two(cls, first: int, second: int, both: int, names: Iterable[str] = ()) -> "Histories":
        """From the two lists' sizes and how many stand on both."""
        return cls.of({"11": both, "10": first - both, "01": second - both}, names)

    def __iter__(self) -> Iterator[tuple[History, int]]:
        return iter(zip(histories_of(self.lists), self.counts, strict=True))

    @property
    def lists(self) -> int:
        return len(self.names)

    @cached_property
    def counted(self) -> int:
        """Distinct sellers on any list."""
        return sum(self.counts)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        return tuple(self.on_all((place,)) for place in range(self.lists))

    @cached_property
    def overlap(self) -> int:
        """Distinct sellers on two lists or more."""
        return sum(count for history, count in self if sum(history) > 1)

    def on_all(self, places: Iterable[int]) -> int:
        """Distinct sellers on every one of these lists, whatever others they stand on."""
        wanted = tuple(places)
        return sum(count for history, count in self if all(history[place] for place in wanted))
