"""Stock in pieces times what a piece cost its seller. What has no cost is counted, never valued."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from apps.losses.enums import COSTS, VALUED
from apps.losses.models import Ledger, ReportImport
from apps.losses.reports.findings import MOST_ROWS_NAMED
from apps.losses.selectors.imports import imports_that_count

# They say what is there on a day: a later one takes an earlier one's place. A piece may be in all of them, so that only
# the first of these kinds that stands is valued.
SNAPSHOTS = ("amazon_fba_inventory", "amazon_stranded", "amazon_fba_reserved")


@dataclass(frozen=True)
class StockValue:
    """Pieces of one stock report valued by one cost list, in one currency by one basis. `day`: None where not told."""

    source: UUID
    component: str
    currency: str
    basis: str
    amount: Decimal
    day: date | None
    pieces: int
    items: int
    rows: tuple[int, ...]
    cost_rows: tuple[int, ...]


@dataclass(frozen=True)
class Valuation:
    """What follows from the stock reports and the cost list that stand; `costs` is that list, None where none stands.

    `retail` is what the same reports ask for the same pieces, in no currency that they name: kept apart.
    """

    costs: ReportImport | None
    values: tuple[StockValue, ...]
    pieces: int
    items: int
    pieces_without: int
    items_without: int
    rows_without: tuple[int, ...]
    retail: Decimal


def valuation_of(ledger: Ledger, costs: ReportImport | None = None) -> Valuation:
    """Value the stock of a ledger by its cost list, or, for a preview, by `costs`."""
    standing = list(imports_that_count(ledger).filter(format__in=[COSTS, *VALUED]))
    lists = [report for report in standing if report.format == COSTS]
    chosen = costs or max(lists, key=lambda report: report.moved_at, default=None)
    stock = _that_counts([report for report in standing if report.format != COSTS])
    if not stock:
        return Valuation(chosen, (), 0, 0, 0, 0, (), Decimal(0))
    return _valued(stock, chosen)


def _that_counts(reports: list[ReportImport]) -> list[ReportImport]:
    """Of snapshots the latest of the first kind that stands; all others."""
    latest = {report.format: report for report in reports if report.format in SNAPSHOTS}
    chosen = [latest[kind] for kind in SNAPSHOTS if kind in latest][:1]
    return [*chosen, *(report for report in reports if report.format not in SNAPSHOTS)]


# A name that the list gives two costs has none. Rows with one key count once, as the latest report tells them.
_VALUED = """
    WITH chosen AS (
        SELECT * FROM unnest(%(imports)s::uuid[], %(components)s::text[]) WITH ORDINALITY AS c (id, component, rank)
    ), stock AS (
        SELECT DISTINCT ON (line.key) line.*, chosen.component, report.since
        FROM losses_stockrow line JOIN chosen ON chosen.id = line.source_id
        JOIN losses_reportimport report ON report.id = line.source_id
        ORDER BY line.key, chosen.rank DESC
    ), named AS (
        SELECT kind, name, min(cost.number) AS number
        FROM losses_stockrow cost
        CROSS JOIN LATERAL (VALUES ('sku', cost.sku), ('fnsku', cost.fnsku), ('asin', cost.asin)) AS n (kind, name)
        WHERE cost.source_id = %(costs)s AND name <> ''
        GROUP BY kind, name HAVING count(DISTINCT (cost.price, cost.currency, cost.basis)) = 1
    ), matched AS (
        SELECT stock.*, COALESCE(sku.number, fnsku.number, asin.number) AS cost_number
        FROM stock
        LEFT JOIN named sku ON sku.kind = 'sku' AND sku.name = stock.sku
        LEFT JOIN named fnsku ON fnsku.kind = 'fnsku' AND fnsku.name = stock.fnsku
        LEFT JOIN named asin ON asin.kind = 'asin' AND asin.name = stock.asin
        WHERE stock.pieces > 0 AND (stock.since IS NULL OR stock.day IS NULL OR stock.day >= stock.since)
    )
    SELECT matched.source_id, matched.component, cost.currency, cost.basis,
           COALESCE(sum(matched.pieces * cost.price), 0), min(matched.day), sum(matched.pieces), count(*),
           (array_agg(matched.number ORDER BY matched.number))[1:%(named)s],
           (array_agg(DISTINCT cost.number) FILTER (WHERE cost.number IS NOT NULL))[1:%(named)s],
           COALESCE(sum(matched.pieces * matched.price), 0)
    FROM matched LEFT JOIN losses_stockrow cost
         ON cost.source_id = %(costs)s AND cost.number = matched.cost_number
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def _valued(stock: list[ReportImport], costs: ReportImport | None) -> Valuation:
    named: dict[str, Any] = {
        "imports": [report.pk for report in stock],
        "components": [VALUED[report.format] for report in stock],
        "costs": costs.pk if costs else None,
        "named": MOST_ROWS_NAMED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_VALUED, named)
        groups = cursor.fetchall()
    values = tuple(
        StockValue(source, component, currency, basis, amount, day, int(pieces), items, tuple(rows), tuple(cost_rows))
        for source, component, currency, basis, amount, day, pieces, items, rows, cost_rows, _retail in groups
        if currency is not None
    )
    without = [group for group in groups if group[2] is None]
    return Valuation(
        costs=costs,
        values=values,
        pieces=sum(int(group[6]) for group in groups),
        items=sum(group[7] for group in groups),
        pieces_without=sum(int(group[6]) for group in without),
        items_without=sum(group[7] for group in without),
        rows_without=tuple(number for group in without for number in group[8]),
        retail=sum((group[10] for group in groups), Decimal(0)),
    )
