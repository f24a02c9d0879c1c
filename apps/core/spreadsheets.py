"""Tables as files that spreadsheets open: CSV with a byte order mark, XLSX. No cell of them is ever a formula.

A text that begins like a formula (`=`, `+`, `-`, `@`, tab, line break, also in full width) would be run by the program
that opens the file. In CSV it gets an apostrophe in front; in XLSX it is marked as text. Numbers, dates and amounts are
no texts and stay what they are.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import get_language, override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from apps.core.moments import say_date, say_minute
from apps.core.money import locale_of

Value = str | int | Decimal | date | None  # a datetime is a date too: an aware one is shown in the reader's zone
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767  # what XLSX allows
CENT = Decimal("0.01")
AT_ONCE = 200  # rows of a piece


def csv_pieces(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The rows as CSV (RFC 4180), some at a time, dates in the language and zone of whoever asks for the first piece.

    The caller may be sending these long after its own language and zone were put away.
    """
    language, zone = get_language() or "en", timezone.get_current_timezone()
    return _pieces(iter(rows), language, zone)


def _pieces(rows: Iterator[Sequence[Value]], language: str, zone: tzinfo) -> Iterator[str]:
    start = "\ufeff"
    while True:
        with override(language), timezone.override(zone):
            some = list(islice(rows, AT_ONCE))
            text = StringIO()
            csv.writer(text).writerows([_in_csv(value) for value in row] for row in some)
        if not some:
            return
        yield start + text.getvalue()
        start = ""


def _in_csv(value: Value) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return say_minute(value)
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(DANGEROUS) else value
    if isinstance(value, Decimal) and value == value.quantize(CENT):
        return value.quantize(CENT)
    return value


def write_xlsx(target: IO[bytes], title: str, rows: Iterable[Sequence[Value]]) -> None:
    """The rows as one sheet of a workbook, the first of them as headings; memory does not grow with the rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    patterns = _patterns()
    for number, row in enumerate(rows):
        cells = [_in_xlsx(sheet, value, patterns) for value in row]
        if number == 0:
            for cell in cells:
                cell.font = Font(bold=True)
        sheet.append(cells)
    book.save(target)


def _in_xlsx(sheet: object, value: Value, patterns: tuple[str, str]) -> Any:
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)  # a workbook knows no zones; the heading names it
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.number_format = patterns[1]
    elif isinstance(value, date):
        cell.number_format = patterns[0]
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00##"
    return cell


def _patterns() -> tuple[str, str]:
    """How dates and moments are shown in the reader's language."""
    if locale_of().language == "zh":
        return 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"d"日" hh:mm'
    return "d mmm yyyy", "d mmm yyyy, hh:mm"
