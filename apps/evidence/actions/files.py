"""A file's way into the vault, out of it, and away."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import IO
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from prometheus_client import Counter

from apps.accounts.models import User
from apps.core.encryption import CannotDecrypt
from apps.core.failpoints import reach
from apps.evidence import vault
from apps.evidence.actions.locks import lock_bytes
from apps.evidence.actions.queue import queue_first_work
from apps.evidence.actions.quotas import FileRefused, QuotaReached, refuse_past_limits
from apps.evidence.enums import Custody, JobState, Reason
from apps.evidence.models import CustodyEntry, FileJob, StoredFile
from apps.evidence.rules import HEAD, LARGEST_FILE, NotTaken, inspect, media_type_of

__all__ = ["FileRefused", "QuotaReached"]

LONGEST_NAME = 255
NOT_AS_PUT_IN = _("This file cannot be opened: it is not as it was put in. Please tell us.")
DAMAGED = Counter("recourse_evidence_damaged", "Files found not as they were put in")
log = structlog.get_logger()


class FileDamaged(Exception):
    """The bytes are not there or not what was put in; `args[0]` says so to the person who asked."""


class FileInfected(Exception):
    """A scanner found malware in it; `args[0]` says so to the person who asked."""


@transaction.atomic
def store_file(
    *, source: IO[bytes], name: str, belongs_to: UUID | None = None, by: User | None, now: datetime
) -> StoredFile:
    """Take one file, streamed: its type by content, its hash, its bytes encrypted. Raises FileRefused.

    The bytes are on the disk before the row is committed. Bytes whose row never came are removed by the sweep.
    """
    head = source.read(HEAD)
    if not head:
        raise FileRefused(_("This file is empty."))
    media_type = media_type_of(head)
    if not media_type:
        raise FileRefused(_("We take PDF, pictures, e-mails (.eml), text, CSV, Excel and Word; this is none of them."))
    try:
        received = vault.receive(source, first=head, at_most=LARGEST_FILE)
    except vault.TooLarge as error:
        raise FileRefused(_("This file is larger than 50 MB. Please make it smaller or split it.")) from error
    reach("evidence_received")
    try:
        media_type = _looked_into(received, media_type)
        refuse_past_limits(size=received.size, belongs_to=belongs_to, by=by)
    except BaseException:
        vault.forget(received)
        raise
    keep_bytes(received)
    file = StoredFile.objects.create(
        sha256=received.sha256,
        size=received.size,
        media_type=media_type,
        name=plain_name(name),
        stored_at=now,
        stored_by=by,
        belongs_to=belongs_to,
    )
    CustodyEntry.objects.create(file=file, kind=Custody.STORED, at=now, by=by)
    queue_first_work(file=file, by=by, now=now)
    reach("evidence_row_written")
    return file


def _looked_into(received: vault.Received, media_type: str) -> str:
    with vault.open_plain(received) as plain:
        try:
            return inspect(plain, media_type=media_type, size=received.size)
        except NotTaken as error:
            raise FileRefused(*error.args) from error


def keep_bytes(received: vault.Received) -> None:
    """Give received bytes their place, with nobody else at the same ones until the transaction ends."""
    lock_bytes(received.sha256)
    reach("evidence_before_rename")
    vault.keep(received)
    reach("evidence_kept")


def plain_name(name: str) -> str:
    """The last part of a file's name without control characters: a label, never a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[-LONGEST_NAME:] or "file"


@transaction.atomic
def open_file(*, file: StoredFile, warned: bool = False, by: User, now: datetime) -> Iterator[bytes]:
    """The plain bytes, chunk by chunk, and a custody entry that `by` opened the file. Raises FileDamaged, FileInfected.

    Every chunk is read once before the first is handed out, so that a download is whole or is none. `warned` lets its
    owner have an infected file after a page that said so; others never get one.
    """
    if file.is_infected and not warned:
        raise FileInfected(_("A malware scanner found something in this file, so it is not handed out."))
    if not is_whole(file.sha256):
        DAMAGED.inc()
        log.error("evidence_damaged", file=str(file.pk))
        raise FileDamaged(NOT_AS_PUT_IN)
    CustodyEntry.objects.create(file=file, kind=Custody.OPENED, at=now, by=by)
    return vault.read(file.sha256)


def is_whole(digest: str) -> bool:
    """Whether the bytes are there, open with a key we have, and give the hash they gave when they came."""
    found = sha256()
    try:
        for chunk in vault.read(digest):
            found.update(chunk)
    except (FileNotFoundError, CannotDecrypt):
        return False
    return found.hexdigest() == digest


@transaction.atomic
def share_file(*, file: StoredFile, by: User, now: datetime) -> None:
    """Note in the custody log that `by` gave somebody access; to whom is the log of the case."""
    CustodyEntry.objects.create(file=file, kind=Custody.SHARED, at=now, by=by)


@transaction.atomic
def discard_file(*, file: StoredFile, by: User | None, now: datetime) -> None:
    """Take a file out of the vault with what was made from it. Twice is as once.

    The bytes go with the next sweep unless somebody else put the same ones in. Work on it ends first: a worker that
    has just made a copy finds its job closed and leaves no row.
    """
    FileJob.objects.filter(file=file, state__in=[JobState.WAITING, JobState.RUNNING]).update(
        state=JobState.REFUSED, reason=Reason.DISCARDED, finished_at=now, lease_token=None, lease_until=None
    )
    for each in [file, *StoredFile.objects.filter(original=file, discarded_at__isnull=True)]:
        if StoredFile.objects.filter(pk=each.pk, discarded_at__isnull=True).update(discarded_at=now):
            CustodyEntry.objects.create(file=each, kind=Custody.DISCARDED, at=now, by=by)
