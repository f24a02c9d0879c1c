"""The SQL by which cases become facts, for fold and rebuild alike, and all facts become cells, for the rebuild.

`manage.py figures check` does not use it: it counts the rows of the other apps in another way (actions/checking.py).
"""
# ruff: noqa: S608  what is put into SQL here are names of our own tables and columns

import json
from datetime import timedelta
from typing import Any

from django.conf import settings

from apps.losses.enums import NEVER_DOCUMENTED
from apps.losses.selectors.rates import MOST_DAYS_OLD
from apps.marketplaces.enums import MARKETPLACES, Marketplace
from apps.statistics.rules.layouts import CASE_DIMENSIONS, DIMENSIONS, LINE_DIMENSIONS, OF_CASES, OF_LINES, SUMS, Layout

OLDEST_RATE = timedelta(days=MOST_DAYS_OLD)

# Which cases: the fold names some, the rebuild takes all.
SOME = "SELECT unnest(%(cases)s::uuid[]) AS id"
ALL = "SELECT id FROM cases_case WHERE state <> 'draft'"

_COLUMNS = ", ".join(SUMS)
_NEVER = ", ".join(f"'{component}'" for component in NEVER_DOCUMENTED)
_IN = ", ".join(
    f"CASE WHEN currency = %(currency)s THEN {name} WHEN rate IS NULL THEN 0 ELSE round({name} * target / rate, 2) END"
    f" AS in_{name}"
    for name in SUMS
)


def named_values() -> dict[str, Any]:
    """What the SQL needs to know beside the rows."""
    countries = {code: place.country for code, place in MARKETPLACES.items() if isinstance(place, Marketplace)}
    return {"currency": settings.FIGURES_CURRENCY, "countries": json.dumps(countries)}


def _rate(currency: str) -> str:
    """Units per euro on the day of a line: the last published on or before it, unless the currency has ended."""
    return f"""
        SELECT 1::numeric AS per_euro WHERE summed.currency <> %(currency)s AND {currency} = 'EUR'
        UNION ALL
        (SELECT published.per_euro FROM losses_exchangerate AS published
         WHERE summed.currency <> %(currency)s AND {currency} <> 'EUR'
               AND published.currency = {currency} AND published.day <= summed.day
               AND published.day > LEAST(summed.day, (SELECT day FROM newest)) - {MOST_DAYS_OLD}
         ORDER BY published.day DESC LIMIT 1)
    """


def amount_facts(which: str) -> str:
    """Insert the amount facts of cases that have none. The rules are those of `losses.selectors.sums_of`."""
    return f"WITH touched AS ({which}), {_AMOUNT_FACTS}"


_AMOUNT_FACTS = f"""
    said AS (
        SELECT facts.id AS case_id, line.*, COALESCE(line.loss_date, (line.entered_at AT TIME ZONE 'UTC')::date) AS day,
               (line.grade <> 'C' AND line.kind = 'loss' AND line.component NOT IN ({_NEVER})) AS is_shown,
               (SELECT verdict.verdict FROM losses_lineverdict AS verdict WHERE verdict.line_id = line.id
                ORDER BY verdict.number DESC LIMIT 1) AS verdict
        FROM touched JOIN cases_case AS facts USING (id)
             JOIN losses_lossline AS line ON line.ledger_id = facts.ledger_id
        WHERE facts.state <> 'draft' AND line.kind <> 'retraction'
              AND NOT EXISTS (SELECT FROM losses_lossline AS later WHERE later.supersedes_id = line.id)
    ),
    held AS (
        SELECT case_id, split_part("group", ':', 3) AS place, split_part("group", ':', 5) AS unit,
               split_part("group", ':', 2) AS basis, sum(low) AS total, min(id) AS first
        FROM said WHERE is_shown AND "group" LIKE 'held:%%' GROUP BY 1, 2, 3, 4
    ),
    kept AS (
        SELECT DISTINCT ON (case_id, place, unit) case_id, place, unit, basis FROM held
        ORDER BY case_id, place, unit, total DESC, first
    ),
    judged AS (
        SELECT said.*, said.is_shown AND kept.basis IS NOT NULL
               AND kept.basis <> split_part("group", ':', 2) AS is_aside
        FROM said LEFT JOIN kept ON said.is_shown AND "group" LIKE 'held:%%' AND kept.case_id = said.case_id
             AND kept.place = split_part("group", ':', 3) AND kept.unit = split_part("group", ':', 5)
    ),
    summed AS (
        SELECT case_id, component, grade, currency, day,
               CASE WHEN kind = 'loss' THEN low ELSE 0 END AS low,
               CASE WHEN kind = 'loss' THEN likely ELSE 0 END AS likely,
               CASE WHEN kind = 'loss' THEN high ELSE 0 END AS high,
               CASE WHEN kind = 'loss' AND grade = 'C' THEN likely ELSE 0 END AS claimed,
               CASE WHEN is_shown AND NOT is_aside THEN low ELSE 0 END AS documented,
               CASE WHEN kind = 'loss' AND verdict = 'verified' AND component NOT IN ({_NEVER}) AND NOT is_aside
                    THEN low ELSE 0 END AS verified,
               CASE WHEN kind = 'recovery' THEN low ELSE 0 END AS recovered
        FROM judged
    ),
    newest AS MATERIALIZED (
        SELECT max(day) AS day FROM losses_exchangerate WHERE currency = %(currency)s
    ),
    converted AS (
        SELECT summed.*, source.per_euro AS rate, target.per_euro AS target
        FROM summed
        LEFT JOIN LATERAL ({_rate("summed.currency")}) AS source ON true
        LEFT JOIN LATERAL ({_rate("%(currency)s")}) AS target ON true
    )
    INSERT INTO statistics_amountfact (case_id, component, grade, currency, {_COLUMNS},
                                       {", ".join(f"in_{name}" for name in SUMS)}, unconverted)
    SELECT case_id, component, grade, currency, {", ".join(f"sum({name})" for name in SUMS)},
           {", ".join(f"sum(in_{name})" for name in SUMS)}, count(*) FILTER (WHERE is_left_out)
    FROM (SELECT case_id, component, grade, currency, {_COLUMNS}, {_IN},
                 currency <> %(currency)s AND (rate IS NULL OR target IS NULL) AS is_left_out
          FROM (SELECT case_id, component, grade, currency, {_COLUMNS}, target,
                       CASE WHEN target IS NULL THEN NULL ELSE rate END AS rate FROM converted) AS lines) AS lines
    GROUP BY case_id, component, grade, currency
    """


