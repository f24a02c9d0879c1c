"""A look into XLSX and ODS before they are opened: every part unpacked in a stream and measured, every cell placed.

A packed workbook of a few kilobytes can unpack to gigabytes; two cells far apart span a rectangle of billions; a
million cells may share one long text of which each gets a copy.
"""

import re
import zipfile
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from apps.losses.reports.errors import NotAReport
from apps.losses.reports.inside import (
    MOST_TEXT,
    Formulas,
    Inside,
    damaged,
    full_of_formulas,
    refuse_span,
    refuse_text,
    too_large,
)

MOST_BYTES = 96 * 1024 * 1024  # of all parts unpacked
MOST_PARTS = 2_000
MOST_FORMULAS = 100_000
CHUNK = 1 << 20
OVERLAP = 1 << 12  # a tag that lies across two chunks is seen whole in the second
SHARED = "xl/sharedStrings.xml"
# What damaged archives raise beside errors of their own.
DAMAGE = (EOFError, OSError, RuntimeError, KeyError, ValueError)

_FORMULA = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^<>]*>\s*<(?:\w+:)?f\b""")
_PLACE = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_UNPLACED = re.compile(rb"<(?:\w+:)?c(?:\s(?![^<>]*\br=)[^<>]*)?/?>")
_UNPLACED_FORMULA = re.compile(rb"<(?:\w+:)?c(?:\s(?![^<>]*\br=)[^<>]*)?>\s*<(?:\w+:)?f\b")
_SHARING = re.compile(rb"""\bt=["']s["'][^<>]*>\s*<(?:\w+:)?v\b[^<>]*>\s*(\d+)""")
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\b[^<>]*?\bname=["']([^"']*)["'][^<>]*?\b\w+:id=["']([^"']*)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)=["']([^"']*)["']""")


def look_into(file: BinaryIO) -> Inside:
    """Formulas by sheet. Raises NotAReport for what is damaged or no workbook, TooLarge for what would swell."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if not names & {"xl/workbook.xml", "content.xml"}:
                raise NotAReport("packed", _("This is a packed folder. Unpack it and bring the report inside."))
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise too_large()
            return _ods(archive) if "content.xml" in names else _xlsx(archive)
    except (*DAMAGE, expat.ExpatError, zlib.error, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise damaged() from error


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a part really holds, whatever the archive says of it."""
    left = MOST_BYTES
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise too_large()
            yield chunk


def _overlapping(chunks: Iterator[bytes]) -> Iterator[bytes]:
    before = b""
    for chunk in chunks:
        yield before + chunk
        before = chunk[-OVERLAP:]


# -- XLSX ------------------------------------------------------------------------------------------------------------
def _xlsx(archive: zipfile.ZipFile) -> Inside:
    inside: Inside = {}
    names = _sheet_names(archive)
    lengths = _shared_lengths(archive)
    text = 0
    for part in archive.infolist():
        if part.filename.startswith("xl/") and part.filename.endswith(".xml") and part.filename != SHARED:
            name = names.get(part.filename.rpartition("/")[2], "")
            formulas = inside.setdefault(name, defaultdict(set))
            text += _scan_sheet(_overlapping(_chunks(archive, part)), formulas, lengths)
            refuse_text(text)
        else:
            for _chunk in _chunks(archive, part):
                pass
    return inside


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """File name of a sheet's part -> the sheet's name."""
    relations = "xl/_rels/workbook.xml.rels"
    listed = archive.read(relations) if relations in archive.namelist() else b""
    files = {}
    for tag in _RELATION.findall(listed):
        named = dict(_ATTRIBUTE.findall(tag))
        if b"Id" in named and b"Target" in named:
            files[named[b"Id"]] = named[b"Target"].decode("utf-8", "replace").rpartition("/")[2]
    sheets = _SHEET.findall(archive.read("xl/workbook.xml"))
    return {files[key]: _unescape(name.decode("utf-8", "replace")) for name, key in sheets if key in files}


def _unescape(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _shared_lengths(archive: zipfile.ZipFile) -> "array[int]":
    """At most how long each shared text is: the distance from its tag to the next."""
    lengths = array("L")
    if SHARED not in archive.namelist():
        return lengths
    since, rest = -1, b""
    for chunk in _chunks(archive, archive.getinfo(SHARED)):
        text, last = rest + chunk, 0
        for found in _SHARED_TEXT.finditer(text, 0, len(text) - 8):
            if since >= 0:
                lengths.append(since + found.start() - last)
            since, last = 0, found.start()
        keep = min(8, len(text) - last)
        since += (len(text) - keep - last) if since >= 0 else 0
        rest = text[len(text) - keep :]
    lengths.append(max(since, 0) + len(rest))
    return lengths


def _scan_sheet(chunks: Iterator[bytes], formulas: Formulas, lengths: "array[int]") -> int:
    """Refuse a sheet that spans too much; note its formulas. Returns the characters of its shared texts."""
    rows = columns = unplaced = noted = text = 0
    longest = max(lengths, default=0)
    for chunk in chunks:
        places = _PLACE.findall(chunk)
        rows = max(rows, max((int(row) for _letters, row in places), default=0))
        columns = max(columns, max((_column(letters) + 1 for letters in {pair[0] for pair in places}), default=0))
        unplaced += len(_UNPLACED.findall(chunk))
        for letters, row in _FORMULA.findall(chunk):
            formulas[int(row) - 1].add(_column(letters))
            noted += 1
        if noted > MOST_FORMULAS or _UNPLACED_FORMULA.search(chunk) or b"\x00" in chunk:
            raise full_of_formulas()
        text += _shared_text(chunk, lengths, longest)
        refuse_text(text)
    refuse_span(rows, columns)
    refuse_span(unplaced, 8)
    return text


def _shared_text(chunk: bytes, lengths: "array[int]", longest: int) -> int:
    """Characters that the cells of a chunk take from shared texts; roughly where that cannot be too much."""
    sharing = chunk.count(b'"s"') + chunk.count(b"'s'")
    if sharing * longest * (MOST_BYTES // CHUNK) < MOST_TEXT:
        return sharing * longest
    used = (int(number) for number in _SHARING.findall(chunk))
    return sum(lengths[number] for number in used if number < len(lengths))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# -- ODS -------------------------------------------------------------------------------------------------------------
class _OdsSpan:
    """How far the sheets of an ODS reach, and how much text they hold, when repeated cells are written out."""

    def __init__(self) -> None:
        self._columns = self._pending = self._cell_repeat = self._row_repeat = 0
        self._cells = self._rows_pending = self._row_text = self._text = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if "table:formula" in attributes:
            raise full_of_formulas()
        if tag == "table:table-row":
            self._row_repeat = int(attributes.get("table:number-rows-repeated", 1))
            self._columns = self._pending = self._row_text = 0
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
        refuse_span(self._columns, 1)

    def text(self, characters: str) -> None:
        self._row_text += len(characters) * self._cell_repeat

    def end(self, tag: str) -> None:
        if tag != "table:table-row":
            return
        self._rows_pending += self._row_repeat
        if self._columns:
            self._cells += self._rows_pending * self._columns
            self._rows_pending = 0
        refuse_span(self._cells, 1)
        self._text += self._row_text * self._row_repeat
        refuse_text(self._text)


def _ods(archive: zipfile.ZipFile) -> Inside:
    span = _OdsSpan()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = span.start, span.end
    parser.CharacterDataHandler = span.text
    for part in archive.infolist():
        for chunk in _chunks(archive, part):
            if part.filename == "content.xml":
                parser.Parse(chunk)
    return {}
