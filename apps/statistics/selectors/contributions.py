"""What stands behind the figures that go through the gate: sellers with their sums, from the facts of counted cases."""

from collections.abc import Iterator, Sequence
from sys import intern
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from apps.statistics.models import CaseFact
from apps.statistics.rules.disclosure.tables import Contribution
from apps.statistics.rules.layouts import LINE_DIMENSIONS
from apps.statistics.rules.series import NONE, Series
from apps.statistics.selectors.attempts import with_appeals

AT_ONCE = 2_000  # rows


def counted_facts(*, demonstration: bool) -> QuerySet[CaseFact]:
    """Cases of verified sellers who let themselves be counted."""
    return CaseFact.objects.filter(counted=True, demonstration=demonstration)


def contributions_to(series: Series, *, demonstration: bool) -> dict[str, Iterator[Contribution]]:
    """By grouping: each seller in each category with the sum of the measure; without a measure, with no amount.

    To be read once, in the transaction: rows are fetched as they are used, so that those of all sellers never stand in
    memory, and a seller's name is one text however often it stands there.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")  # planned for all rows, not for the first ones
    return {grouping: _told(series, grouping, demonstration) for grouping in series.groupings}


def _told(series: Series, grouping: str, demonstration: bool) -> Iterator[Contribution]:
    for seller, category, amount in _rows(series, grouping, demonstration):
        yield Contribution((category or NONE,), intern(str(seller)), amount if series.has_money else None)


def _rows(series: Series, grouping: str, demonstration: bool) -> Iterator[tuple[Any, ...]]:
    facts = with_appeals(counted_facts(demonstration=demonstration), series.appeals)
    measure = series.measure
    if not measure:
        rows = facts.values_list("cluster", grouping).distinct()
        return ((seller, category, None) for seller, category in rows.iterator(chunk_size=AT_ONCE))
    if grouping not in LINE_DIMENSIONS:
        summed = facts.values("cluster", grouping).annotate(total=Sum(measure)).filter(total__gt=0)
        return iter(summed.values_list("cluster", grouping, "total").iterator(chunk_size=AT_ONCE))
    return fetched(
        f"SELECT fact.cluster, amount.{grouping}, sum(amount.in_{measure}) FROM statistics_casefact AS fact"  # noqa: S608
        " JOIN statistics_amountfact AS amount USING (case_id) WHERE fact.counted AND fact.demonstration = %s"
        f" GROUP BY 1, 2 HAVING sum(amount.in_{measure}) > 0",
        [demonstration],
    )


def fetched(statement: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows of a statement, some thousands at a time, by a cursor of the server."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def provenance(*, demonstration: bool) -> dict[str, int]:
    """From how many rows a batch is made. Exact: what of it is printed is floored as counts are."""
    facts = counted_facts(demonstration=demonstration)
    said = facts.aggregate(
        cases=Count("case_id"), sellers=Count("cluster", distinct=True), without_rate=Sum("unconverted", default=0)
    )
    return {
        "cases": said["cases"],
        "cases_of_sellers_counted_already": said["cases"] - said["sellers"],
        "lines_without_exchange_rate": said["without_rate"],
    }
