"""Writes of the record: notes become entries, a day gets its signed head, removed rows leave nothing to read."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import connection, models, transaction

from apps.core.audit import chain, signing
from apps.core.audit.tables import AuditEntry, AuditHead, AuditNote, AuditRemoval
from apps.core.failpoints import reach

LOCK = 0x5245434F_41554454  # an advisory lock of our own: one sealer at a time, whoever comes second goes home
BATCH = 1000


def seal_notes(*, now: datetime, batch: int = BATCH) -> int:
    """Put every note that is committed by now into the chain; returns how many. Two at once do it once.

    Batches are transactions: a sealer that dies leaves whole batches or nothing.
    """
    sealed = 0
    while done := _seal_batch(now, batch):
        sealed += done
        if done < batch:
            break
    return sealed


@transaction.atomic
def _seal_batch(now: datetime, batch: int) -> int:
    if not _is_only_sealer():
        return 0
    notes = list(AuditNote.objects.filter(seq__isnull=True).order_by("id")[:batch])
    last = AuditEntry.objects.order_by("-seq").first()
    seq, previous = (last.seq, bytes(last.hash)) if last else (0, chain.BEGINNING)
    entries = []
    for note in notes:
        seq += 1
        note.seq = seq
        told = {"seq": seq, "table": note.table, "digest": bytes(note.digest), "noted_at": note.noted_at}
        hash_ = chain.link(**told, sealed_at=now, previous=previous)  # type: ignore[arg-type]
        entries.append(AuditEntry(**told, sealed_at=now, previous=previous, hash=hash_))
        previous = hash_
    AuditEntry.objects.bulk_create(entries)
    reach("audit_after_entries")
    _number(notes)
    return len(notes)


def _number(notes: list[AuditNote]) -> None:
    """One statement for all: a CASE with a branch for each note takes many times as long."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE core_auditnote n SET seq = given.seq
            FROM unnest(%s::bigint[], %s::bigint[]) AS given (id, seq) WHERE n.id = given.id
            """,
            [[note.pk for note in notes], [note.seq for note in notes]],
        )


def _is_only_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def sign_head(*, now: datetime) -> AuditHead | None:
    """Sign how the chain ends for the day (UTC) that is over, once; None when it is signed or nothing is sealed yet."""
    day = now.astimezone(UTC).date() - timedelta(days=1)
    last = AuditEntry.objects.order_by("-seq").first()
    if last is None or AuditHead.objects.filter(day=day).exists():
        return None
    head = _signed(day, last, now)
    AuditHead.objects.bulk_create([head], ignore_conflicts=True)  # two at once: the first stands
    return head


def head_of_now(*, now: datetime) -> AuditHead | None:
    """The end of the chain at this moment, signed and not kept: for an operator who wants it elsewhere at once."""
    last = AuditEntry.objects.order_by("-seq").first()
    return _signed(now.astimezone(UTC).date(), last, now) if last else None


def _signed(day: date, last: AuditEntry, now: datetime) -> AuditHead:
    signature = signing.sign(chain.head_text(day, last.seq, bytes(last.hash)))
    return AuditHead(
        day=day, seq=last.seq, hash=last.hash, public_key=signing.public_key(), signature=signature, signed_at=now
    )


@transaction.atomic
def forget_rows(*, model: type[models.Model], keys: Iterable[object], why: str, now: datetime) -> int:
    """Rows of an audited table are being removed for good: their notes go, salt and all, and a removal says so.

    The chain keeps its links; a digest without its salt can be matched with nothing, not even with an old backup.
    """
    notes = AuditNote.objects.filter(table=model._meta.db_table, row__in=[str(key) for key in keys])
    seqs = sorted(seq for seq in notes.values_list("seq", flat=True) if seq is not None)
    gone = notes.delete()[0]
    if seqs:
        AuditRemoval.objects.create(why=why, seqs=seqs, at=now)
    return gone
