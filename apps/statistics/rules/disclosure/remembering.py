"""The memory of a series as JSON and back: between two batches it lies in the database. Private."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import repeat
from sys import intern
from typing import Any

from apps.statistics.rules.disclosure.contents import Content
from apps.statistics.rules.disclosure.gate import Base, Memory
from apps.statistics.rules.disclosure.suppression import Cell, Sums
from apps.statistics.rules.disclosure.tables import Key


def memory_as_json(memory: Memory) -> dict[str, Any]:
    """Contents of versions that are not the latest are left out: nothing is compared with them any more.

    Sellers are named once and numbered, and a content that stands behind several numbers is written once: with names
    in each, the memory of a million cases was larger than the database can hold in one value.
    """
    latest = set(memory.latest.values())
    shelf = _Shelf()
    return {
        "counts": [[list(key), shelf.put(base.content), _text(base.value)] for key, base in memory.counts.items()],
        "money": [[list(key), shelf.put(base.content), _text(base.value)] for key, base in memory.money.items()],
        "contents": [[_cell(cell), shelf.put(content)] for cell, content in memory.contents.items() if cell in latest],
        "latest": [_cell(cell) for cell in memory.latest.values()],
        "values": [[_cell(cell), str(value)] for cell, value in memory.sums.values.items()],
        "relations": sorted([_cell(parent), _cells(children)] for parent, children in memory.sums.relations),
        "printed": sorted(_cells(memory.printed)),
        "guarded": sorted(_cells(memory.guarded)),
        "sellers": list(shelf.sellers),
        "shelf": shelf.contents,
    }


class _Shelf:
    """Contents by number, each as the numbers of its sellers and their amounts (none where nobody has one)."""

    def __init__(self) -> None:
        self.sellers: dict[str, int] = {}
        self.contents: list[list[Any]] = []
        self._places: dict[int, tuple[int, Content]] = {}  # by identity, which the content kept here keeps its own

    def put(self, content: Content) -> int:
        if id(content) not in self._places:
            who = [self.sellers.setdefault(seller, len(self.sellers)) for seller in content.amounts]
            has_money = any(amount is not None for amount in content.amounts.values())
            self._places[id(content)] = len(self.contents), content
            self.contents.append([who, [_text(amount) for amount in content.amounts.values()] if has_money else None])
        return self._places[id(content)][0]


def memory_from_json(data: dict[str, Any]) -> Memory:
    """Also of memories written before sellers were numbered."""
    latest = [_read_cell(cell) for cell in data["latest"]]
    read = _reader(data)
    return Memory(
        counts={tuple(key): Base(read(content), _number(value)) for key, content, value in data["counts"]},
        money={tuple(key): Base(read(content), _number(value)) for key, content, value in data["money"]},
        contents={_read_cell(cell): read(content) for cell, content in data["contents"]},
        latest={cell[0]: cell for cell in latest},
        sums=Sums(
            {_read_cell(cell): Decimal(value) for cell, value in data["values"]},
            frozenset(
                (_read_cell(parent), tuple(_read_cell(child) for child in children))
                for parent, children in data["relations"]
            ),
        ),
        printed=frozenset(_read_cell(cell) for cell in data["printed"]),
        guarded=frozenset(_read_cell(cell) for cell in data["guarded"]),
    )


def _reader(data: dict[str, Any]) -> Callable[[Any], Content]:
    if "shelf" not in data:
        return _read_content
    sellers = [intern(seller) for seller in data["sellers"]]
    contents = [
        Content({sellers[n]: _number(amount) for n, amount in zip(who, amounts or repeat(None), strict=bool(amounts))})
        for who, amounts in data["shelf"]
    ]
    return contents.__getitem__


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _read_content(data: dict[str, str | None]) -> Content:
    return Content({seller: _number(amount) for seller, amount in data.items()})


def _cell(cell: Cell) -> list[Any]:
    return [list(cell[0]), cell[1]]


def _cells(cells: Iterable[Cell]) -> list[list[Any]]:
    return [_cell(cell) for cell in cells]


def _read_cell(data: list[Any]) -> Cell:
    key: Key = tuple(data[0])
    return key, int(data[1])
