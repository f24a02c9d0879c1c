"""The second count: every cell from the rows of the other apps, by SQL that shares nothing with the fold.

Where the fold keeps facts and adds differences, this walks from the cases to their sellers and lines (`recounting`)
and adds up. Both must agree to the cent and to the seller.
"""
# ruff: noqa: S608  what is put into SQL here are names of our own tables and columns

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings
from django.db import connection

from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind
from apps.statistics.actions.facts import named_values
from apps.statistics.actions.folding import caught_up
from apps.statistics.actions.recounting import forget, tell_once_more
from apps.statistics.models import Check
from apps.statistics.rules.layouts import DIMENSIONS, LAYOUTS, MEASURES, SUMS, Layout

log = structlog.get_logger()
Cells = dict[tuple[Any, ...], tuple[Decimal, ...]]  # by demonstration, counted, key, currency
EXAMPLES = 20  # differences that are written down


@dataclass(frozen=True)
class Difference:
    """One number of one cell that is not what the rows say; a missing cell is nought."""

    layout: str
    key: tuple[str, ...]
    currency: str
    measure: str
    kept: Decimal
    counted: Decimal

    def __str__(self) -> str:
        place = "/".join((self.layout, *self.key)) + (f" ({self.currency})" if self.currency else "")
        return f"{place}: {self.measure} {self.kept:f} is kept, {self.counted:f} are counted"


def check(*, layouts: int | None = None, now: datetime) -> list[Difference]:
    """Fold what waits, then count all layouts (or so many, by chance) from the rows, in one snapshot.

    The result is written down. Where something differs an alarm is logged and the operator gets a mail; nothing is put
    right (see `rebuild`). Raises FoldedMeanwhile.
    """
    chosen = LAYOUTS if layouts is None else tuple(random.sample(LAYOUTS, layouts))
    with caught_up():
        with connection.cursor() as cursor:
            tell_once_more(cursor, named_values())
            found = _differences(cursor, chosen)
            forget(cursor)
        kept = Check.objects.create(
            ran_at=now,
            layouts=len(chosen),
            differences=len(found),
            examples=[str(difference) for difference in found[:EXAMPLES]],
        )
        if found:
            queue_message(
                kind=MessageKind.FIGURES_DIFFER,
                address=settings.OPERATOR_EMAIL,
                dedupe_key=f"figures-differ:{kept.pk}",
                facts={"differences": str(len(found))},
                now=now,
            )
    if found:
        log.error("figures_differ", differences=len(found), first=str(found[0]))
    return found


def _differences(cursor: Any, layouts: Sequence[Layout]) -> list[Difference]:
    nothing = (Decimal(0),) * len(MEASURES)
    every = _counted(cursor, layouts)
    found = []
    for layout in layouts:
        kept, counted = _kept(cursor, layout), every[layout.name]
        for place in sorted(kept.keys() | counted.keys()):
            pairs = zip(MEASURES, kept.get(place, nothing), counted.get(place, nothing), strict=True)
            demonstration, is_counted, key, currency = place
            where = f"{layout.name}{'' if is_counted else ', not counted'}{', demonstration' if demonstration else ''}"
            found += [Difference(where, key, currency, name, was, now) for name, was, now in pairs if was != now]
    return found


def _kept(cursor: Any, layout: Layout) -> Cells:
    cursor.execute(
        f"SELECT demonstration, counted, key, currency, {', '.join(MEASURES)} FROM statistics_cell WHERE layout = %s",
        [layout.name],
    )
    return {(*row[:2], tuple(row[2]), row[3]): _numbers(row[4:]) for row in cursor.fetchall()}


def _counted(cursor: Any, layouts: Sequence[Layout]) -> dict[str, Cells]:
    """By layout: its cells of all currencies, in the reporting one, and of each currency, in it."""
    found: dict[str, Cells] = {layout.name: {} for layout in layouts}
    converted = ", ".join(f"coalesce(sum(in_{name}), 0)" for name in SUMS)
    own = ", ".join(f"sum({name})" for name in SUMS)
    of_lines, of_cases = ([one for one in layouts if one.is_of_lines is asked] for asked in (True, False))
    _group(cursor, "recount_whole", of_cases, ("no_currency", converted), found)
    _group(cursor, "recount_kinds", of_lines, ("no_currency", converted), found)
    _group(cursor, "recount_kinds", list(layouts), ("currency", own), found)
    return found


def _group(cursor: Any, table: str, layouts: Sequence[Layout], by: tuple[str, str], found: dict[str, Cells]) -> None:
    """All of these layouts in one pass, each as a set of its own: to sort and group them one by one takes thrice as
    long. `by` is the column of the currency, or of none, and the sums."""
    if not layouts:
        return
    currency, sums = by
    dimensions = [name for name in DIMENSIONS if any(name in layout.dimensions for layout in layouts)]
    sets = ", ".join(f"({', '.join(('demonstration', 'counted', currency, *layout.dimensions))})" for layout in layouts)
    cursor.execute(
        f"""
        SELECT {"".join(f"{part}, " for part in (*dimensions, *(f"GROUPING({name})" for name in dimensions)))}
               demonstration, counted,
               {currency}, count(DISTINCT business), count(DISTINCT account), count(DISTINCT number), {sums},
               coalesce(sum(unconverted), 0)
        FROM {table} GROUP BY GROUPING SETS ({sets})
        """
    )
    width = len(dimensions)
    for row in cursor.fetchall():
        values = {name: row[place] for place, name in enumerate(dimensions) if not row[width + place]}
        (layout,) = (one for one in layouts if set(one.dimensions) == values.keys())
        demonstration, counted, in_currency, *numbers = row[2 * width :]
        key = tuple(values[name] for name in layout.dimensions)
        found[layout.name][demonstration, counted, key, in_currency] = _numbers(numbers)


def _numbers(row: Sequence[Any]) -> tuple[Decimal, ...]:
    return tuple(Decimal(number) for number in row)
