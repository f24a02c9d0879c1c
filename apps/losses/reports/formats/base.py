"""What a reader of one kind of report is: declared columns, how one row of cells becomes a Row, and what follows at the
end. Everything about files, encodings, numbers and dates is done before.
"""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, ClassVar

from apps.core.money import CURRENCIES
from apps.losses.reports.dates import MomentReader
from apps.losses.reports.headers import Column, Columns, Kind, Vocabulary
from apps.losses.reports.keys import Keys
from apps.losses.reports.left_out import Collector
from apps.losses.reports.notices import Notices
from apps.losses.reports.numbers import NumberReader
from apps.losses.reports.report import Checked, Due, Held, Period, Removal, Statement
from apps.losses.reports.rows import Cell, Moment, Row, are_texts, harmless
from apps.losses.reports.tables import Record

Cells = list[Cell]
CACHE = 2_048  # different texts remembered at a time
MOST_UNEVEN = 1_000
FEW = 50  # different texts of a surveyed column that are kept
LONGEST = 500  # characters of a text that are kept


@dataclass(frozen=True)
class Recognised:
    """A kind of report, and the line of column names by which it was recognised."""

    kind: "type[Format]"
    columns: Columns
    header: list[Cell]
    header_at: int  # how many records stand above
    header_row: int
    preamble: tuple[str, ...]

    @property
    def score(self) -> int:
        return len(self.columns.at)


@dataclass
class Survey:
    """What a look at the first rows collected: how many they were, and the different texts of a few columns."""

    rows: int = 0
    texts: dict[str, set[str]] = field(default_factory=dict)

    def add(self, name: str, found: set[str]) -> None:
        texts = self.texts.setdefault(name, set())
        if len(texts) < FEW:
            texts |= set(islice(found - {""}, FEW))

    def only(self, name: str) -> str:
        """The one text that a column has; empty where it has none or several."""
        found = self.texts.get(name, set())
        return next(iter(found)) if len(found) == 1 else ""


class Texts(dict[Cell, str]):
    """`texts[cell]` is the cell as one line of text: no control characters, no HTML entities; remembered."""

    def __missing__(self, cell: Cell) -> str:
        text = _tidy(cell) if isinstance(cell, str) else _spell(cell)
        if len(text) > LONGEST:
            return text[:LONGEST] + "…"
        if len(self) >= CACHE:
            self.clear()
        self[cell] = text
        return text

    def column(self, cells: Sequence[Cell]) -> Sequence[str]:
        """The texts of many cells; where all of them are tidy already, as they are."""
        return cells if are_texts(cells) and _are_tidy(cells) else list(map(self.__getitem__, cells))


def _are_tidy(cells: Sequence[str]) -> bool:
    """Quickly: whether `_tidy` would change none of them."""
    together = "\n".join(("", *cells, ""))
    if together.count("\n") > len(cells) + 1 or not together.replace("\n", "").isprintable():
        return False
    spaces = "  " in together or " \n" in together or "\n " in together
    return not spaces and "&" not in together and max(map(len, cells)) <= LONGEST


def _tidy(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split()) if "  " in text else text.strip()


def _spell(cell: Decimal | date) -> str:
    return format(cell, "f") if isinstance(cell, Decimal) else cell.isoformat()


@dataclass
class Sheet:
    """All that a reader has in hand while it turns cells into rows."""

    recognised: Recognised
    survey: Survey
    numbers: NumberReader
    moments: MomentReader
    notices: Notices
    keys: Keys
    left_out: Collector
    currency: str
    on: date | None  # the day as of which money counts as held; None: the end of the file
    texts: Texts = field(default_factory=Texts)
    short_row: int = 0  # the last row that had too few cells: what it holds may stand in the wrong column

    def __post_init__(self) -> None:
        self.columns: Columns = self.recognised.columns
        self.number = self.numbers.__getitem__
        self.count = self.numbers.count
        self.text = self.texts.__getitem__

    def pick(self, *fields: str) -> Callable[[Cells], tuple[Any, ...]]:
        """Takes the cells of these fields from a row; the empty cell after the last stands for absent columns."""
        places = [self.columns.at.get(name, self.columns.width) for name in fields]
        return itemgetter(*places)

    def when(self, number: int, cell: Cell) -> Moment | None:
        """A moment; an unreadable one is told and left out, its row stays."""
        try:
            return self.moments[cell]
        except (ValueError, OverflowError):
            self.notices.add("dates_unreadable", row=number, value=harmless(cell))
            return None

    def pieces(self, number: int, cell: Cell) -> int | None:
        """A count that the figures do not depend on."""
        try:
            return self.count(cell)
        except ValueError:
            self.notices.add("numbers_unreadable", row=number, value=harmless(cell), matters=False)
            return None

    def explain(self, number: int, cells: Cells, columns: Sequence[Column]) -> None:
        """Tell why a row could not be read, without quoting what may be a name."""
        self.notices.add("rows_broken", row=number)
        aligned, why = number != self.short_row, "numbers_missing"
        for column in columns:
            place = self.columns.at.get(column.field)
            if column.kind in (Kind.MONEY, Kind.COUNT, Kind.BARE_MONEY) and place is not None:
                try:
                    self.number(cells[place])
                except ValueError:
                    value = harmless(cells[place]) if aligned else "…"
                    self.notices.add("numbers_unreadable", row=number, value=value)
                    why = "numbers_unreadable"
        self.left_out.broken(number, why, cells, aligned=aligned)


