"""The memory of a series as JSON and back: between two batches it lies in the database. Private."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from apps.statistics.rules.disclosure.contents import Content
from apps.statistics.rules.disclosure.gate import Base, Memory
from apps.statistics.rules.disclosure.suppression import Cell, Sums
from apps.statistics.rules.disclosure.tables import Key


def memory_as_json(memory: Memory) -> dict[str, Any]:
    """Contents of versions that are not the latest are left out: nothing is compared with them any more."""
    latest = set(memory.latest.values())
    return {
        "counts": [[list(key), _content(base.content), _text(base.value)] for key, base in memory.counts.items()],
        "money": [[list(key), _content(base.content), _text(base.value)] for key, base in memory.money.items()],
        "contents": [[_cell(cell), _content(content)] for cell, content in memory.contents.items() if cell in latest],
        "latest": [_cell(cell) for cell in memory.latest.values()],
        "values": [[_cell(cell), str(value)] for cell, value in memory.sums.values.items()],
        "relations": sorted([_cell(parent), _cells(children)] for parent, children in memory.sums.relations),
        "printed": sorted(_cells(memory.printed)),
        "guarded": sorted(_cells(memory.guarded)),
    }


def memory_from_json(data: dict[str, Any]) -> Memory:
    latest = [_read_cell(cell) for cell in data["latest"]]
    return Memory(
        counts={tuple(key): Base(_read_content(content), _number(value)) for key, content, value in data["counts"]},
        money={tuple(key): Base(_read_content(content), _number(value)) for key, content, value in data["money"]},
        contents={_read_cell(cell): _read_content(content) for cell, content in data["contents"]},
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


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _content(content: Content) -> dict[str, str | None]:
    return {seller: _text(amount) for seller, amount in content.amounts.items()}


def _read_content(data: dict[str, str | None]) -> Content:
    return Content({seller: _number(amount) for seller, amount in data.items()})


def _cell(cell: Cell) -> list[Any]:
    return [list(cell[0]), cell[1]]


def _cells(cells: Iterable[Cell]) -> list[list[Any]]:
    return [_cell(cell) for cell in cells]


def _read_cell(data: list[Any]) -> Cell:
    key: Key = tuple(data[0])
    return key, int(data[1])
