"""Rows of stock reports and cost lists, kept when a report is looked at so that its preview can say what matches."""

from collections.abc import Iterable
from hashlib import blake2b
from uuid import UUID

from django.db import connection

from apps.losses.enums import COSTS, VALUED, Basis
from apps.losses.models import ReportImport, StockRow
from apps.losses.reports import Row
from apps.losses.reports.formats.stock import counted

KEPT = frozenset({COSTS, *VALUED})  # formats
COLUMNS = ("source_id", "number", "key", "sku", "fnsku", "asin", "day", "pieces", "price", "currency", "basis")
_COPY = f"COPY {StockRow._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN"


def copy_stock(*, report: ReportImport, format: str, rows: Iterable[Row]) -> None:
    """Keep what a value follows from; earlier rows of the same report go. The caller holds the report."""
    StockRow.objects.filter(source=report).delete()
    is_costs = format == COSTS
    ledger, source = report.ledger_id, str(report.pk)
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(
                (
                    source,
                    row.number,
                    row.key,
                    *(name_in(ledger, name) for name in (row.sku, *row.codes)),
                    row.moment.day if row.moment else None,
                    None if is_costs else counted(format, row),
                    row.price,
                    row.currency if is_costs else "",
                    (row.type or Basis.DECLARED.value) if is_costs else "",
                )
            )


def name_in(ledger: UUID, name: str) -> str:
    """A product's name as a digest: the same for the same name, capitals aside, within one ledger only."""
    tidy = " ".join(name.casefold().split())
    return blake2b(tidy.encode(), digest_size=12, key=ledger.bytes).hexdigest() if tidy else ""