@dataclass
class Conclusion:
    """What a reader knows after the last row."""

    statements: Sequence[Statement] = ()
    held: Sequence[Held] = ()
    due: Sequence[Due] = ()
    removals: Sequence[Removal] = ()
    retail_value: Mapping[str, Decimal] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)  # beside the sums over all rows
    period: Period | None = None
    checked: Checked = Checked.NOTHING


class Format:
    """One kind of report. A subclass declares what stands in capitals of its platform's documentation, and `row`."""

    code: ClassVar[str]
    title: ClassVar[str]  # the platform's own name of the report; not translated, so that sellers find it there
    platform: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    surveyed: ClassVar[tuple[str, ...]] = ("currency",)
    describes: ClassVar[bool] = False  # whether descriptions name kinds of rows rather than products
    has_money: ClassVar[bool] = True
    vocabulary: ClassVar[Vocabulary]

    def __init_subclass__(cls) -> None:
        if "columns" in cls.__dict__:
            cls.vocabulary = Vocabulary(cls.columns)

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.notices = sheet.notices
        self.key, self.text, self.when = sheet.keys, sheet.text, sheet.when
        self.number, self.count, self.pieces = sheet.number, sheet.count, sheet.pieces
        self._agreed = self._disagreed = 0
        self._uneven: list[int] = []

    # -- which file this is ------------------------------------------------------------------------------------------
    @classmethod
    def recognise(cls, head: Sequence[Record]) -> Recognised | None:
        """Find the line of column names among the first records; the fullest one, of equals the first."""
        best: Recognised | None = None
        for place, (number, cells) in enumerate(head):
            columns = cls.vocabulary.find(cells) if len(cells) >= len(cls.vocabulary.required) else None
            if columns and cls.accepts(columns) and (best is None or len(columns.at) > best.score):
                preamble = tuple(" ".join(str(cell) for cell in above if cell) for _, above in head[:place])
                best = Recognised(cls, columns, list(cells), place, number, preamble)
        return best

    @classmethod
    def accepts(cls, columns: Columns) -> bool:
        """A last word on whether these columns are this report."""
        return True

    @classmethod
    def version(cls, columns: Columns) -> str:
        return ""

    @classmethod
    def usual_language(cls, recognised: Recognised) -> str:
        """The language of the report, for what its rows leave open; empty when it is in none."""
        return recognised.columns.language

    @classmethod
    def dated_by(cls, columns: Columns) -> list[str]:
        """The fields whose cells say how dates are written."""
        return [column.field for column in cls.columns if column.kind is Kind.MOMENT and column.field in columns.at]

    @classmethod
    def currency_of(cls, recognised: Recognised, survey: Survey) -> str:
        """The file's one currency, before its rows are read."""
        return currency_code(survey.only("currency"))

    @classmethod
    def marketplace_of(cls, recognised: Recognised, survey: Survey) -> str:
        """Code of the marketplace in our vocabulary, where the report tells."""
        return ""

    # -- its rows ----------------------------------------------------------------------------------------------------
    def read(self, numbers: Sequence[int], lines: Sequence[Cells]) -> list[Row]:
        """Turn cells into rows. What cannot be read is told and left out."""
        row_of = self.row
        rows = []
        for number, cells in zip(numbers, lines, strict=True):
            try:
                row = row_of(number, cells)
            except (ValueError, ArithmeticError):
                self.sheet.explain(number, cells, self.columns)
                continue
            if row is not None:
                rows.append(row)
        return rows

    def row(self, number: int, cells: Cells) -> Row | None:
        """One row; None for a line that is none. Raises ValueError where an amount is missing or unreadable."""
        raise NotImplementedError

    def conclude(self) -> Conclusion:
        """After the last row."""
        return Conclusion()

    # -- whether the columns of a row agree, where nobody documented how they should ---------------------------------
    def agree(self, number: int, does: bool) -> None:
        """Note whether a row's parts make its total."""
        if does:
            self._agreed += 1
            return
        self._disagreed += 1
        if len(self._uneven) < MOST_UNEVEN:
            self._uneven.append(number)

    def agreement(self) -> Checked:
        """Tell of the rows that disagree; where most do, it is the check that is wrong and that is told instead."""
        if self._disagreed > self._agreed:
            self.notices.add("row_sum_unusable")
            return Checked.NOTHING
        for number in self._uneven:
            self.notices.add("row_sum", row=number)
        return Checked.ROWS if self._agreed else Checked.NOTHING


@lru_cache(maxsize=256)
def currency_code(text: str) -> str:
    """An ISO 4217 code known to us; empty for anything else."""
    code = text.strip().upper()
    return code if code in CURRENCIES else ""
