"""What a reader has to tell about a file: a code for machines, a sentence for people, and the rows it is about."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

MOST_ROWS = 20
MOST_VALUES = 10

# `True`: the figures may be wrong or incomplete because of it. `False`: worth knowing.
_SENTENCES = {
    "header_mended": (False, _("Column names were damaged and have been recognised all the same: %(values)s.")),
    "header_again": (False, _("The line of column names occurs again inside the file and was skipped.")),
    "columns_missing": (True, _("Columns of this report are missing: %(values)s. It is only a part of the report.")),
    "columns_twice": (True, _("A column occurs twice, and only the first was read: %(values)s.")),
    "characters_damaged": (False, _("Some characters are damaged (shown as � or ?).")),
    "bytes_damaged": (True, _("Some bytes do not fit the encoding %(values)s; what they said is lost.")),
    "zero_bytes": (True, _("The file contains zero bytes; it was damaged on its way.")),
    "no_line_end": (False, _("The last line has no line end. The file may have been cut there.")),
    "cut_off": (True, _("The file ends in the middle of a row. It was cut off.")),
    "quotes_broken": (True, _("Quotation marks do not pair up, so that a row could not be told from the next.")),
    "rows_short": (True, _("Rows have fewer columns than the line of column names.")),
    "rows_broken": (True, _("Rows could not be read and are not in the totals.")),
    "numbers_unreadable": (True, _("Amounts could not be read and are not in the totals: %(values)s.")),
    "numbers_by_language": (
        False,
        _("Amounts such as %(values)s could be read in two ways; the language and currency of the report decided."),
    ),
    "numbers_by_choice": (False, _("Amounts such as %(values)s could be read in two ways; your choice decided.")),
    "dates_unreadable": (True, _("Dates could not be read: %(values)s.")),
    "dates_ambiguous": (
        True,
        _("No date in the file tells whether the day or the month comes first; %(values)s was assumed."),
    ),
    "dates_by_language": (
        False,
        _("No date in the file tells whether the day or the month comes first; its language says %(values)s."),
    ),
    "dates_mixed": (True, _("Some dates put the day first and others the month. Dates that could be either are left.")),
    "zone_missing": (False, _("Times without a time zone were taken as UTC.")),
    "currency_unknown": (True, _("The file does not say its currency.")),
    "currency_conflict": (
        True,
        _("The line about the currency and the marketplace of the rows do not fit together: %(values)s."),
    ),
    "currencies_several": (False, _("Several currencies occur. They are never added up: %(values)s.")),
    "types_unknown": (False, _("Words that we do not know yet, counted as they are: %(values)s.")),
    "status_unknown": (
        True,
        _("Words for the status that we do not know, so that we cannot say whether it is held back: %(values)s."),
    ),
    "totals_row": (False, _("A line that adds up the rows above it was left out.")),
    "rows_bare": (True, _("Rows have neither a date nor a type. They are counted, but may be sums of others.")),
    "ids_rounded": (
        True,
        _(
            "A spreadsheet has rounded long numbers such as %(values)s. Settlements and orders can no longer be told "
            "apart, so a row may count twice. Bring the file as the platform gives it."
        ),
    ),
    "row_sum": (True, _("In these rows the parts do not add up to the row's own total.")),
    "row_sum_unusable": (False, _("The parts of a row do not add up in this report, so single rows were not checked.")),
    "total_differs": (True, _("The rows do not add up to the total that the report states. Difference: %(values)s.")),
    "total_missing": (True, _("The report's own total is missing, so that the rows cannot be checked against it.")),
    "total_not_stated": (
        False,
        _("This kind of report states no total of its own: a part that is missing would not be noticed."),
    ),
    "total_twice": (True, _("The report states two different totals for one settlement: %(values)s.")),
    "balance_breaks": (True, _("The running balance does not follow from the amounts at these rows.")),
    "balance_unusable": (False, _("The running balance does not follow the rows (a filtered export?): not checked.")),
    "release_without_hold": (False, _("Releases of money that was held before this file begins: %(values)s.")),
    "reserve_and_deferred": (
        True,
        _("Reserve and deferred amounts may be the same money. They are shown apart and never added."),
    ),
    "reserves_of_several": (False, _("The reserve is that of the latest settlement; reserves are never added up.")),
    "reserve_before": (False, _("On that day the reserve was the one that the earliest settlement took over.")),
    "no_rows": (True, _("The file has no rows below its column names.")),
    "formulas": (True, _("Cells with formulas are taken as text, not calculated. Save them as values.")),
    "spreadsheet": (False, _("A spreadsheet may have been edited. The platform's own text file proves more.")),
    "other_sheets": (False, _("Other sheets of the workbook were not read: %(values)s.")),
    "component_unknown": (True, _("Rows say something that we do not know as a kind of loss: %(values)s.")),
    "basis_unknown": (False, _("We do not know this way to value: %(values)s. It counts as your own estimate.")),
    "retail_price": (False, _("The price in this report is the sale price, not what the goods cost you.")),
    "totals_folded": (False, _("So many different descriptions occur that the rarer ones are shown together.")),
}


@dataclass
class Notice:
    """One thing to tell. `count` is how often it occurred; of rows and values only the first few are kept."""

    code: str
    count: int = 0
    rows: list[int] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    matters: bool = False

    @property
    def sentence(self) -> str:
        """In the reader's language, with the rows it is about."""
        text = str(_SENTENCES[self.code][1]) % {"values": ", ".join(self.values) or "–"}
        if not self.rows:
            return text
        shown = ", ".join(str(row) for row in self.rows)
        more = " …" if self.count > len(self.rows) else ""
        where = ngettext("%(count)s row: %(rows)s", "%(count)s rows: %(rows)s", self.count)
        return f"{text} ({where % {'count': self.count, 'rows': shown + more}})"


class Notices:
    """Collects notices while a file is read, one per code, in the order in which they first occurred."""

    def __init__(self) -> None:
        self._by_code: dict[str, Notice] = {}

    def add(self, code: str, *, row: int | None = None, value: str = "", matters: bool | None = None) -> None:
        """Say it once more. `matters` overrides whether the figures may be wrong because of it."""
        notice = self._by_code.get(code)
        if notice is None:
            notice = self._by_code[code] = Notice(code, matters=_SENTENCES[code][0])
        if matters is not None:
            notice.matters = matters
        notice.count += 1
        if row is not None and len(notice.rows) < MOST_ROWS and row not in notice.rows:
            notice.rows.append(row)
        if value and len(notice.values) < MOST_VALUES and value not in notice.values:
            notice.values.append(value)

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Notice | None:
        return self._by_code.get(code)

    def drop(self, code: str) -> None:
        self._by_code.pop(code, None)

    def all(self) -> tuple[Notice, ...]:
        """Those that matter first."""
        return tuple(sorted(self._by_code.values(), key=lambda notice: not notice.matters))
