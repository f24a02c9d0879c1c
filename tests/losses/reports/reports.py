"""Short ways to read what a test wrote."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from apps.losses.reports import Category, Options, Report, Row, open_report, read


def read_bytes(data: bytes, **options: object) -> Report:
    return read(io.BytesIO(data), Options(**options))  # type: ignore[arg-type]


def read_text(text: str, encoding: str = "utf-8", **options: object) -> Report:
    return read_bytes(text.encode(encoding), **options)


def rows_of(text: str, encoding: str = "utf-8") -> list[Row]:
    with open_report(io.BytesIO(text.encode(encoding))) as reading:
        return list(reading.rows())


def codes(report: Report, *, mattering: bool | None = None) -> set[str]:
    return {notice.code for notice in report.notices if mattering is None or notice.matters is mattering}


def sums(report: Report) -> dict[str, Decimal]:
    return report.sum_of()


def held(report: Report) -> list[tuple[str, str, Decimal, tuple[int, ...]]]:
    return [(entry.basis.value, entry.currency, entry.amount, entry.rows) for entry in report.held]


def due(report: Report) -> dict[date | None, Decimal]:
    return {entry.release: entry.amount for entry in report.due}


def by_category(report: Report) -> dict[Category, Decimal]:
    found: dict[Category, Decimal] = {}
    for total in report.totals:
        found[total.category] = found.get(total.category, Decimal(0)) + total.amount
    return found


def total(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
