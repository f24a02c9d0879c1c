"""The key by which a row is found again in a re-download: settlement, time, type, order, SKU, description, and the how
manieth such row in its file it is.
"""

from array import array
from collections.abc import Iterable
from hashlib import blake2b
from itertools import repeat

from apps.losses.reports.rows import Moment

FEW = 120_000  # different keys


class Occurrences:
    """How often each key was seen. An open table of 12 bytes a place: a dictionary of five million takes 500 MB."""

    def __init__(self, expected: int) -> None:
        self._make(1 << max(10, (expected * 3 // 2).bit_length()))

    def _make(self, size: int) -> None:
        self._place = size - 1
        self._keys = array("Q", bytes(8)) * size
        self._counts = array("I", bytes(4)) * size
        self._room = size * 2 // 3

    def _grow(self) -> None:
        keys, counts = self._keys, self._counts
        self._make(2 * len(keys))
        for key, count in zip(keys, counts, strict=True):
            if key:
                self._room -= 1
                place = key & self._place
                while self._keys[place]:
                    place = (place + 1) & self._place
                self._keys[place], self._counts[place] = key, count

    def seen(self, key: int) -> int:
        """Count `key` (64 bits) once more: 1 the first time."""
        key = key or 1
        if not self._room:
            self._grow()
        place = key & self._place
        keys = self._keys
        while held := keys[place]:
            if held == key:
                break
            place = (place + 1) & self._place
        else:
            keys[place] = key
            self._room -= 1
        self._counts[place] += 1
        return self._counts[place]


class Keys:
    """Makes the keys of one file. `family` keeps kinds of reports apart."""

    def __init__(self, family: str, expected: int) -> None:
        self._family = family
        self._expected = expected
        self._few: dict[bytes, int] = {}  # quicker than the table, and larger: for as long as there are few
        self._many: Occurrences | None = None if expected < FEW else Occurrences(expected)

    def __call__(self, moment: Moment | None, *parts: str) -> str:
        """`parts` are settlement, type, order, SKU and description, always in this order."""
        return self._counted(self._digest((self._family, moment.text if moment else "", *parts)))

    def column(self, moments: Iterable[Moment | None], *parts: Iterable[str]) -> list[str]:
        """The keys of many rows, one below the other."""
        texts = (moment.text if moment else "" for moment in moments)
        digests = list(map(self._digest, zip(repeat(self._family), texts, *parts)))
        new = dict.fromkeys(digests, 1)
        few = self._few
        if self._many is None and len(new) == len(digests) < FEW - len(few) and few.keys().isdisjoint(new):
            few.update(new)
            return [f"{digest.hex()}.1" for digest in digests]
        return list(map(self._counted, digests))

    @staticmethod
    def _digest(parts: Iterable[str]) -> bytes:
        return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).digest()

    def _counted(self, digest: bytes) -> str:
        """The key: which row it is, and the how manieth such row."""
        if self._many is not None:
            return f"{digest.hex()}.{self._many.seen(int.from_bytes(digest[:8]))}"
        few = self._few
        seen = few[digest] = few.get(digest, 0) + 1
        if len(few) >= FEW:
            self._move()
        return f"{digest.hex()}.{seen}"

    def _move(self) -> None:
        self._many = Occurrences(max(self._expected, 2 * FEW))
        for digest, times in self._few.items():
            for _ in range(times):
                self._many.seen(int.from_bytes(digest[:8]))
        self._few.clear()
