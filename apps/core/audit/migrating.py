"""SQL for migrations. What a released migration calls is never changed, only added to."""

from django.db.migrations import RunSQL

DIGEST = RunSQL(
    """
    CREATE FUNCTION recourse_row_digest(salt bytea, content anyelement, columns text) RETURNS bytea
    LANGUAGE sql STABLE SET timezone TO 'UTC' AS $$
        SELECT sha256(salt || convert_to((
            SELECT jsonb_object_agg(name, to_jsonb(content) -> name) FROM unnest(string_to_array(columns, ',')) AS name
        )::text, 'UTF8'))
    $$;
    """,
    "DROP FUNCTION recourse_row_digest(bytea, anyelement, text);",
)


def note_existing(table: str, key: str, columns: str) -> RunSQL:
    """Notes for the rows that were there before the trigger, in their order: from today they are in the record."""
    return RunSQL(
        f"""
        INSERT INTO core_auditnote ("table", "row", "columns", salt, digest, noted_at)
        SELECT '{table}', t.{key}::text, '{columns}', fresh.salt,
               recourse_row_digest(fresh.salt, t, '{columns}'), clock_timestamp()
        FROM {table} t CROSS JOIN LATERAL (SELECT t.{key}, uuid_send(gen_random_uuid()) AS salt) AS fresh
        ORDER BY t.{key}
        """,  # noqa: S608  names written in the migration
        RunSQL.noop,
    )
