"""Reference rates of the European Central Bank, as its history file writes them: a day and units per euro."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, NamedTuple

from apps.core.money import CURRENCIES

LARGEST_FILE = 64 * 1024 * 1024  # bytes unpacked; the whole history since 1999 has two million


class BadRates(ValueError):
    """This is not the history file of the European Central Bank; `args[0]` says what is wrong."""


class Published(NamedTuple):
    """What the ECB published on `day`: one euro is `per_euro` units of `currency`."""

    currency: str
    day: date
    per_euro: Decimal


def read_rates(source: BinaryIO) -> Iterator[Published]:
    """Every rate of a currency known to us in `eurofxref-hist.zip`, or in the CSV inside it. Raises BadRates."""
    lines = csv.reader(io.StringIO(_text(source)))
    head = [name.strip() for name in next(lines, [])]
    if head[:1] != ["Date"] or "USD" not in head:
        raise BadRates("the first line should be Date, USD and other currencies")
    known = [(place, code) for place, code in enumerate(head) if code in CURRENCIES]
    for cells in lines:
        if cells:
            yield from _of_day(cells, known)


def _of_day(cells: list[str], known: list[tuple[int, str]]) -> Iterator[Published]:
    try:
        day = date.fromisoformat(cells[0].strip())
        for place, code in known:
            cell = cells[place].strip() if place < len(cells) else ""
            if cell not in ("", "N/A"):
                yield Published(code, day, _positive(cell))
    except (ValueError, InvalidOperation) as error:
        raise BadRates(f"the line of {cells[0][:20]} cannot be read") from error


def _positive(cell: str) -> Decimal:
    rate = Decimal(cell)
    if not rate.is_finite() or rate <= 0:
        raise ValueError(cell)
    return rate


def _text(source: BinaryIO) -> str:
    if not zipfile.is_zipfile(source):
        source.seek(0)
        return source.read(LARGEST_FILE).decode("utf-8-sig", "replace")
    with zipfile.ZipFile(source) as packed:
        entry = next((entry for entry in packed.infolist() if entry.filename.endswith(".csv")), None)
        if entry is None or entry.file_size > LARGEST_FILE:
            raise BadRates("there is no table of rates in the file")
        return packed.read(entry).decode("utf-8-sig", "replace")
