"""Spreadsheets (XLSX, XLS, ODS) as records, by python-calamine, behind a look inside that refuses what would swell."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

import python_calamine
from django.utils.translation import gettext as _

from apps.losses.reports import biff, zipped
from apps.losses.reports.errors import NotAReport
from apps.losses.reports.inside import Formulas, Inside, damaged, refuse_span
from apps.losses.reports.notices import Notices
from apps.losses.reports.rows import Cell
from apps.losses.reports.tables import AT_ONCE, Batch, Table

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(beginning: bytes) -> bool:
    return beginning.startswith((ZIP, OLE))


class SheetTable(Table):
    """One sheet. Numbers and dates come as such, formulas as text."""

    encoding = "spreadsheet"
    delimiter = "cells"

    def __init__(self, sheet: Any, formulas: Formulas, others: list[str]) -> None:
        self._sheet = sheet
        self._formulas = formulas
        self.others = others

    def batches(self, notices: Notices | None = None, *, below: int = 0) -> Iterator[Batch]:
        left = (self._sheet.start or (0, 0))[1]  # unused columns on the left are not handed out, unused rows are
        values, number = self._sheet.iter_rows(), 1
        at_once = 1 if self._formulas else AT_ONCE
        while rows := [[""] * left + list(map(_cell, row)) for row in islice(values, at_once)]:
            for column in self._formulas.get(number - 1, ()):
                if column < len(rows[0]):
                    rows[0][column] = "=…"
                    if notices is not None and number > below:
                        notices.add("formulas", row=number)
            yield Batch(range(number, number + len(rows)), rows)
            number += len(rows)


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
    inside = zipped.look_into(file) if file.read(4) == ZIP else _look_into_old(file)
    file.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        names = [meta.name for meta in book.sheets_metadata if meta.typ is python_calamine.SheetTypeEnum.WorkSheet]
        for name in names:
            others = [other for other in names if other != name]
            yield SheetTable(book.get_sheet_by_name(name), inside.get(name, {}), others)
    except python_calamine.PasswordError as error:
        raise NotAReport("password", _("The workbook is protected by a password. Save it without one.")) from error
    except (python_calamine.CalamineError, *zipped.DAMAGE) as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own, which is no Exception
            raise
        raise damaged() from error


def tell_about(table: Table, notices: Notices) -> None:
    """What holds for every spreadsheet; nothing of a text."""
    if isinstance(table, SheetTable):
        notices.add("spreadsheet")
        for name in table.others:
            notices.add("other_sheets", value=name[:60])


def _look_into_old(file: BinaryIO) -> Inside:
    try:
        spans = biff.spans(file)
    except biff.Unreadable as error:
        sentence = _("The workbook is damaged, protected by a password, or not one. Save it as XLSX or CSV.")
        raise NotAReport("workbook_damaged", sentence) from error
    inside: Inside = {}
    for span in spans:
        refuse_span(span.rows, span.columns)
        formulas = inside.setdefault(span.name, defaultdict(set))
        for row, column in span.formulas:
            formulas[row].add(column)
    return inside
