"""What a file of counts in time says. The format is described in `manage.py watch_series --help`."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from apps.core.inputs import LARGEST_COUNT, BadInput, label, shown
from apps.incidents.rules.surge.series import Series

LONGEST = 20_000  # days or weeks
MOST_SERIES = 100
NUMBERING = {"", "day", "week", "date", "epoch", "t", "n", "no", "nr", "index", "position"}
MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "?"}
DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
WEEK = re.compile(r"(\d{4})-?W(\d{1,2})")
COUNT = re.compile(r"[0-9]{1,12}(?:\.0+)?")
Row = tuple[int, list[str]]  # line number, cells


def read_series(text: str) -> list[Series]:
    """Series of equal length and start. Raises `BadInput` with a sentence for the person who made the file."""
    rows = _rows(text)
    if not rows:
        raise BadInput("The file is empty.")
    header = [cell.strip() for cell in rows[0][1]] if not any(map(_means_something, rows[0][1])) else []
    rows = rows[1:] if header else rows
    header, rows = _weeks_of_years(header, rows)
    if not rows:
        raise BadInput("The file has a header and nothing under it.")
    if [name.lower() for name in header].count("seller") == 1:
        return [_from_events(header, rows)]
    if not header and not DATE.fullmatch(rows[0][1][0]) and not WEEK.fullmatch(rows[0][1][0]):
        return [_from_bare_counts(rows)]
    return _from_columns(header or ["date", *(f"count {n}" for n in range(1, len(rows[0][1])))], rows)


def _rows(text: str) -> list[Row]:
    """Cells of every line that is not empty. The delimiter is whichever of tab, semicolon and comma the first line
    has."""
    text = re.sub(r"\r\n?", "\n", text.lstrip("\ufeff"))
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = next((mark for mark in "\t;," if mark in first), ",")
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        return [
            (reader.line_num, [cell.strip() for cell in row]) for row in reader if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise BadInput(f"This is not CSV: {error}.") from error


def _weeks_of_years(header: list[str], rows: list[Row]) -> tuple[list[str], list[Row]]:
    """Columns `year` and `week` at the beginning as one column of dates, as tables of surveillance have them."""
    if [name.lower() for name in header[:2]] != ["year", "week"]:
        return header, rows
    for line, cells in rows:
        _same_width(header, cells, line)
    joined = [(line, [f"{cells[0]}-W{cells[1]}", *cells[2:]]) for line, cells in rows]
    return ["date", *header[2:]], joined


def _means_something(cell: str) -> bool:
    """Whether a cell of the first line is a date or a number rather than a heading."""
    bare = cell.strip()
    return bool(DATE.fullmatch(bare) or WEEK.fullmatch(bare) or COUNT.fullmatch(bare.removeprefix("-")))


def _count(cell: str, line: int) -> int:
    if cell.lower() in MISSING:
        raise BadInput(
            f"Line {line}: a count is missing. Write 0 where nothing happened; a series with gaps cannot be judged."
        )
    if not COUNT.fullmatch(cell) or float(cell) > LARGEST_COUNT:
        raise BadInput(f"Line {line}: {shown(cell)} is not a count. Counts are whole numbers, 0 or more.")
    return int(float(cell))


def _day(cell: str, line: int) -> date:
    found, week = DATE.fullmatch(cell), WEEK.fullmatch(cell)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if week:
            return date.fromisocalendar(int(week[1]), int(week[2]), 1)
    except ValueError as error:
        raise BadInput(f"Line {line}: {shown(cell)} is no day of the calendar.") from error
    raise BadInput(f"Line {line}: {shown(cell)} is not a date. Write 2022-12-08, or 2022-W49 for a week.")


def _from_bare_counts(rows: Sequence[Row]) -> Series:
    """Counts alone, in one line or one per line."""
    if len(rows) > 1 and any(len(cells) > 1 for _line, cells in rows):
        raise BadInput("Without a header or dates, write one count per line, or all in one line with commas.")
    counts = tuple(_count(cell, line) for line, cells in rows for cell in cells)
    return _checked(Series("count", counts))


def _checked(series: Series) -> Series:
    if len(series.counts) > LONGEST:
        raise BadInput(f"The series is longer than {LONGEST:,} days or weeks.")
    return series


def _from_events(header: list[str], rows: Sequence[Row]) -> Series:
    """One line per event: a date and a seller. A seller counts once a day, and once in a window of days."""
    names = [name.lower() for name in header]
    if names.count("date") != 1:
        raise BadInput("Beside seller there must be one column date.")
    who: dict[date, set[str]] = defaultdict(set)
    for line, cells in rows:
        _same_width(header, cells, line)
        day = _day(cells[names.index("date")], line)
        who[day].add(label(cells[names.index("seller")], f"Line {line}: seller"))
    first, last = min(who), max(who)
    _short_enough(first, last, 1)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    sets = tuple(frozenset(who.get(day, ())) for day in days)
    return Series("sellers", tuple(map(len, sets)), first, 1, sets)


def _same_width(header: list[str], cells: list[str], line: int) -> None:
    if len(cells) != len(header):
        raise BadInput(f"Line {line} has {len(cells)} columns, the first line {len(header)}.")


def _short_enough(first: date, last: date, step: int) -> None:
    if (last - first).days // step >= LONGEST:
        raise BadInput(f"From {first} to {last} are more than {LONGEST:,} days or weeks: is a date wrong?")


def _from_columns(header: list[str], rows: Sequence[Row]) -> list[Series]:
    """A column of dates (or of running numbers, which are ignored), and one or more columns of counts."""
    for line, cells in rows:
        _same_width(header, cells, line)
    dated = bool(DATE.fullmatch(rows[0][1][0]) or WEEK.fullmatch(rows[0][1][0]))
    numbered = header[0].lower() in NUMBERING
    if numbered and not dated and not COUNT.fullmatch(rows[0][1][0]):
        _day(rows[0][1][0], rows[0][0])  # says how dates are written
    first = 1 if len(header) > 1 and (dated or numbered) else 0
    if dated and len(header) == 1:
        raise BadInput("There are dates and no counts. For one line per event, add a column seller.")
    names = [name or f"count {place}" for place, name in enumerate(header)][first:]
    if len(names) > MOST_SERIES or len(set(names)) < len(names):
        raise BadInput(f"Columns need different names, and at most {MOST_SERIES} can be read.")
    table = [tuple(_count(cell, line) for cell in cells[first:]) for line, cells in rows]
    if not dated:
        return [_checked(Series(name, counts)) for name, counts in zip(names, zip(*table, strict=True), strict=True)]
    days = [_day(cells[0], line) for line, cells in rows]
    by_day = dict(zip(days, table, strict=True))
    if len(by_day) < len(days):
        raise BadInput(
            f"{_twice(days)} stands twice. Write one line per day, or one line per event with a column seller."
        )
    start, step = min(days), _step(days)
    _short_enough(start, max(days), step)
    nothing = (0,) * len(names)  # a day left out had no events
    filled = [
        by_day.get(start + timedelta(days=number), nothing) for number in range(0, (max(days) - start).days + 1, step)
    ]
    return [Series(name, counts, start, step) for name, counts in zip(names, zip(*filled, strict=True), strict=True)]


def _twice(days: Iterable[date]) -> date:
    seen: set[date] = set()
    return next(day for day in days if day in seen or seen.add(day))  # type: ignore[func-returns-value]


def _step(days: Sequence[date]) -> int:
    """7 where all dates lie whole weeks apart, 1 otherwise."""
    first = min(days)
    return 7 if len(days) > 3 and all((day - first).days % 7 == 0 for day in days) else 1
