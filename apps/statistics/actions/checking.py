"""The second count: every cell from the rows of the other apps, by SQL that shares nothing with the fold.

Where the fold keeps facts and adds differences, this walks from the cases to their sellers and lines for one layout at
a time, finds who is one with whom by recursion, and adds up. Both must agree to the cent and to the seller.
"""
# ruff: noqa: S608  what is put into SQL here are names of our own tables and columns

import random
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings
from django.db import connection

from apps.losses.enums import NEVER_DOCUMENTED
from apps.losses.selectors.rates import MOST_DAYS_OLD
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind
from apps.statistics.actions.folding import alone_in_one_snapshot, fold_seen, named_values
from apps.statistics.models import Check
from apps.statistics.rules.layouts import COUNTS, LAYOUTS, MEASURES, SUMS, Layout

log = structlog.get_logger()
Cells = dict[tuple[Any, ...], tuple[Decimal, ...]]  # by demonstration, counted, key, currency
EXAMPLES = 20  # differences that are written down
_NEVER = ", ".join(f"'{component}'" for component in NEVER_DOCUMENTED)


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
    """Fold what waits, then count all layouts (or so many, by chance) from the rows, in the same snapshot.

    The result is written down. Where something differs an alarm is logged and the operator gets a mail; nothing is put
    right (see `rebuild`). Raises FoldedMeanwhile.
    """
    chosen = LAYOUTS if layouts is None else tuple(random.sample(LAYOUTS, layouts))
    with alone_in_one_snapshot():
        fold_seen()
        with connection.cursor() as cursor:
            # It expects one standing line where there are very many, and would look through all rates for each.
            cursor.execute("SET LOCAL enable_nestloop = off")
            cursor.execute("CREATE TEMPORARY TABLE recount_sellers ON COMMIT DROP AS " + _SELLERS)
            cursor.execute("CREATE TEMPORARY TABLE recount_lines ON COMMIT DROP AS " + _LINES, named_values())
            cursor.execute("CREATE TEMPORARY TABLE recount_cases ON COMMIT DROP AS " + _CASES, named_values())
            cursor.execute("ANALYZE recount_cases; ANALYZE recount_lines")
            found = [one for layout in chosen for one in _differences(cursor, layout)]
            cursor.execute("DROP TABLE recount_sellers, recount_lines, recount_cases")
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


# From each seller the smallest that can be reached over pairs that are held to be the same: the fold reads the clusters
# that were written down, this does not.
_SELLERS = """
WITH RECURSIVE ways AS (
    SELECT one_id AS here, other_id AS there FROM cases_sellerpair WHERE state = 'same'
    UNION SELECT other_id, one_id FROM cases_sellerpair WHERE state = 'same'
),
reach (seller, other) AS (
    SELECT here, there FROM ways
    UNION
    SELECT reach.seller, ways.there FROM reach JOIN ways ON ways.here = reach.other
)
SELECT cases_seller.id AS seller, least(cases_seller.id::text, met.first) AS business
FROM cases_seller LEFT JOIN (SELECT seller, min(other::text) AS first FROM reach GROUP BY seller) AS met
     ON met.seller = cases_seller.id
"""

_CASES = """
SELECT c.id, c.ledger_id, c.is_demonstration AS demonstration,
       (c.verified_at IS NOT NULL AND c.visibility IN ('counted', 'shared')
        AND c.state NOT IN ('draft', 'submitted', 'returned', 'withdrawn')) AS counted,
       s.business,
       CASE WHEN a.token_fingerprint <> '' THEN a.token_fingerprint WHEN a.url_fingerprint <> '' THEN a.url_fingerprint
            ELSE a.id::text END AS account,
       coalesce((SELECT p.incident_id::text FROM incidents_placement p WHERE p.case_id = c.id), '') AS incident,
       c.platform, c.marketplace,
       CASE WHEN c.country <> '' THEN c.country ELSE coalesce(place.country, '') END AS country,
       c.case_type, c.allegation, c.state, c.outcome,
       lpad(extract(year FROM c.notice_date)::text, 4, '0') || '-'
           || lpad(extract(month FROM c.notice_date)::text, 2, '0') AS month
FROM cases_case c JOIN cases_selleraccount a ON a.id = c.account_id JOIN recount_sellers s ON s.seller = a.seller_id
LEFT JOIN jsonb_each_text(%(countries)s::jsonb) AS place (code, country) ON place.code = c.marketplace
WHERE c.state <> 'draft'
"""

