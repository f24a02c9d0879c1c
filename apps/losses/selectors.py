"""Reads of ledgers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from apps.core.money import Money, sum_by_currency
from apps.losses.enums import LineKind
from apps.losses.models import Ledger, LossLine


def current_lines(ledger: Ledger) -> QuerySet[LossLine]:
    """The lines that stand today: not superseded, not retractions."""
    return ledger.lines.filter(superseded_by__isnull=True).exclude(kind=LineKind.RETRACTION).order_by("id")


def history_of(ledger: Ledger) -> QuerySet[LossLine]:
    """Every line ever written, with who wrote it, in the order of writing."""
    return ledger.lines.select_related("entered_by").order_by("id")


def lines_by_ledger(ledgers: Iterable[UUID]) -> dict[UUID, list[LossLine]]:
    """The standing lines of several ledgers, in one query."""
    lines = LossLine.objects.filter(ledger__in=list(ledgers), superseded_by__isnull=True)
    found: dict[UUID, list[LossLine]] = defaultdict(list)
    for line in lines.exclude(kind=LineKind.RETRACTION).order_by("id"):
        found[line.ledger_id].append(line)
    return found


@dataclass(frozen=True)
class Totals:
    """Sums of a kind of lines, one per currency, in each currency's own units."""

    low: list[Money]
    likely: list[Money]
    high: list[Money]


def totals_of(lines: Iterable[LossLine], kind: LineKind = LineKind.LOSS) -> Totals:
    """Add up lines of one kind, never across currencies."""
    chosen = [line for line in lines if line.kind == kind]
    return Totals(
        low=sum_by_currency(line.low_money for line in chosen),
        likely=sum_by_currency(line.likely_money for line in chosen),
        high=sum_by_currency(line.high_money for line in chosen),
    )
