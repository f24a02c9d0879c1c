"""Every byte of the vault is read again and hashed: what changed on the disk is found before somebody needs it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import F, Q

from apps.evidence.actions.files import DAMAGED, is_whole
from apps.evidence.actions.locks import lock_bytes
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile
from apps.evidence.rules import CHECK_EVERY

log = structlog.get_logger()
Clock = Callable[[], datetime]


def check_files(
    *, not_since: datetime | None = None, limit: int = 500, seconds: float = 60, clock: Clock
) -> Counter[str]:
    """Check what was not checked since that moment (30 days ago), the longest ago first: how many whole, how many not.

    At most `limit` blobs, begun within `seconds`. Files that share their bytes are checked together.
    """
    started = clock()
    before = not_since or started - CHECK_EVERY
    done: Counter[str] = Counter()
    while done.total() < limit and (clock() - started).total_seconds() < seconds:
        digest = _next_digest(before)
        if digest is None:
            break
        done[_check(digest, clock())] += 1
    return +done


def _next_digest(before: datetime) -> str | None:
    due = StoredFile.objects.filter(
        Q(checked_at=None) | Q(checked_at__lt=before), removed_at__isnull=True, discarded_at__isnull=True
    )
    return due.order_by(F("checked_at").asc(nulls_first=True)).values_list("sha256", flat=True).first()


@transaction.atomic
def _check(digest: str, now: datetime) -> str:
    lock_bytes(digest)  # a sweep or a change of key waits meanwhile
    files = list(StoredFile.objects.filter(sha256=digest, discarded_at__isnull=True))
    if not files:
        return "gone"
    whole = is_whole(digest)
    if not whole:
        DAMAGED.inc(len(files))
        log.error("evidence_damaged", files=[str(file.pk) for file in files])
    for file in files:
        StoredFile.objects.filter(pk=file.pk).update(
            checked_at=now, damaged_at=None if whole else file.damaged_at or now
        )
        kind = Custody.CHECKED if whole else Custody.DAMAGED
        CustodyEntry.objects.create(file=file, kind=kind, at=now)
    return "whole" if whole else "damaged"
