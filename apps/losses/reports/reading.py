"""From a file to rows and a report: detect, survey, decide, read.

Two passes over the rows: the first collects what decides how numbers and dates are written, the second reads them. No
database, no clock, and nothing held that grows with the file but the table of keys.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from apps.losses.reports import delimiter as delimiters
from apps.losses.reports.dates import DateEvidence, MomentReader, Order, usual_order
from apps.losses.reports.errors import TooLarge
from apps.losses.reports.formats.base import Cells, Conclusion, Format, Recognised, Sheet, Survey
from apps.losses.reports.headers import Kind
from apps.losses.reports.keys import Keys
from apps.losses.reports.left_out import Collector, LeftOut
from apps.losses.reports.notices import Notices
from apps.losses.reports.numbers import NumberEvidence, NumberReader, Style, is_rounded
from apps.losses.reports.report import Basis, Checked, Report
from apps.losses.reports.rows import Category, Row
from apps.losses.reports.tables import Batch, Table
from apps.losses.reports.tally import Tally
from apps.losses.reports.words import is_word_for_total

MOST_ROWS = 5_000_000
IDS = ("settlement", "order", "transaction", "payout")  # columns by which rows are told apart
ROUNDED = "rounded"
SURVEYED = 5_000  # rows that are looked at in any case


@dataclass(frozen=True)
class Options:
    """What a person decided instead of us; empty where we are to find out. `on` is the day for what is held back."""

    encoding: str = ""
    delimiter: str = ""
    locale: str = ""
    format: str = ""
    on: date | None = None


class Lines:
    """The rows below the column names, each as wide as they are, with one empty cell more for absent columns."""

    def __init__(self, table: Table, recognised: Recognised) -> None:
        self._table = table
        self._recognised = recognised
        self._width = recognised.columns.width

    def plain(self) -> Iterator[list[Cells]]:
        """For the survey: nothing is told."""
        missing = [""] * self._width
        header = self._recognised.header
        for _numbers, rows in self._below(None):
            for cells in rows:
                if len(cells) < self._width:
                    cells.extend(missing[len(cells) :])
            yield [cells for cells in rows if cells != header]

    def _below(self, notices: Notices | None) -> Iterator[Batch]:
        above = self._recognised.header_at + 1
        for numbers, rows in self._table.batches(notices, below=self._recognised.header_row):
            if len(rows) > above:
                yield Batch(numbers[above:], rows[above:])
            above = max(0, above - len(rows))

    def told(self, sheet: Sheet) -> Iterator[Batch]:
        """For reading: what is wrong with a row is told, and a row that cannot be aligned is left out."""
        last = 0
        for numbers, rows in self._below(sheet.notices):
            last = numbers[-1]
            if self._is_even(rows):
                for cells in rows:
                    cells.append("")
                yield Batch(numbers, rows)
            else:
                yield from self._one_by_one(numbers, rows, sheet)
        if not self._table.ends_with_line and last:
            sheet.notices.add("cut_off" if sheet.short_row == last else "no_line_end", row=last)

    def _is_even(self, rows: list[Cells]) -> bool:
        """Quickly: whether there is nothing to tell of any of these rows, and none to leave out."""
        if set(map(len, rows)) != {self._width}:
            return False
        first = [cells[0] for cells in rows]
        return all(first) and self._recognised.header[0] not in first

    def _one_by_one(self, numbers: Sequence[int], rows: list[Cells], sheet: Sheet) -> Iterator[Batch]:
        width, header = self._width, self._recognised.header
        for number, cells in zip(numbers, rows, strict=True):
            if len(cells) != width and not self._fit(number, cells, sheet):
                continue
            if not cells[0] and not any(cells):
                continue
            if cells[0] == header[0] and cells == header[:width]:
                sheet.notices.add("header_again", row=number)
                continue
            cells.append("")
            yield Batch([number], [cells])

    def _fit(self, number: int, cells: Cells, sheet: Sheet) -> bool:
        """Make a row as wide as the column names; False when there is no telling which cell is which."""
        if not any(str(cell).strip() for cell in cells):
            return False
        if any(str(cell).strip() for cell in cells[self._width :]):
            sheet.notices.add("rows_broken", row=number)
            sheet.left_out.broken(number, "rows_broken", cells, aligned=False)
            return False
        if len(cells) < self._width:
            sheet.notices.add("rows_short", row=number)
            sheet.short_row = number
        cells[:] = (cells + [""] * self._width)[: self._width]
        return True


class Reading:
    """A file that was recognised and decided about. Go through `rows()` once, then ask for `report` and `left_out`."""

    def __init__(self, table: Table, recognised: Recognised, options: Options, notices: Notices) -> None:
        self.table = table
        self.kind = recognised.kind
        self.recognised = recognised
        self.options = options
        self.notices = notices
        self._report: Report | None = None
        self.left_out = LeftOut()
        self._lines = Lines(table, recognised)
        numbers, dates, survey = self._survey()
        self.survey = survey
        self.currency = self.kind.currency_of(recognised, survey)
        self.style = self._style(numbers)
        self.order, self.order_by = self._order(dates)
        self._about_columns()

    # -- the first pass ----------------------------------------------------------------------------------------------
    def _places(self, *kinds: Kind) -> list[int]:
        at = self.recognised.columns.at
        return [at[column.field] for column in self.kind.columns if column.kind in kinds and column.field in at]

    def _survey(self) -> tuple[NumberEvidence, DateEvidence, Survey]:
        """Look at the first rows, and at all of them where those leave something open.

        A later amount of the other style is refused when it is read, and so is a later date of the other order: what
        the first rows show holds for all, or the file is not read.
        """
        at = self.recognised.columns.at
        numbers, dates, survey = NumberEvidence(), DateEvidence(), Survey()
        money = self._places(Kind.MONEY, Kind.COUNT)
        days = [at[name] for name in self.kind.dated_by(self.recognised.columns)]
        names = [at[name] for name in IDS if name in at]
        texts = {name: at[name] for name in self.kind.surveyed if name in at}
        for batch in self._lines.plain():
            numbers.add(dict.fromkeys(cells[place] for cells in batch for place in money))
            dates.add(dict.fromkeys(cells[place] for cells in batch for place in days))
            for name, place in texts.items():
                survey.add(name, {str(cells[place]).strip() for cells in batch})
            survey.add(ROUNDED, {str(cells[place]) for cells in batch for place in names if is_rounded(cells[place])})
            survey.rows += len(batch)
            _refuse_many(survey.rows)
            if survey.rows >= SURVEYED and (numbers.is_decided or not money) and dates.is_decided:
                break
        return numbers, dates, survey

    # -- decisions ---------------------------------------------------------------------------------------------------
    @property
    def language(self) -> str:
        return self.options.locale or self.kind.usual_language(self.recognised)

    def _style(self, numbers: NumberEvidence) -> Style:
        chosen = style_of(self.options.locale) if self.options.locale else None
        whole = bool(self.currency) and get_currency_precision(self.currency) == 0
        style, by = numbers.decide(chosen=chosen, usual=style_of(self.language), whole=whole)
        if by in ("chosen", "language") and numbers.either and not (numbers.point or numbers.comma):
            code = "numbers_by_choice" if by == "chosen" else "numbers_by_language"
            self.notices.add(code, value=numbers.either)
        self._example = (numbers.point or numbers.comma) if by == "cells" else ""
        return style

    def _order(self, dates: DateEvidence) -> tuple[Order | None, str]:
        usual = usual_order(self.language) if self.options.locale or self.language not in ("", "en") else None
        order, by = dates.decide(usual)
        codes = {"language": "dates_by_language", "guess": "dates_ambiguous", "mixed": "dates_mixed"}
        if by in codes:
            self.notices.add(codes[by], value=order.value if order else "")
        return order, by

    @property
    def _ends_in_figure(self) -> bool:
        """Whether the last cell of a row is a number that is read: cut short, it would be another number."""
        return self.recognised.columns.width - 1 in self._places(Kind.MONEY, Kind.COUNT)

    def _about_columns(self) -> None:
        columns = self.recognised.columns
        for name in columns.mended:
            self.notices.add("header_mended", value=name)
        for text in sorted(self.survey.texts.get(ROUNDED, ())):
            self.notices.add("ids_rounded", value=text)
        for name in columns.twice:
            self.notices.add("columns_twice", value=name)
        for name in self.kind.vocabulary.missing(columns):
            self.notices.add("columns_missing", value=name)

    # -- the second pass ---------------------------------------------------------------------------------------------
    def rows(self) -> Iterator[Row]:
        """Every row once, in the order of the file. Afterwards `report` is there."""
        for rows in self.batches():
            yield from rows

    def batches(self) -> Iterator[list[Row]]:
        """As `rows`, some at a time."""
        sheet = Sheet(
            recognised=self.recognised,
            survey=self.survey,
            numbers=NumberReader(self.style, example=self._example),
            moments=MomentReader(self.order),
            notices=self.notices,
            keys=Keys(self.kind.code, self.table.rows_expected(self.survey.rows)),
            left_out=Collector(self.recognised.columns),
            currency=self.currency,
            on=self.options.on,
        )
        reader = self.kind(sheet)
        tally = Tally(describes=reader.describes, notices=self.notices)
        for numbers, cells in self._lines.told(sheet):
            if rows := self._without_sums(reader.read(numbers, cells), tally):
                tally.add(rows)
                sheet.left_out.unknown(rows, numbers, cells)
                yield rows
                _refuse_many(tally.rows)
        self.left_out = sheet.left_out.conclude(self.notices)
        self._report = self._conclude(reader, tally)

    def _without_sums(self, rows: list[Row], tally: Tally) -> list[Row]:
        """A line below the rows that only adds them up, as people put it there, is told and left out."""
        if not any(row.moment is None and row.category is Category.OTHER and row.amount for row in rows):
            return rows
        kept: list[Row] = []
        for row in rows:
            if row.moment is None and row.amount and is_word_for_total(row.type):
                sums = tally.sums(kept)
                if row.amount in ([sums.get(row.currency)] if row.currency else sums.values()):
                    self.notices.add("totals_row", row=row.number)
                    continue
                self.notices.add("rows_bare", row=row.number)
            kept.append(row)
        return kept

    @property
    def report(self) -> Report:
        """What was read. Goes through the rows itself when nobody has."""
        if self._report is None:
            for _rows in self.batches():
                pass
        if self._report is None:
            raise RuntimeError("rows() was not gone through to its end")
        return self._report

    def _conclude(self, reader: Format, tally: Tally) -> Report:
        conclusion = reader.conclude()
        columns = self.recognised.columns
        totals = tally.totals()
        currencies = tuple(sorted({total.currency for total in totals if total.currency})) or (
            (self.currency,) if self.currency else ()
        )
        self._about_figures(reader, tally, conclusion, currencies)
        return Report(
            format=self.kind.code,
            title=self.kind.title,
            version=self.kind.version(columns),
            platform=self.kind.platform,
            marketplace=self.kind.marketplace_of(self.recognised, self.survey),
            encoding=self.table.encoding,
            delimiter=delimiters.NAMES.get(self.table.delimiter, self.table.delimiter),
            language=self.language,
            decimal=self.style.value,
            date_order=self.order.value if self.order and self.order_by != "nothing" else "",
            currencies=currencies,
            period=conclusion.period or tally.period,
            rows=tally.rows,
            columns=columns.width,
            header_row=self.recognised.header_row,
            unread=tuple(columns.names[place][:60] for place in columns.unread()),
            checked=conclusion.checked,
            totals=totals,
            statements=tuple(conclusion.statements),
            held=tuple(conclusion.held),
            due=tuple(conclusion.due),
            units={**tally.units, **conclusion.units},
            retail_value=tuple(conclusion.retail_value.items()),
            removals=tuple(conclusion.removals),
            notices=self.notices.all(),
            first_rows=tuple(tally.first_rows),
        )

    def _about_figures(self, reader: Format, tally: Tally, end: Conclusion, currencies: tuple[str, ...]) -> None:
        for word in tally.unknown_types():
            self.notices.add("types_unknown", value=word or "–")
        if tally.rows == 0:
            self.notices.add("no_rows")
        if reader.has_money and (tally.rows or end.statements) and not (currencies and all(tally.sums())):
            self.notices.add("currency_unknown")
        if len(currencies) > 1:
            self.notices.add("currencies_several", value=", ".join(currencies))
        if tally.zone_missing:
            self.notices.add("zone_missing")
        self._about_checks(end)
        if {Basis.RESERVE, Basis.DEFERRED} <= {held.basis for held in end.held}:
            self.notices.add("reserve_and_deferred")

    def _about_checks(self, end: Conclusion) -> None:
        for statement in end.statements:
            if statement.declared is None:
                self.notices.add("total_missing", value=statement.name)
            elif statement.difference:
                self.notices.add("total_differs", value=f"{statement.difference} {statement.currency}".strip())
        if end.checked is not Checked.TOTAL:
            self.notices.add("total_not_stated")
        met = bool(end.statements) and all(statement.difference == 0 for statement in end.statements)
        for code in ("rows_short", "no_line_end"):
            if notice := self.notices.get(code):
                notice.matters = (
                    not met if code == "rows_short" else end.checked is Checked.NOTHING and self._ends_in_figure
                )


def _refuse_many(rows: int) -> None:
    if rows > MOST_ROWS:
        raise TooLarge(
            "too_many_rows", _("The file has more than %(most)s rows. Please split it.") % {"most": f"{MOST_ROWS:,}"}
        )


def style_of(language: str) -> Style | None:
    """The decimal sign where this language is written; None for no language or an unknown one."""
    if not language:
        return None
    try:
        sign = Locale.parse(language, sep="-").number_symbols["latn"]["decimal"]
    except (ValueError, UnknownLocaleError):
        return None
    return Style.COMMA if sign == "," else Style.POINT
