"""Rows of a report as COPY takes them, read ahead of the database by a thread."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice, repeat

from apps.losses.models import ReportRow
from apps.losses.reports import Category, Row
from apps.losses.reports.rows import Moment
from apps.marketplaces.enums import LOSS_COMPONENTS

COLUMNS = (
    "source_id",
    "number",
    "key",
    "category",
    "day",
    "amount",
    "currency",
    "status",
    "release",
    "quantity",
    "component",
)
COPY = f"COPY {ReportRow._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN"
AT_ONCE = 200  # rows that become text together: few enough to stay in the processor's cache
TEXTS = 10  # so many of these are handed to the database together
AHEAD = 6  # so many blocks are read while the database works, most of all on the foreign keys at each commit
NULL = "\\N"
_AWKWARD = re.compile(r"[\\\t\n\r]")

Block = tuple[int, str]  # how many rows, and what COPY takes of them


@contextmanager
def read_ahead(source: str, rows: Iterator[Row]) -> Iterator[Iterator[Block]]:
    """Rows of the import `source` in blocks, read by a thread that stays in front of whoever takes them.

    What reading raises is raised where the next block would come. The thread touches the file and no database; once the
    context is left it has stopped.
    """
    reader, blocks = ThreadPoolExecutor(1, thread_name_prefix="read-ahead"), _blocks(source, rows)
    coming = deque(reader.submit(next, blocks, None) for _ in range(AHEAD))

    def taken() -> Iterator[Block]:
        while block := coming.popleft().result():
            coming.append(reader.submit(next, blocks, None))
            yield block

    try:
        yield taken()
    finally:
        reader.shutdown(cancel_futures=True)


def _blocks(source: str, rows: Iterator[Row]) -> Iterator[Block]:
    texts = _texts(source, rows)
    while some := list(islice(texts, TEXTS)):
        yield sum(count for count, _text in some), "".join(text for _count, text in some)


def _texts(source: str, rows: Iterator[Row]) -> Iterator[Block]:
    while some := list(islice(rows, AT_ONCE)):
        yield len(some), lines_of(source, some)


def lines_of(source: str, rows: Sequence[Row]) -> str:
    """Rows as COPY takes text, made column by column. What a report calls its states is written without tabs."""
    numbers, keys, categories, _, moments, kinds, _, _, _, quantities, amounts, currencies, states, releases, *_ = zip(
        *rows, strict=True
    )
    components: Iterable[str] = repeat("")
    if Category.DECLARED in categories:
        components = map(_component, categories, kinds)
    clean = {state: _AWKWARD.sub(" ", state[:20]) for state in set(states)}
    columns = (
        *(map(str, numbers), keys, categories, _days(moments), _filled(amounts), currencies),
        *(map(clean.__getitem__, states), _days(releases), _filled(quantities), components),
    )
    return "\n".join(map("\t".join, zip(repeat(source), *columns))) + "\n"


def _component(category: Category, kind: str) -> str:
    """What a row of our own template declares."""
    return kind if category is Category.DECLARED and kind in LOSS_COMPONENTS else ""


def _days(moments: Iterable[Moment | None]) -> list[str]:
    days = [moment.day if moment else None for moment in moments]
    texts = {day: day.isoformat() if day else NULL for day in set(days)}
    return list(map(texts.__getitem__, days))


def _filled(cells: Iterable[object]) -> list[str]:
    return [NULL if cell is None else str(cell) for cell in cells]
