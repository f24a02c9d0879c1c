"""Triggers by which every change of what figures are counted from leaves a mark, in its own transaction.

They fire once per statement and only insert: whoever files a case waits for nobody. The tables belong to apps below
this one, which know nothing of figures; so the triggers stand here and not on their models.
"""
# ruff: noqa: S608  what is put into SQL here are names of our own tables and columns

from django.db import migrations

CASE_COLUMNS = (
    "state", "outcome", "visibility", "verified_at", "is_demonstration", "account_id", "ledger_id", "platform",
    "marketplace", "country", "case_type", "allegation", "notice_date",
)  # fmt: skip


def changed(columns: tuple[str, ...]) -> str:
    fresh, was = (", ".join(f"{row}.{column}" for column in columns) for row in ("fresh", "was"))
    return f"({fresh}) IS DISTINCT FROM ({was})"


LEDGER_OF_VERDICT = (
    "SELECT DISTINCT line.ledger_id FROM {rows} JOIN losses_lossline AS line ON line.id = {rows}.line_id"
)

# table, event, what a statement marks: `fresh` are the rows as they are now, `was` as they were
MARKS = (
    ("cases_case", "INSERT", "case_id", "SELECT id FROM fresh WHERE state <> 'draft'"),
    ("cases_case", "UPDATE", "case_id",
     "SELECT fresh.id FROM fresh JOIN was USING (id) WHERE (fresh.state <> 'draft' OR was.state <> 'draft')"
     f" AND {changed(CASE_COLUMNS)}"),
    ("cases_case", "DELETE", "case_id", "SELECT id FROM was WHERE state <> 'draft'"),
    ("incidents_placement", "INSERT", "case_id", "SELECT case_id FROM fresh"),
    ("incidents_placement", "UPDATE", "case_id",
     f"SELECT fresh.case_id FROM fresh JOIN was USING (id) WHERE {changed(('incident_id',))}"),
    ("incidents_placement", "DELETE", "case_id", "SELECT case_id FROM was"),
    ("losses_lossline", "INSERT", "ledger_id", "SELECT DISTINCT ledger_id FROM fresh"),
    ("losses_lossline", "UPDATE", "ledger_id", "SELECT ledger_id FROM fresh UNION SELECT ledger_id FROM was"),
    ("losses_lossline", "DELETE", "ledger_id", "SELECT DISTINCT ledger_id FROM was"),
    ("losses_lineverdict", "INSERT", "ledger_id", LEDGER_OF_VERDICT.format(rows="fresh")),
    ("losses_lineverdict", "DELETE", "ledger_id", LEDGER_OF_VERDICT.format(rows="was")),
    ("cases_clustermember", "INSERT", "seller_id", "SELECT seller_id FROM fresh"),
    ("cases_clustermember", "UPDATE", "seller_id",
     f"SELECT fresh.seller_id FROM fresh JOIN was USING (seller_id) WHERE {changed(('cluster',))}"),
    ("cases_clustermember", "DELETE", "seller_id", "SELECT seller_id FROM was"),
    ("cases_selleraccount", "UPDATE", "account_id",
     "SELECT fresh.id FROM fresh JOIN was USING (id)"
     f" WHERE {changed(('seller_id', 'token_fingerprint', 'url_fingerprint'))}"),
    ("losses_exchangerate", "INSERT", "rates_from", "SELECT min(day) FROM fresh HAVING count(*) > 0"),
    ("losses_exchangerate", "UPDATE", "rates_from",
     "SELECT min(day) FROM (SELECT day FROM fresh UNION SELECT day FROM was) AS days HAVING count(*) > 0"),
    ("losses_exchangerate", "DELETE", "rates_from", "SELECT min(day) FROM was HAVING count(*) > 0"),
)  # fmt: skip
ROWS = {
    "INSERT": "NEW TABLE AS fresh",
    "UPDATE": "OLD TABLE AS was NEW TABLE AS fresh",
    "DELETE": "OLD TABLE AS was",
}


def name_of(table: str, event: str) -> str:
    return f"figures_mark_{table}_{event.lower()}"


def install(table: str, event: str, columns: str, rows: str) -> migrations.RunSQL:
    name = name_of(table, event)
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO statistics_mark ({columns}) {rows};
            RETURN NULL;
        END $$;
        CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {ROWS[event]}
            FOR EACH STATEMENT EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0001_counted_cells"),
        ("cases", "0019_keys_of_sellers"),
        ("incidents", "0004_computed_dates_are_counted"),
        ("losses", "0006_verdicts_on_lines"),
    ]

    operations = [install(*mark) for mark in MARKS]
