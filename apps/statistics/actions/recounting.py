"""The rows of the other apps told once more, as temporary tables, by SQL that shares nothing with the fold.

Who is one with whom is found by recursion over pairs, rates by spans of validity, papers that show the same money by
comparing bases. Sellers, accounts and cases become numbers once: to tell long names and pairs of them apart in every
layout takes most of the time otherwise.
"""
# ruff: noqa: S608  what is put into SQL here are names of our own tables and columns

from typing import Any

from apps.losses.enums import NEVER_DOCUMENTED
from apps.losses.selectors.rates import MOST_DAYS_OLD
from apps.statistics.rules.layouts import CASE_DIMENSIONS, SUMS

_NEVER = ", ".join(f"'{component}'" for component in NEVER_DOCUMENTED)

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

_NAMED = """
SELECT c.id, c.ledger_id, c.is_demonstration AS demonstration,
       (c.verified_at IS NOT NULL AND c.visibility IN ('counted', 'shared')
        AND c.state NOT IN ('draft', 'submitted', 'returned', 'withdrawn')) AS counted,
       s.business AS business_name,
       CASE WHEN a.token_fingerprint <> '' THEN a.token_fingerprint WHEN a.url_fingerprint <> '' THEN a.url_fingerprint
            ELSE a.id::text END AS account_name,
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

_CASES = f"""
SELECT ledger_id, demonstration, counted, '' AS no_currency,
       {", ".join(f'{name} COLLATE "C" AS {name}' for name in CASE_DIMENSIONS)},
       dense_rank() OVER (ORDER BY business_name) AS business,
       dense_rank() OVER (ORDER BY business_name, account_name) AS account, row_number() OVER () AS number
FROM ({_NAMED}) AS named
"""  # compared byte by byte: what a language sorts together does not matter here
_ADDED = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
_CONVERTED = ", ".join(f"sum(in_{name}) AS in_{name}" for name in SUMS)
_KINDS = f"""
SELECT * FROM recount_cases JOIN (
    SELECT ledger_id, component COLLATE "C" AS component, grade, currency, {_ADDED}, {_CONVERTED},
           sum(unconverted) AS unconverted
    FROM recount_lines GROUP BY ledger_id, component, grade, currency
) AS kinds USING (ledger_id)
"""
_WHOLE = f"""
SELECT * FROM recount_cases LEFT JOIN (
    SELECT ledger_id, {_CONVERTED}, sum(unconverted) AS unconverted FROM recount_lines GROUP BY ledger_id
) AS whole USING (ledger_id)
"""
_TABLES = {
    "recount_sellers": _SELLERS,
    "recount_lines": _LINES,
    "recount_cases": _CASES,
    "recount_kinds": _KINDS,
    "recount_whole": _WHOLE,
}
_JOINED_BY = {"recount_sellers": "seller", "recount_lines": "ledger_id", "recount_cases": "ledger_id"}


def tell_once_more(cursor: Any, named: dict[str, Any]) -> None:
    """Make `recount_whole`, every filed case with its sums in the reporting currency, and `recount_kinds`, every case
    with each kind of lines it has. They go with the transaction."""
    # It expects one standing line where there are very many, and would look through all rates for each.
    cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'")
    for name, rows in _TABLES.items():
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {rows}", named)
        if name in _JOINED_BY:
            cursor.execute(f"ANALYZE {name} ({_JOINED_BY[name]})")


def forget(cursor: Any) -> None:
    """Before the end of the transaction, for tests, which have but one."""
    cursor.execute(f"DROP TABLE {', '.join(_TABLES)}")
