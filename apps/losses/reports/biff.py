"""A look into an old binary workbook (XLS) before it is opened: how far its sheets reach and where formulas stand.

Only the records' heads are read. The container is a compound file: sectors chained by a table, streams named in a
directory (MS-CFB, MS-XLS).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

MOST_BYTES = 48 * 1024 * 1024
_END = 0xFFFFFFFA  # sector numbers from here on are marks
_CELLS = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x027E, 0x0406, 0x0206})
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
_SEVERAL = frozenset({0x00BD, 0x00BE})
_SHEET, _BEGIN, _SHEET_KIND = 0x0085, 0x0809, 0x0010


class Unreadable(Exception):
    """Not a workbook of this kind, or a damaged one."""


@dataclass
class SheetSpan:
    """The farthest cell of a sheet and its formulas, as (row, column) from 0."""

    name: str
    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)


def spans(file: BinaryIO) -> list[SheetSpan]:
    """Every sheet of the workbook. Raises Unreadable."""
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable("too large")
    try:
        return _sheets(_workbook_stream(data))
    except (struct.error, IndexError, UnicodeError, ValueError) as error:
        raise Unreadable("damaged") from error


# -- the container ---------------------------------------------------------------------------------------------------
def _workbook_stream(data: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", data, 0x1E)[0]
    small = 1 << struct.unpack_from("<H", data, 0x20)[0]
    directory_at, cutoff, small_table_at = (struct.unpack_from("<I", data, at)[0] for at in (0x30, 0x38, 0x3C))
    if not (size in (512, 4096) and 16 <= small <= size):
        raise Unreadable("not a compound file")
    table = _sector_table(data, size)
    big = _Sectors(data, size, table, first=1)
    directory = big.stream(directory_at)
    root, book = b"", None
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        name = entry[: max(0, struct.unpack_from("<H", entry, 0x40)[0] - 2)].decode("utf-16-le")
        start, length = struct.unpack_from("<II", entry, 0x74)
        if entry[0x42] == 5:
            root = big.stream(start)
        elif name in ("Workbook", "Book"):
            book = (start, length)
    if book is None:
        raise Unreadable("no workbook inside")
    start, length = book
    if length >= cutoff:
        return big.stream(start)[:length]
    small_bytes = big.stream(small_table_at)
    small_table = list(struct.unpack(f"<{len(small_bytes) // 4}I", small_bytes))
    return _Sectors(root, small, small_table, first=0).stream(start)[:length]


def _sector_table(data: bytes, size: int) -> list[int]:
    numbers = list(struct.unpack_from("<109I", data, 0x4C))
    more = struct.unpack_from("<I", data, 0x44)[0]
    seen: set[int] = set()
    while more < _END and more not in seen:
        seen.add(more)
        block = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        numbers += block[:-1]
        more = block[-1]
    table: list[int] = []
    for number in numbers:
        if number < _END:
            table += struct.unpack_from(f"<{size // 4}I", data, (number + 1) * size)
    return table


@dataclass
class _Sectors:
    data: bytes
    size: int
    table: list[int]
    first: int  # sectors before number 0: the header takes one

    def stream(self, start: int) -> bytes:
        parts, seen = [], 0
        while start < _END:
            at = (start + self.first) * self.size
            parts.append(self.data[at : at + self.size])
            start = self.table[start]
            seen += 1
            if seen > len(self.table):
                raise Unreadable("sectors go in a circle")
        return b"".join(parts)


# -- the records -----------------------------------------------------------------------------------------------------
def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes) -> list[SheetSpan]:
    named: dict[int, SheetSpan] = {}
    current: SheetSpan | None = None
    for at, kind, body in _records(stream):
        if kind == _SHEET and len(body) > 8:
            wide = bool(body[7] & 1)
            raw = body[8 : 8 + body[6] * (2 if wide else 1)]
            named[struct.unpack_from("<I", body)[0]] = SheetSpan(raw.decode("utf-16-le" if wide else "latin-1"))
        elif kind == _BEGIN and len(body) >= 4:
            current = named.get(at) if struct.unpack_from("<H", body, 2)[0] == _SHEET_KIND else None
        elif current is not None and kind in _CELLS and len(body) >= 4:
            _note(current, kind, body)
    return list(named.values())


def _note(sheet: SheetSpan, kind: int, body: bytes) -> None:
    row, column = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in _SEVERAL else column
    sheet.rows = max(sheet.rows, row + 1)
    sheet.columns = max(sheet.columns, last + 1)
    if kind in _FORMULAS:
        sheet.formulas.add((row, column))
