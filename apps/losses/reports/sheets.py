"""Spreadsheets (XLSX, XLS, ODS) as records, by python-calamine, behind a look inside that refuses what would swell.

A packed workbook of a few kilobytes can unpack to gigabytes, and two cells far apart span a rectangle of billions. So
every part is unpacked and measured in a stream first, and the rectangle computed from the cells themselves.
"""

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, BinaryIO
from xml.parsers import expat

import python_calamine
from django.utils.translation import gettext as _

from apps.losses.reports import biff
from apps.losses.reports.errors import NotAReport, TooLarge
from apps.losses.reports.notices import Notices
from apps.losses.reports.rows import Cell
from apps.losses.reports.tables import Record, Table

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_BYTES = 96 * 1024 * 1024  # of all parts unpacked
MOST_PARTS = 2_000
MOST_CELLS = 2_500_000  # of the rectangle that a sheet spans, empty ones included
MOST_FORMULAS = 100_000
CHUNK = 1 << 20
OVERLAP = 1 << 12  # a tag that lies across two chunks is seen whole in the second
_FORMULA = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^<>]*>\s*<(?:\w+:)?f\b""")
_PLACE = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_UNPLACED = re.compile(rb"<(?:\w+:)?c(?:\s(?![^<>]*\br=)[^<>]*)?/?>")
_UNPLACED_FORMULA = re.compile(rb"<(?:\w+:)?c(?:\s(?![^<>]*\br=)[^<>]*)?>\s*<(?:\w+:)?f\b")
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\b[^<>]*?\bname=["']([^"']*)["'][^<>]*?\b\w+:id=["']([^"']*)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)=["']([^"']*)["']""")

# What damaged archives raise beside errors of their own.
DAMAGE = (EOFError, OSError, RuntimeError, KeyError, ValueError)
# Formulas of a sheet: row -> columns, from 0.
Formulas = dict[int, set[int]]


def is_workbook(beginning: bytes) -> bool:
    return beginning.startswith((ZIP, OLE))


@dataclass
class Inside:
    """What the look inside told: formulas by sheet name."""

    formulas: dict[str, Formulas] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))


class SheetTable(Table):
    """One sheet. Numbers and dates come as such, formulas as text."""

    encoding = "spreadsheet"
    delimiter = "cells"

    def __init__(self, sheet: Any, formulas: Formulas, others: list[str]) -> None:
        self._sheet = sheet
        self._formulas = formulas
        self.others = others

    def records(self, notices: Notices | None = None, *, below: int = 0) -> Iterator[Record]:
        left = (self._sheet.start or (0, 0))[1]  # unused columns on the left are not handed out, unused rows are
        for place, values in enumerate(self._sheet.iter_rows()):
            cells: list[Cell] = [""] * left + [_cell(value) for value in values]
            for column in self._formulas.get(place, ()):
                if column < len(cells):
                    cells[column] = "=…"
                    if notices is not None and place >= below:
                        notices.add("formulas", row=place + 1)
            yield place + 1, cells


def _cell(value: Any) -> Cell:
    """Text, number or date. A number keeps the fifteen digits that a spreadsheet knows."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _number(value)
    return value if isinstance(value, date | datetime) else str(value)


def _number(value: float) -> Cell:
    amount = Decimal(format(value, ".15g"))
    if not amount.is_finite():
        return str(value)
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() and abs(value) < 1e18 else amount


def tables_of(file: BinaryIO) -> Iterator[SheetTable]:
    """The sheets of a workbook one after the other. Raises NotAReport or TooLarge."""
    file.seek(0)
    inside = _look_into_zip(file) if file.read(4) == ZIP else _look_into_ole(file)
    file.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        names = [meta.name for meta in book.sheets_metadata if meta.typ is python_calamine.SheetTypeEnum.WorkSheet]
        for name in names:
            others = [other for other in names if other != name]
            yield SheetTable(book.get_sheet_by_name(name), inside.formulas.get(name, {}), others)
    except python_calamine.PasswordError as error:
        raise NotAReport("password", _("The workbook is protected by a password. Save it without one.")) from error
    except (python_calamine.CalamineError, *DAMAGE) as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own, which is no Exception
            raise
        raise _damaged() from error


def tell_about(table: Table, notices: Notices) -> None:
    """What holds for every spreadsheet."""
    notices.add("spreadsheet")
    for name in table.others if isinstance(table, SheetTable) else ():
        notices.add("other_sheets", value=name[:60])


def _damaged() -> NotAReport:
    return NotAReport("workbook_damaged", _("The workbook is damaged and cannot be opened."))


def _too_large() -> TooLarge:
    return TooLarge(
        "workbook_too_large",
        _("Unpacked, this workbook is larger than we open. Bring the report as text or CSV, as the platform gives it."),
    )


def _refuse_span(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise _too_large()


# -- XLS -------------------------------------------------------------------------------------------------------------
def _look_into_ole(file: BinaryIO) -> Inside:
    try:
        spans = biff.spans(file)
    except biff.Unreadable as error:
        sentence = _("The workbook is damaged, protected by a password, or not one. Save it as XLSX or CSV.")
        raise NotAReport("workbook_damaged", sentence) from error
    inside = Inside()
    for span in spans:
        _refuse_span(span.rows, span.columns)
        for row, column in span.formulas:
            inside.formulas[span.name][row].add(column)
    return inside


# -- XLSX and ODS ----------------------------------------------------------------------------------------------------
def _look_into_zip(file: BinaryIO) -> Inside:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if not names & {"xl/workbook.xml", "content.xml"}:
                raise NotAReport("packed", _("This is a packed folder. Unpack it and bring the report inside."))
            _measure(archive)
            return _look_into_ods(archive) if "content.xml" in names else _look_into_xlsx(archive)
    except (*DAMAGE, expat.ExpatError, zlib.error, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise _damaged() from error


def _measure(archive: zipfile.ZipFile) -> None:
    """By what the archive says of itself; what it holds is counted while it is unpacked."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise _too_large()


