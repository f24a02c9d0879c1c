"""What methods add to a batch: rates of appeals, waits, how documented sums are spread."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from apps.associations.enums import Standing
from apps.associations.selectors.captures import FEWEST, MOST, bodies_with_lists, count_captures
from apps.statistics.models import Batch, SeriesMemory
from apps.statistics.rules.disclosure.gate import Batch as Judged
from apps.statistics.rules.disclosure.tables import Table
from apps.statistics.rules.methods.populations import estimated
from apps.statistics.rules.methods.rates import rates
from apps.statistics.rules.methods.rows import Row
from apps.statistics.rules.methods.settling import kept_as_json, kept_from_json
from apps.statistics.rules.methods.telling import Telling, as_data, spread_rows, wait_rows
from apps.statistics.selectors.attempts import likely_amounts, waits_of
from apps.statistics.selectors.contributions import counted_facts
from apps.statistics.selectors.secret import installation_secret

MEMORY = "methods"


def telling_after(head: Batch | None) -> Telling:
    """An empty telling that remembers what the batch before printed."""
    memory = SeriesMemory.objects.filter(batch=head, series=MEMORY).first() if head else None
    kept = kept_from_json(memory.memory) if memory else {}
    return Telling(installation_secret(), settings.FIGURES_CURRENCY, kept)


def rows_of_spreads(telling: Telling, documented: Table, judged: Judged, *, demonstration: bool) -> list[Row]:
    """Of the documented sums, while their table is at hand."""
    return spread_rows(telling, documented, judged, likely_amounts(counted_facts(demonstration=demonstration)))


def rows_of_methods(
    telling: Telling, printed: Mapping[str, Any], spreads: list[Row], *, demonstration: bool
) -> list[dict[str, Any]]:
    """`printed` is the document so far: rates follow from its counts alone."""
    made = rates(printed) + spreads
    made += wait_rows(telling, waits_of(counted_facts(demonstration=demonstration)))
    if not demonstration:
        made += _population(telling)
    return as_data(made)


def _population(telling: Telling) -> list[Row]:
    """From the member lists that stand, of approved associations; nothing where fewer than two brought one."""
    bodies = list(bodies_with_lists().filter(standing=Standing.APPROVED)[: MOST + 1])
    if not FEWEST <= len(bodies) <= MOST:
        return []
    return telling.settled([estimated(count_captures(bodies).linked, len(bodies))])


def remember(telling: Telling, batch: Batch) -> None:
    SeriesMemory.objects.create(batch=batch, series=MEMORY, memory=kept_as_json(telling.kept))
