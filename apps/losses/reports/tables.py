"""A file as records: its row number and its cells, read again from the start as often as needed, never held whole.

Records come in batches: what there is to tell about the file is told between two batches, never within one.
"""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple

from apps.losses.reports import delimiter as delimiters
from apps.losses.reports.encoding import Scan
from apps.losses.reports.notices import Notices
from apps.losses.reports.rows import Cell

HEAD = 60  # records in which the line of column names must stand
AT_ONCE = 200  # records of a batch: what is in hand stays in the cache, and out of the collector's old generation
Record = tuple[int, list[Cell]]


class Batch(NamedTuple):
    """Some records, one below the other: the row each begins on, and its cells. Never empty."""

    numbers: Sequence[int]
    rows: list[list[Cell]]


class Table(ABC):
    """Records of one sheet or text file."""

    encoding = ""
    delimiter = ""
    ends_with_line = True

    @abstractmethod
    def batches(self, notices: Notices | None = None, *, below: int = 0) -> Iterator[Batch]:
        """From the beginning. What is wrong below that row is told to `notices`, on one of the passes only."""

    def rows_expected(self, seen: int) -> int:
        """About how many rows there are, `seen` of which were surveyed."""
        return seen

    def head(self) -> list[Record]:
        records = (record for batch in self.batches() for record in zip(*batch, strict=True))
        return list(islice(records, HEAD))


class TextTable(Table):
    """Text with delimiters. `source` must be seekable; it is read from its beginning and stays open."""

    def __init__(self, source: BinaryIO, scan: Scan, delimiter: str, *, skip: int = 0) -> None:
        self._source = source
        self._scan = scan
        self._skip = skip
        self.encoding = scan.encoding
        self.delimiter = delimiter
        self.ends_with_line = scan.ends_with_line
        self._quoting = delimiters.quoting_of(first_lines(source, scan.encoding), delimiter)

    def rows_expected(self, seen: int) -> int:
        return max(seen, self._scan.size // 150)

    def batches(self, notices: Notices | None = None, *, below: int = 0) -> Iterator[Batch]:
        if notices is not None and self._scan.damaged:
            notices.add("bytes_damaged", value=self.encoding)
        self._source.seek(0)
        text = io.TextIOWrapper(self._source, self.encoding, errors="replace", newline="")
        try:
            lines: Iterable[str] = islice(text, self._skip, None)
            if notices is not None and self._scan.suspicious:
                yield from self._cells(self._watched(lines, notices, below), notices, below, at_once=1)
            else:
                yield from self._cells(lines, notices, below, at_once=AT_ONCE)
        finally:
            text.detach()

    def _cells(self, lines: Iterable[str], notices: Notices | None, below: int, *, at_once: int) -> Iterator[Batch]:
        reader = csv.reader(lines, delimiter=self.delimiter, quoting=self._quoting, strict=True)
        number = self._skip + 1
        going_on = True
        while going_on:
            rows: list[list[Cell]] = []
            ends: list[int] = []
            wrong = ""
            try:
                for cells in islice(reader, at_once):
                    rows.append(cells)  # type: ignore[arg-type]  # text is a kind of cell
                    ends.append(self._skip + reader.line_num)
                going_on = len(rows) == at_once
            except csv.Error as error:
                wrong = "cut_off" if "end of data" in str(error) else "quotes_broken"
            if rows:
                yield Batch(_beginnings(number, ends), rows)
                number = ends[-1] + 1
            if wrong:
                if notices is not None and number > below:
                    notices.add(wrong, row=number)
                number = self._skip + reader.line_num + 1

    def _watched(self, lines: Iterable[str], notices: Notices, below: int) -> Iterator[str]:
        """Tell of damaged characters. The encoding itself is called damaged only where it is one that cannot fail."""
        legacy = not self.encoding.lower().startswith(("utf-8", "utf8"))
        for number, line in enumerate(lines, self._skip + 1):
            if "\ufffd" in line:
                notices.add("bytes_damaged" if legacy else "characters_damaged", row=number, value=self.encoding)
            if "\x00" in line and number > below:
                notices.add("zero_bytes", row=number)
            yield line


def _beginnings(first: int, ends: list[int]) -> Sequence[int]:
    """The lines on which records begin, by those on which they end: mostly the same ones."""
    if ends[-1] - first + 1 == len(ends):
        return range(first, ends[-1] + 1)
    return [first, *(end + 1 for end in ends[:-1])]


def first_lines(source: BinaryIO, encoding: str) -> list[str]:
    """The first lines of a text file, to judge its form by. `source` may stand anywhere before and after."""
    source.seek(0)
    text = io.TextIOWrapper(source, encoding, errors="replace", newline="")
    try:
        return list(islice(text, HEAD))
    finally:
        text.detach()
