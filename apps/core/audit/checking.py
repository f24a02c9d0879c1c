"""Reads of the record: is everything as it was written? Every finding says which entry, row or head is not."""

from collections.abc import Iterator
from datetime import date, datetime

import pgtrigger
from django.apps import apps
from django.db import connection, models

from apps.core.audit import chain, signing
from apps.core.audit.chain import Finding, Link
from apps.core.audit.tables import AuditEntry, AuditHead, AuditNote
from apps.core.guards import AUDITED

FINDINGS = {
    "entry_changed": "an entry of the chain was changed",
    "entry_missing": "an entry of the chain was removed",
    "entry_moved": "an entry does not follow the one before it: exchanged, or put in between",
    "head_forged": "the signature of a head is not right, or not by a key of ours",
    "head_elsewhere": "the chain does not go through a signed head: it was rewritten or cut off",
    "kept_elsewhere": "the chain does not go through a head that you kept",
    "note_changed": "a note does not say what was sealed",
    "note_missing": "a row was removed together with its note, and no removal says so",
    "row_changed": "a row is not as it was written",
    "row_missing": "a row was removed",
    "row_unnoted": "a row was put in without a note",
}


def audited_models() -> list[type[models.Model]]:
    """Every table whose rows are in the record."""
    audited = {model._meta.label for model, trigger in pgtrigger.registered() if trigger.name == AUDITED}
    return [model for model in apps.get_models() if model._meta.label in audited]


def check_all(*, since: date | None = None, kept: list[Link] | None = None) -> Iterator[Finding]:
    """Everything that is not as it was written; nothing when all is well.

    `since`: begin at the last head signed on or before that day, and trust what lies behind it. `kept`: heads that were
    kept elsewhere, as links of which `seq` and `hash` count.
    """
    start = AuditHead.objects.filter(day__lte=since).order_by("-day").first() if since else None
    after, before = (start.seq, bytes(start.hash)) if start else (0, chain.BEGINNING)
    yield from chain.broken_links(_links(after), after=after, hash_before=before)
    yield from _heads(since)
    yield from _kept(kept or [])
    yield from _notes()
    for model in audited_models():
        yield from _rows(model)


def count_sealed() -> int:
    """Length of the chain."""
    return AuditEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def count_unsealed() -> int:
    """Notes that wait for the next sealing."""
    return AuditNote.objects.filter(seq__isnull=True).count()


def newest_heads(number: int = 30) -> list[AuditHead]:
    """The heads signed last, the newest first."""
    return list(AuditHead.objects.order_by("-day")[:number])


def _links(after: int) -> Iterator[Link]:
    columns = ("seq", "table", "digest", "noted_at", "sealed_at", "previous", "hash")
    rows = AuditEntry.objects.filter(seq__gt=after).order_by("seq").values_list(*columns)
    for seq, table, digest, noted_at, sealed_at, previous, hash_ in rows.iterator(chunk_size=5000):
        yield Link(seq, table, bytes(digest), noted_at, sealed_at, bytes(previous), bytes(hash_))


def _heads(since: date | None) -> Iterator[Finding]:
    heads = AuditHead.objects.order_by("day")
    known = signing.known_keys()
    for head in heads.filter(day__gte=since) if since else heads:
        text = chain.head_text(head.day, head.seq, bytes(head.hash))
        by = bytes(head.public_key)
        if by not in known or not signing.is_signed(text, signature=bytes(head.signature), by=by):
            yield Finding("head_forged", seq=head.seq, day=head.day)
        if _hash_at(head.seq) != bytes(head.hash):
            yield Finding("head_elsewhere", seq=head.seq, day=head.day)


def _kept(kept: list[Link]) -> Iterator[Finding]:
    return (Finding("kept_elsewhere", seq=head.seq) for head in kept if _hash_at(head.seq) != head.hash)


def _hash_at(seq: int) -> bytes:
    found = AuditEntry.objects.filter(seq=seq).values_list("hash", flat=True).first()
    return bytes(found or b"")


def _notes() -> Iterator[Finding]:
    """Every entry has its note, unless a removal names it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.seq, e."table", n.id IS NULL FROM core_auditentry e LEFT JOIN core_auditnote n ON n.seq = e.seq
            WHERE (n.id IS NULL AND NOT EXISTS (SELECT FROM core_auditremoval r WHERE e.seq = ANY (r.seqs)))
               OR n.digest <> e.digest OR n."table" <> e."table" OR n.noted_at <> e.noted_at
            ORDER BY e.seq
            """
        )
        for seq, table, is_missing in cursor.fetchall():
            yield Finding("note_missing" if is_missing else "note_changed", seq=seq, table=table)


def _rows(model: type[models.Model]) -> Iterator[Finding]:
    """Rows of one table against their notes, both ways."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT n.seq, coalesce(n."row", t.{key}::text),
                   CASE WHEN n.id IS NULL THEN 'row_unnoted' WHEN t.{key} IS NULL THEN 'row_missing'
                        ELSE 'row_changed' END
            FROM {table} t FULL JOIN (SELECT * FROM core_auditnote WHERE "table" = %s) n ON n."row" = t.{key}::text
            WHERE n.id IS NULL OR t.{key} IS NULL OR n.digest <> recourse_row_digest(n.salt, t, n.columns)
            ORDER BY 1, 2
            """,  # noqa: S608  names of our own tables
            [table],
        )
        for seq, row, what in cursor.fetchall():
            yield Finding(what, seq=seq, table=table, row=row)


def link_kept(seq: int, hash_: bytes, moment: datetime) -> Link:
    """A head kept elsewhere, for `check_all`."""
    return Link(seq, "", b"", moment, moment, b"", hash_)
