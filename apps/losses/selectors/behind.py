"""The rows of reports that lines follow from, as far as they are kept beside the sealed files."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from apps.core.money import Money
from apps.losses.models import LossLine, ReportRow, StockRow


@dataclass(frozen=True)
class RowBehind:
    """One row of a report: what it moved, or how many pieces it counts, or what a piece cost."""

    number: int
    category: str
    day: date | None
    money: Money | None
    pieces: int | None


def rows_behind(lines: Iterable[LossLine]) -> dict[int, list[RowBehind]]:
    """By line, the rows that it names, in their order; of a cost list those by which it was valued come after.

    Two queries, however many lines.
    """
    found = [line for line in lines if line.source_id]
    money = _by_place(ReportRow, [(line.source_id, line.rows) for line in found])
    stock = [(line.source_id, line.rows) for line in found if line.costs_id]
    stock += [(line.costs_id, line.cost_rows) for line in found if line.costs_id]
    pieces = _by_place(StockRow, stock)
    return {
        line.pk: _named(pieces, line.source_id, line.rows) + _named(pieces, line.costs_id, line.cost_rows)
        if line.costs_id
        else _named(money, line.source_id, line.rows)
        for line in found
    }


Places = dict[tuple[UUID, int], RowBehind]


def _by_place(model: type[ReportRow] | type[StockRow], wanted: list[tuple[UUID | None, list[int]]]) -> Places:
    numbers: dict[UUID, set[int]] = defaultdict(set)
    for source, rows in wanted:
        if source and rows:
            numbers[source].update(rows)
    if not numbers:
        return {}
    chosen = reduce(or_, (Q(source=source, number__in=rows) for source, rows in numbers.items()))
    return {(row.source_id, row.number): _row_behind(row) for row in model._default_manager.filter(chosen)}


def _row_behind(row: ReportRow | StockRow) -> RowBehind:
    if isinstance(row, StockRow):
        cost = Money(row.price, row.currency) if row.price is not None and row.currency else None
        return RowBehind(row.number, "cost" if row.currency else "stock", row.day, cost, row.pieces)
    money = Money(row.amount, row.currency) if row.amount is not None and row.currency else None
    return RowBehind(row.number, row.category, row.day, money, row.quantity)


def _named(rows: Places, source: UUID | None, numbers: list[int]) -> list[RowBehind]:
    return [rows[source, number] for number in numbers if source and (source, number) in rows]
