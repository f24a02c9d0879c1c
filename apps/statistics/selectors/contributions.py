"""What stands behind the figures that go through the gate: sellers with their sums, from the facts of counted cases."""

from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from apps.statistics.models import CaseFact
from apps.statistics.rules.disclosure.tables import Contribution
from apps.statistics.rules.layouts import LINE_DIMENSIONS
from apps.statistics.rules.series import NONE, Series
from apps.statistics.selectors.attempts import with_appeals


def counted_facts(*, demonstration: bool) -> QuerySet[CaseFact]:
    """Cases of verified sellers who let themselves be counted."""
    return CaseFact.objects.filter(counted=True, demonstration=demonstration)


def contributions_to(series: Series, *, demonstration: bool) -> dict[str, list[Contribution]]:
    """By grouping: each seller in each category with the sum of the measure; without a measure, with no amount."""
    found = {}
    for grouping in series.groupings:
        rows = _rows(series, grouping, demonstration)
        found[grouping] = [
            Contribution((category or NONE,), str(seller), amount if series.has_money else None)
            for seller, category, amount in rows
        ]
    return found


def _rows(series: Series, grouping: str, demonstration: bool) -> list[tuple[Any, str, Any]]:
    facts = with_appeals(counted_facts(demonstration=demonstration), series.appeals)
    measure = series.measure
    if not measure:
        return [(*row, None) for row in facts.values_list("cluster", grouping).distinct()]
    if grouping not in LINE_DIMENSIONS:
        summed = facts.values("cluster", grouping).annotate(total=Sum(measure)).filter(total__gt=0)
        return list(summed.values_list("cluster", grouping, "total"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT fact.cluster, amount.{grouping}, sum(amount.in_{measure}) FROM statistics_casefact AS fact"  # noqa: S608
            " JOIN statistics_amountfact AS amount USING (case_id) WHERE fact.counted AND fact.demonstration = %s"
            f" GROUP BY 1, 2 HAVING sum(amount.in_{measure}) > 0",
            [demonstration],
        )
        return list(cursor.fetchall())


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
