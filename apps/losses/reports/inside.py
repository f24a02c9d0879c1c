"""What may be found when one looks into a workbook before it is opened, and when it is refused."""

from django.utils.translation import gettext as _

from apps.losses.reports.errors import NotAReport, TooLarge

MOST_CELLS = 2_500_000  # of the rectangle that a sheet spans, empty ones included
MOST_TEXT = 256 * 1024 * 1024  # characters of all cells written out, those that share a text counted each

# Formulas of a sheet: row -> columns, from 0. Of a workbook: by the sheet's name.
Formulas = dict[int, set[int]]
Inside = dict[str, Formulas]


def refuse_span(rows: int, columns: int) -> None:
    """Raises TooLarge when the rectangle holds more cells than we open."""
    if rows * columns > MOST_CELLS:
        raise too_large()


def refuse_text(characters: int) -> None:
    """Raises TooLarge when the cells hold more text than we open."""
    if characters > MOST_TEXT:
        raise too_large()


def too_large() -> TooLarge:
    return TooLarge(
        "workbook_too_large",
        _("Unpacked, this workbook is larger than we open. Bring the report as text or CSV, as the platform gives it."),
    )


def damaged() -> NotAReport:
    return NotAReport("workbook_damaged", _("The workbook is damaged and cannot be opened."))


def full_of_formulas() -> NotAReport:
    return NotAReport("formulas", _("This workbook calculates with formulas. Save it as values, or as CSV."))
