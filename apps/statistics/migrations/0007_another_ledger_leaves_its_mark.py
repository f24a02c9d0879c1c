"""A case that gets another ledger leaves a mark of that ledger: a mark of the case alone says that its lines are as before."""

from django.db import migrations

NAME = "figures_mark_cases_case_update"
CHANGED = """
    SELECT fresh.id{ledger} FROM fresh JOIN was USING (id)
    WHERE (fresh.state <> 'draft' OR was.state <> 'draft')
      AND (fresh.state, fresh.outcome, fresh.visibility, fresh.verified_at, fresh.is_demonstration, fresh.account_id,
           fresh.ledger_id, fresh.platform, fresh.marketplace, fresh.country, fresh.case_type, fresh.allegation,
           fresh.notice_date)
          IS DISTINCT FROM
          (was.state, was.outcome, was.visibility, was.verified_at, was.is_demonstration, was.account_id,
           was.ledger_id, was.platform, was.marketplace, was.country, was.case_type, was.allegation, was.notice_date)
"""
ANOTHER = ", CASE WHEN fresh.ledger_id IS DISTINCT FROM was.ledger_id THEN fresh.ledger_id END"


def function(columns: str, rows: str) -> str:
    return f"""
    CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO statistics_mark ({columns}) {rows};
        RETURN NULL;
    END $$;
    """


class Migration(migrations.Migration):
    dependencies = [("statistics", "0006_sheets_on_record")]

    operations = [
        migrations.RunSQL(
            function("case_id, ledger_id", CHANGED.format(ledger=ANOTHER)),
            function("case_id", CHANGED.format(ledger="")),
        )
    ]
