"""A file as records: its row number and its cells, read again from the start as often as needed, never held whole."""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from apps.losses.reports import delimiter as delimiters
from apps.losses.reports.encoding import Scan
from apps.losses.reports.notices import Notices
from apps.losses.reports.rows import Cell

HEAD = 60  # records in which the line of column names must stand
Record = tuple[int, list[Cell]]


class Table(ABC):
    """Records of one sheet or text file."""

    encoding = ""
    delimiter = ""
    ends_with_line = True

    @abstractmethod
    def records(self, notices: Notices | None = None, *, below: int = 0) -> Iterator[Record]:
        """From the beginning. What is wrong below that row is told to `notices`, on one of the passes only."""

    def rows_expected(self, seen: int) -> int:
        """About how many rows there are, `seen` of which were surveyed."""
        return seen

    def head(self) -> list[Record]:
        return list(islice(self.records(), HEAD))


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

    def records(self, notices: Notices | None = None, *, below: int = 0) -> Iterator[Record]:
        if notices is not None and self._scan.damaged:
            notices.add("bytes_damaged", value=self.encoding)
        self._source.seek(0)
        text = io.TextIOWrapper(self._source, self.encoding, errors="replace", newline="")
        try:
            lines: Iterable[str] = islice(text, self._skip, None)
            if notices is not None and self._scan.suspicious:
                lines = self._watched(lines, notices, below)
            yield from self._cells(lines, notices, below)
        finally:
            text.detach()

    def _cells(self, lines: Iterable[str], notices: Notices | None, below: int) -> Iterator[Record]:
        reader = csv.reader(lines, delimiter=self.delimiter, quoting=self._quoting, strict=True)
        number = self._skip + 1
        while True:
            try:
                for cells in reader:
                    yield number, cells  # type: ignore[misc]  # text is a kind of cell
                    number = self._skip + reader.line_num + 1
                return
            except csv.Error as error:
                if notices is not None and number > below:
                    notices.add("cut_off" if "end of data" in str(error) else "quotes_broken", row=number)
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


def first_lines(source: BinaryIO, encoding: str) -> list[str]:
    """The first lines of a text file, to judge its form by. `source` may stand anywhere before and after."""
    source.seek(0)
    text = io.TextIOWrapper(source, encoding, errors="replace", newline="")
    try:
        return list(islice(text, HEAD))
    finally:
        text.detach()
