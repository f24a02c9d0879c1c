"""Reads of imported reports and their rows."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from apps.evidence.models import StoredFile
from apps.losses.enums import LIVE_IMPORTS, ImportState, LineKind
from apps.losses.models import Ledger, ReportImport
from apps.losses.reports.findings import MOST_ROWS_NAMED
from apps.losses.reports.rows import DEDUCTIONS, RECOVERIES, Category


def imports_of(ledger: Ledger) -> QuerySet[ReportImport]:
    """The reports brought to a ledger, the newest first, without what they say at length."""
    return ledger.imports.select_related("file").defer("facts").order_by("-brought_at", "id")


def import_of(ledger: Ledger, import_id: UUID) -> ReportImport:
    """One report brought to a ledger, with what it says. Raises ReportImport.DoesNotExist."""
    return ledger.imports.select_related("file", "ledger").get(pk=import_id)


def is_relied_on(file: StoredFile) -> bool:
    """Whether an import that stands, or is on its way, needs the file."""
    return ReportImport.objects.filter(file=file, state__in=LIVE_IMPORTS).exists()


def to_do(now: datetime) -> Q:
    """Imports that wait for a worker, or whose worker has not been heard of."""
    left = Q(state__in=(ImportState.LOOKING, ImportState.RUNNING), lease_until__lte=now)
    return Q(state__in=(ImportState.WAITING, ImportState.QUEUED)) | left


def imports_to_do(now: datetime) -> int:
    """How many imports a worker would take up."""
    return ReportImport.objects.filter(to_do(now)).count()


def imports_that_count(ledger: Ledger) -> QuerySet[ReportImport]:
    """Reports taken over and standing, in the order in which a later one overrules an earlier: by the end of their
    period, then by when they were taken over."""
    done = ledger.imports.filter(state=ImportState.DONE).defer("facts")
    return done.order_by(F("ends_on").asc(nulls_first=True), "moved_at", "id")


@dataclass(frozen=True)
class TakenRows:
    """What rows of one category in one currency come to: `amount` positive, whichever way it went.

    `component` is what rows of our own template say they are; empty elsewhere.
    """

    kind: LineKind
    source: UUID
    category: str
    currency: str
    amount: Decimal
    day: date | None
    count: int
    rows: tuple[int, ...]
    component: str = ""


# Of rows with one key only the one in the latest report stands: an overlapping report adds nothing twice, and a row
# that it tells otherwise is replaced.
_TAKEN = """
    WITH ranked AS (
        SELECT id, since, row_number() OVER (ORDER BY ends_on NULLS FIRST, moved_at, id) AS rank
        FROM losses_reportimport WHERE ledger_id = %(ledger)s AND state = 'done'
    ), standing AS (
        SELECT DISTINCT ON (line.key) line.*, ranked.since
        FROM losses_reportrow line JOIN ranked ON ranked.id = line.source_id
        WHERE line.category = ANY(%(categories)s)
        ORDER BY line.key, ranked.rank DESC
    )
    SELECT source_id, category, currency, sum(amount), min(day), count(*),
           (array_agg(number ORDER BY number))[1:%(named)s], component
    FROM standing
    WHERE amount IS NOT NULL AND currency <> ''
          AND CASE WHEN category = 'declared' THEN component <> ''
              ELSE since IS NULL OR day IS NULL OR day >= since END
    GROUP BY source_id, category, currency, component ORDER BY source_id, category, currency, component
"""


def rows_taken_or_given(ledger: Ledger) -> list[TakenRows]:
    """Fines, claims and debts that the platform took, what it gave for goods it lost, and what our own template
    declares; each row counted once."""
    categories = sorted(category.value for category in DEDUCTIONS | RECOVERIES | {Category.DECLARED})
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, {"ledger": ledger.pk, "categories": categories, "named": MOST_ROWS_NAMED})
        found = cursor.fetchall()
    taken = []
    for source, category, currency, amount, day, count, rows, component in found:
        kind = LineKind.RECOVERY if category in RECOVERIES else LineKind.LOSS
        positive = -amount if category in DEDUCTIONS else amount
        taken.append(TakenRows(kind, source, category, currency, positive, day, count, tuple(rows), component))
    return taken


def rows_known_and_changed(report: ReportImport) -> tuple[int, int]:
    """How many rows of a report other standing reports of its ledger brought too, and how many of those differ."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAP, {"report": report.pk, "ledger": report.ledger_id})
        known, changed = cursor.fetchone()
    return known, changed


_OVERLAP = """
    WITH others AS (
        SELECT DISTINCT ON (line.key) line.key, line.amount, line.currency, line.status, line.release, line.quantity
        FROM losses_reportrow line JOIN losses_reportimport other ON other.id = line.source_id
        WHERE other.ledger_id = %(ledger)s AND other.state = 'done' AND other.id <> %(report)s
        ORDER BY line.key, other.ends_on DESC NULLS LAST, other.moved_at DESC
    )
    SELECT count(*), count(*) FILTER (
        WHERE (others.amount, others.currency, others.status, others.release, others.quantity)
        IS DISTINCT FROM (mine.amount, mine.currency, mine.status, mine.release, mine.quantity)
    )
    FROM losses_reportrow mine JOIN others USING (key) WHERE mine.source_id = %(report)s
"""