# Standing lines, each with what it brings to every sum, in its own currency and in the reporting one.
_OWN = {
    "low": "is_loss",
    "likely": "is_loss",
    "high": "is_loss",
    "claimed": "is_loss AND grade = 'C'",
    "documented": "is_paper AND NOT is_aside",
    "verified": f"is_loss AND latest = 'verified' AND NOT component IN ({_NEVER}) AND NOT is_aside",
    "recovered": "kind = 'recovery'",
}
_AMOUNT = {name: "likely" if name in ("likely", "claimed") else "high" if name == "high" else "low" for name in SUMS}
_LINES = f"""
WITH standing AS (
    SELECT l.*, CASE WHEN l.loss_date IS NULL THEN date(l.entered_at AT TIME ZONE 'UTC') ELSE l.loss_date END AS on_day,
           l.kind = 'loss' AS is_loss,
           l.kind = 'loss' AND l.grade IN ('A', 'B') AND NOT l.component IN ({_NEVER}) AS is_paper,
           string_to_array(l."group", ':') AS parts
    FROM losses_lossline l LEFT JOIN losses_lossline later ON later.supersedes_id = l.id
    WHERE later.id IS NULL AND l.kind IN ('loss', 'recovery')
),
bases AS (
    SELECT ledger_id, parts[3] AS place, parts[5] AS unit, parts[2] AS basis, sum(low) AS total, min(id) AS first
    FROM standing WHERE is_paper AND parts[1] = 'held' GROUP BY 1, 2, 3, 4
),
said AS (
    SELECT DISTINCT ON (line_id) line_id, verdict AS latest FROM losses_lineverdict ORDER BY line_id, number DESC
),
lesser AS (
    SELECT DISTINCT ledger_id, place, unit, own.basis FROM bases own JOIN bases better USING (ledger_id, place, unit)
    WHERE better.total > own.total OR (better.total = own.total AND better.first < own.first)
),
judged AS (
    SELECT s.*, coalesce(said.latest, '') AS latest, lesser.basis IS NOT NULL AS is_aside
    FROM standing s LEFT JOIN said ON said.line_id = s.id
    LEFT JOIN lesser ON s.is_paper AND s.parts[1] = 'held' AND lesser.ledger_id = s.ledger_id
         AND lesser.place = s.parts[3] AND lesser.unit = s.parts[5] AND lesser.basis = s.parts[2]
),
spans AS (
    SELECT currency, day, per_euro, lead(day, 1, 'infinity') OVER (PARTITION BY currency ORDER BY day) AS until
    FROM losses_exchangerate
    UNION ALL SELECT 'EUR', '-infinity', 1, 'infinity'
),
newest AS (SELECT max(day) AS day FROM losses_exchangerate WHERE currency = %(currency)s),
asked AS (
    SELECT currency, on_day FROM standing WHERE currency <> %(currency)s
    UNION SELECT %(currency)s, on_day FROM standing
),
rates AS (
    SELECT asked.*, spans.per_euro FROM asked CROSS JOIN newest JOIN spans USING (currency)
    WHERE spans.day <= on_day AND on_day < until
          AND (currency = 'EUR' OR spans.day > least(on_day, newest.day) - {MOST_DAYS_OLD})
),
valued AS (
    SELECT j.*, CASE WHEN j.currency = %(currency)s THEN 1 ELSE goal.per_euro / start.per_euro END AS factor,
           goal.per_euro AS goal, start.per_euro AS start
    FROM judged j
    LEFT JOIN rates start ON start.currency = j.currency AND start.on_day = j.on_day
    LEFT JOIN rates goal ON goal.currency = %(currency)s AND goal.on_day = j.on_day
)
SELECT ledger_id, component, grade, currency,
       {", ".join(f"CASE WHEN {_OWN[name]} THEN {_AMOUNT[name]} ELSE 0 END AS {name}" for name in SUMS)},
       {
    ", ".join(
        f"CASE WHEN factor IS NULL OR NOT ({_OWN[name]}) THEN 0 WHEN currency = %(currency)s THEN {_AMOUNT[name]}"
        f" ELSE round({_AMOUNT[name]} * goal / start, 2) END AS in_{name}"
        for name in SUMS
    )
}, CASE WHEN factor IS NULL THEN 1 ELSE 0 END AS unconverted
FROM valued
"""


def _differences(cursor: Any, layout: Layout) -> list[Difference]:
    nothing = (Decimal(0),) * len(MEASURES)
    kept, counted = _kept(cursor, layout), _counted(cursor, layout)
    found = []
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
    return _as_cells(cursor.fetchall())


def _counted(cursor: Any, layout: Layout) -> Cells:
    heads = ", ".join(
        f"count(DISTINCT {column}) AS {name}"
        for name, column in zip(COUNTS, ("business", "(business, account)", "id"), strict=True)
    )
    key = f"ARRAY[{', '.join(layout.dimensions)}]::text[]"
    by = ", ".join(str(place) for place in range(1, 4))
    own = ", ".join(f"sum({name})" for name in SUMS)
    converted = ", ".join(f"coalesce(sum(in_{name}), 0)" for name in SUMS)
    left = "" if layout.is_of_lines else "LEFT"
    lines = (
        "recount_lines"
        if layout.is_of_lines
        else f"(SELECT ledger_id, {', '.join(f'sum(in_{name}) AS in_{name}' for name in SUMS)},"
        " sum(unconverted) AS unconverted FROM recount_lines GROUP BY ledger_id)"
    )
    cursor.execute(
        f"""
        SELECT demonstration, counted, {key}, '', {heads}, {converted}, coalesce(sum(unconverted), 0)
        FROM recount_cases {left} JOIN {lines} AS l USING (ledger_id) GROUP BY {by}
        UNION ALL
        SELECT demonstration, counted, {key}, currency, {heads}, {own}, sum(unconverted)
        FROM recount_cases JOIN recount_lines USING (ledger_id) GROUP BY {by}, currency
        """
    )
    return _as_cells(cursor.fetchall())


def _as_cells(rows: list[Any]) -> Cells:
    return {(row[0], row[1], tuple(row[2]), row[3]): tuple(Decimal(number) for number in row[4:]) for row in rows}
