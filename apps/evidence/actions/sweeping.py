"""Bytes that nobody needs any more, or that never got their row."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from apps.evidence import vault
from apps.evidence.actions.locks import try_lock_bytes
from apps.evidence.models import StoredFile
from apps.evidence.selectors import digests_without_row, is_held

HALF_DONE_FOR = timedelta(hours=1)  # an upload is on its way into the vault for seconds
# An upload holds the lock of its bytes until its row is committed, so an hour would do here too; a day leaves time to
# notice that a database was restored without what came after its backup.
WITHOUT_ROW_FOR = timedelta(days=1)
log = structlog.get_logger()


def sweep_files(*, at_most: int = 500, now: datetime) -> int:
    """Remove the bytes of discarded files that no living row shares; returns how many files were settled."""
    due = StoredFile.objects.filter(discarded_at__isnull=False, removed_at__isnull=True).order_by("discarded_at")
    return sum(_settle(file, now) for file in due[:at_most])


@transaction.atomic
def _settle(file: StoredFile, now: datetime) -> int:
    if not try_lock_bytes(file.sha256):
        return 0  # somebody is putting the same bytes in: the next sweep
    if not StoredFile.objects.filter(sha256=file.sha256, discarded_at__isnull=True).exists():
        vault.remove(file.sha256)
    return StoredFile.objects.filter(pk=file.pk, removed_at__isnull=True).update(removed_at=now)


def sweep_leftovers(*, at_most: int = 500, now: datetime) -> int:
    """Remove what a power cut or a killed process left: temporary files, and bytes whose row was never committed."""
    gone = vault.remove_half_done(before=now - HALF_DONE_FOR)
    orphans = digests_without_row(vault.digests_on_disk(before=now - WITHOUT_ROW_FOR))
    for number, digest in enumerate(orphans, 1):
        gone += _remove_orphan(digest)
        if number == at_most:
            break
    if gone:
        log.warning("evidence_leftovers_removed", count=gone)
    return gone


@transaction.atomic
def _remove_orphan(digest: str) -> int:
    """Under the lock nobody is between the bytes' rename and the commit of their row: no row means none comes."""
    if not try_lock_bytes(digest) or is_held(digest):
        return 0
    vault.remove(digest)
    return 1
