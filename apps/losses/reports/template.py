"""Writes our own templates as workbooks: in a workbook, dates and amounts mean the same in every country."""

from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from apps.core.money import CURRENCIES
from apps.losses.reports.formats.base import Format
from apps.losses.reports.formats.ours import BASES, Lines, label_of
from apps.losses.reports.headers import Kind
from apps.marketplaces.enums import LOSS_COMPONENTS, is_chinese

ROWS = 2_000  # so far down the lists of choices reach
FORMATS_OF = {Kind.MONEY: "#,##0.00", Kind.MOMENT: "yyyy-mm-dd", Kind.COUNT: "0"}


def write_template(target: BinaryIO, kind: type[Format] = Lines) -> None:
    """Write an empty template (`ours.Lines` or `ours.Costs`) in the active language to `target`, as XLSX."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = _("Amounts") if kind is Lines else _("Unit costs")
    language = "zh" if is_chinese() else "en"
    choices = book.create_sheet(_("Choices"))
    for place, column in enumerate(kind.columns, 1):
        letter = get_column_letter(place)
        names = dict(column.spelled())
        sheet[f"{letter}1"] = names.get(language) or names[""]
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet[f"{letter}1"].alignment = Alignment(vertical="top")
        sheet.column_dimensions[letter].width = 30 if column.kind is Kind.TEXT else 16
        if number_format := FORMATS_OF.get(column.kind):
            for row in range(2, 202):
                sheet[f"{letter}{row}"].number_format = number_format
    sheet.freeze_panes = "A2"
    for row, label in enumerate(map(label_of, LOSS_COMPONENTS.values()), 1):
        choices[f"A{row}"] = label
    for row, code in enumerate(CURRENCIES, 1):
        choices[f"B{row}"] = code
    for row, names_of_basis in enumerate(BASES.values(), 1):
        choices[f"C{row}"] = names_of_basis[1 if is_chinese() else 0]
    _offer(sheet, kind, "basis", f"'{choices.title}'!$C$1:$C${len(BASES)}")
    _offer(sheet, kind, "component", f"'{choices.title}'!$A$1:$A${len(LOSS_COMPONENTS)}")
    _offer(sheet, kind, "currency", f"'{choices.title}'!$B$1:$B${len(CURRENCIES)}")
    book.save(target)


def _offer(sheet: object, kind: type[Format], field: str, source: str) -> None:
    """Let the cells of a column be chosen from a list."""
    fields = [column.field for column in kind.columns]
    if field not in fields:
        return
    letter = get_column_letter(fields.index(field) + 1)
    validation = DataValidation(type="list", formula1=f"={source}", allow_blank=True)
    validation.add(f"{letter}2:{letter}{ROWS}")
    sheet.add_data_validation(validation)  # type: ignore[attr-defined]