def case_facts(which: str) -> str:
    """Insert the case facts of cases that have none; their amount facts are there already."""
    return f"""
    WITH touched AS ({which})
    INSERT INTO statistics_casefact (case_id, cluster, account, demonstration, counted, {", ".join(CASE_DIMENSIONS)},
                                     {_COLUMNS}, unconverted)
    SELECT facts.id, COALESCE(member.cluster, account.seller_id),
           md5(COALESCE(member.cluster, account.seller_id)::text
               || COALESCE(NULLIF(account.token_fingerprint, ''), NULLIF(account.url_fingerprint, ''), account.id::text)
           )::uuid,
           facts.is_demonstration,
           facts.verified_at IS NOT NULL AND facts.visibility <> 'private'
               AND facts.state NOT IN ('submitted', 'returned', 'withdrawn'),
           COALESCE(placement.incident_id::text, ''), facts.platform, facts.marketplace,
           COALESCE(NULLIF(facts.country, ''), %(countries)s::jsonb ->> facts.marketplace, ''),
           facts.case_type, facts.allegation, facts.state, facts.outcome, to_char(facts.notice_date, 'YYYY-MM'),
           {", ".join(f"COALESCE(amounts.{name}, 0)" for name in SUMS)}, COALESCE(amounts.unconverted, 0)
    FROM touched JOIN cases_case AS facts USING (id)
    JOIN cases_selleraccount AS account ON account.id = facts.account_id
    LEFT JOIN cases_clustermember AS member ON member.seller_id = account.seller_id
    LEFT JOIN incidents_placement AS placement ON placement.case_id = facts.id
    LEFT JOIN LATERAL (
        SELECT {", ".join(f"sum(in_{name}) AS {name}" for name in SUMS)}, sum(unconverted) AS unconverted
        FROM statistics_amountfact AS amount WHERE amount.case_id = facts.id
    ) AS amounts ON true
    WHERE facts.state <> 'draft'
    """


_HEADS = "count(DISTINCT cluster) AS sellers, count(DISTINCT account) AS accounts, count(DISTINCT case_id) AS cases"


def _grouped(layouts: tuple[Layout, ...], dimensions: tuple[str, ...], sets: list[tuple[str, ...]]) -> tuple[str, str]:
    """The layout and key of a row of GROUPING SETS, and the sets themselves."""
    masks = [
        (sum(1 << place for place, name in enumerate(reversed(dimensions)) if name not in layout.dimensions), layout)
        for layout in layouts
    ]
    places = f"GROUPING({', '.join(dimensions)})"
    layout_of = " ".join(f"WHEN {mask} THEN '{layout.name}'" for mask, layout in masks)
    key_of = " ".join(f"WHEN {mask} THEN ARRAY[{', '.join(layout.dimensions)}]::text[]" for mask, layout in masks)
    chosen = ", ".join(f"({', '.join(('demonstration', 'counted', *columns))})" for columns in sets)
    return f"CASE {places} {layout_of} END AS layout, CASE {places} {key_of} END AS key", chosen


def cells_of_cases() -> str:
    """Cells of the layouts that look at cases only, in the reporting currency."""
    head, sets = _grouped(OF_CASES, CASE_DIMENSIONS, [layout.dimensions for layout in OF_CASES])
    return f"""
    SELECT demonstration, counted, {head}, '' AS currency, {_HEADS},
           {", ".join(f"sum({name}) AS {name}" for name in SUMS)}, sum(unconverted) AS unconverted
    FROM statistics_casefact GROUP BY GROUPING SETS ({sets})
    """


def cells_of_lines() -> str:
    """Cells that look into ledgers: by component and grade in the reporting currency, and all layouts by currency."""
    layouts = (*OF_CASES, *OF_LINES)
    wanted = [(*layout.dimensions, "currency") for layout in layouts] + [layout.dimensions for layout in OF_LINES]
    head, sets = _grouped(layouts, DIMENSIONS, wanted)
    sums = ", ".join(
        f"CASE WHEN GROUPING(currency) = 0 THEN sum(amount.{name}) ELSE sum(amount.in_{name}) END AS {name}"
        for name in SUMS
    )
    return f"""
    SELECT demonstration, counted, {head}, COALESCE(currency, '') AS currency, {_HEADS}, {sums},
           sum(unconverted) AS unconverted
    FROM (SELECT case_id, cluster, account, demonstration, counted, {", ".join(CASE_DIMENSIONS)}
          FROM statistics_casefact) AS fact
    JOIN (SELECT case_id, {", ".join(LINE_DIMENSIONS)}, currency, {_COLUMNS}, {", ".join(f"in_{n}" for n in SUMS)},
                 unconverted FROM statistics_amountfact) AS amount USING (case_id)
    GROUP BY GROUPING SETS ({sets})
    """
