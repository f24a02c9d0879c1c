"""Writes the smallest XLS that says something: one sheet of texts and numbers in a compound file (MS-XLS, MS-CFB)."""

import struct
from collections.abc import Sequence

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _label(row: int, column: int, text: str) -> bytes:
    wide = text.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + wide)


def _number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def _formula(row: int, column: int, value: float) -> bytes:
    """A formula `1+1` with a cached result."""
    tokens = b"\x1e\x01\x00\x1e\x01\x00\x03"
    return record(0x0006, struct.pack("<HHHdHIH", row, column, 0, value, 0, 0, len(tokens)) + tokens)


def _stream(rows: Sequence[Sequence[object]], formulas: set[tuple[int, int]], far: tuple[int, int] | None) -> bytes:
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = b"Sheet"
    sheet_head = 4 + 8 + len(name)
    at = len(begin) + sheet_head + 4
    front = begin + record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name), 0) + name) + record(0x000A, b"")
    cells = [record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, float):
                write = _formula if (number, column) in formulas else _number
                cells.append(write(number, column, value))
            elif value != "":
                cells.append(_label(number, column, str(value)))
    if far:
        cells.append(_number(*far, 1.0))
    return front + b"".join(cells) + record(0x000A, b"")


def write(
    rows: Sequence[Sequence[object]],
    *,
    formulas: set[tuple[int, int]] | None = None,
    far: tuple[int, int] | None = None,
) -> bytes:
    """`formulas` are the cells whose number is said to be calculated; `far` is one more cell somewhere else."""
    book = _stream(rows, formulas or set(), far).ljust(4096, b"\x00")  # below 4096 it would go into the small stream
    book += b"\x00" * (-len(book) % SECTOR)
    count = len(book) // SECTOR
    table = [TABLE, END, *range(3, count + 2), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0,
        4096, END, 0, END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, len(book))
    directory += (b"\x00" * 64 + struct.pack("<HBBIII", 0, 0, 1, FREE, FREE, FREE)).ljust(128, b"\x00") * 2
    return header.ljust(SECTOR, b"\x00") + struct.pack(f"<{SECTOR // 4}I", *table) + directory + book


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    wide = (name + "\x00").encode("utf-16-le")
    head = wide.ljust(64, b"\x00") + struct.pack("<HBBIII", len(wide), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<III", start, size, 0)