def _chunks(part: IO[bytes], left: list[int]) -> Iterator[bytes]:
    while chunk := part.read(CHUNK):
        left[0] -= len(chunk)
        if left[0] < 0:
            raise _too_large()
        yield chunk


def _look_into_xlsx(archive: zipfile.ZipFile) -> Inside:
    inside, left = Inside(), [MOST_BYTES]
    names = _sheet_names(archive)
    for part in archive.infolist():
        with archive.open(part) as stream:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                name = names.get(part.filename.rpartition("/")[2], "")
                _scan_sheet(_chunks(stream, left), inside.formulas[name])
            else:
                for _chunk in _chunks(stream, left):
                    pass
    return inside


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """File name of a sheet's part -> the sheet's name."""
    relations = (
        archive.read("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in archive.namelist() else b""
    )
    files = {}
    for tag in _RELATION.findall(relations):
        named = dict(_ATTRIBUTE.findall(tag))
        if b"Id" in named and b"Target" in named:
            files[named[b"Id"]] = named[b"Target"].decode("utf-8", "replace").rpartition("/")[2]
    sheets = _SHEET.findall(archive.read("xl/workbook.xml"))
    return {files[key]: _unescape(name.decode("utf-8", "replace")) for name, key in sheets if key in files}


def _unescape(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _scan_sheet(chunks: Iterator[bytes], formulas: Formulas) -> None:
    """Refuse a sheet that spans too much; note its formulas."""
    rows = columns = unplaced = noted = 0
    before = b""
    for chunk in chunks:
        text = before + chunk
        before = chunk[-OVERLAP:]
        places = _PLACE.findall(text)
        rows = max(rows, max((int(row) for _letters, row in places), default=0))
        columns = max(columns, max((_column(letters) + 1 for letters in {pair[0] for pair in places}), default=0))
        unplaced += len(_UNPLACED.findall(text))
        for letters, row in _FORMULA.findall(text):
            formulas[int(row) - 1].add(_column(letters))
            noted += 1
        if noted > MOST_FORMULAS or _UNPLACED_FORMULA.search(text) or b"\x00" in chunk:
            raise _full_of_formulas()
    _refuse_span(rows, columns)
    _refuse_span(unplaced, 8)


def _full_of_formulas() -> NotAReport:
    return NotAReport("formulas", _("This workbook calculates with formulas. Save it as values, or as CSV."))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


class _OdsSpan:
    """How far the sheets of an ODS reach when repeated cells are written out."""

    def __init__(self) -> None:
        self._columns = self._pending = self._cell_repeat = self._row_repeat = 0
        self._cells = self._rows_pending = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if "table:formula" in attributes:
            raise _full_of_formulas()
        if tag == "table:table-row":
            self._row_repeat = int(attributes.get("table:number-rows-repeated", 1))
            self._columns = self._pending = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell_repeat = int(attributes.get("table:number-columns-repeated", 1))
            self._pending += self._cell_repeat
            if "office:value-type" in attributes:
                self._fill()
        elif tag == "text:p":
            self._fill()

    def _fill(self) -> None:
        """The cell holds something, so that all cells before it are written out as well."""
        self._columns += self._pending
        self._pending = 0
        _refuse_span(self._columns, 1)

    def end(self, tag: str) -> None:
        if tag != "table:table-row":
            return
        self._rows_pending += self._row_repeat
        if self._columns:
            self._cells += self._rows_pending * self._columns
            self._rows_pending = 0
        _refuse_span(self._cells, 1)


def _look_into_ods(archive: zipfile.ZipFile) -> Inside:
    left, span = [MOST_BYTES], _OdsSpan()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = span.start, span.end
    for part in archive.infolist():
        with archive.open(part) as stream:
            for chunk in _chunks(stream, left):
                if part.filename == "content.xml":
                    parser.Parse(chunk)
    return Inside()
