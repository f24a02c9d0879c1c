"""Writes of the vault. Every step leaves a custody entry."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import IO

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.encryption import CannotDecrypt
from apps.evidence import vault
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile
from apps.evidence.rules import HEAD, LARGEST_FILE, media_type_of

LONGEST_NAME = 255


class FileRefused(Exception):
    """The vault does not take this file; `args[0]` says why to the person who gave it."""


class FileDamaged(Exception):
    """The bytes are not there or not what was put in; `args[0]` says so to the person who asked."""


@transaction.atomic
def store_file(*, source: IO[bytes], name: str, by: User | None, now: datetime) -> StoredFile:
    """Take one file, streamed: its type by content, its hash, its bytes encrypted. Raises FileRefused.

    The bytes are on the disk before the row is committed; bytes without a row are removed by `sweep_files`.
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
    _lock_bytes(received.sha256)
    vault.keep(received)
    file = StoredFile.objects.create(
        sha256=received.sha256,
        size=received.size,
        media_type=media_type,
        name=plain_name(name),
        stored_at=now,
        stored_by=by,
    )
    CustodyEntry.objects.create(file=file, kind=Custody.STORED, at=now, by=by)
    return file


def plain_name(name: str) -> str:
    """The last part of a file's name without control characters: a label, never a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[-LONGEST_NAME:] or "file"


@transaction.atomic
def open_file(*, file: StoredFile, by: User, now: datetime) -> Iterator[bytes]:
    """The plain bytes, chunk by chunk, and a custody entry that `by` opened the file. Raises FileDamaged.

    Every chunk is read once before the first is handed out, so that a download is whole or is none.
    """
    try:
        digest = sha256()
        for chunk in vault.read(file.sha256):
            digest.update(chunk)
    except (FileNotFoundError, CannotDecrypt) as error:
        raise FileDamaged(_("This file cannot be opened: it is not as it was put in. Please tell us.")) from error
    if digest.hexdigest() != file.sha256:
        raise FileDamaged(_("This file cannot be opened: it is not as it was put in. Please tell us."))
    CustodyEntry.objects.create(file=file, kind=Custody.OPENED, at=now, by=by)
    return vault.read(file.sha256)


@transaction.atomic
def discard_file(*, file: StoredFile, by: User | None, now: datetime) -> None:
    """Take a file out of the vault. Its bytes go with the next sweep unless somebody else put the same ones in."""
    if StoredFile.objects.filter(pk=file.pk, discarded_at__isnull=True).update(discarded_at=now):
        CustodyEntry.objects.create(file=file, kind=Custody.DISCARDED, at=now, by=by)


@transaction.atomic
def sweep_files(*, at_most: int = 500, now: datetime) -> int:
    """Remove the bytes of discarded files that no living row shares; returns how many files were settled."""
    due = StoredFile.objects.filter(discarded_at__isnull=False, removed_at__isnull=True)[:at_most]
    settled = 0
    for file in due:
        _lock_bytes(file.sha256)
        if not StoredFile.objects.filter(sha256=file.sha256, discarded_at__isnull=True).exists():
            vault.remove(file.sha256)
        settled += StoredFile.objects.filter(pk=file.pk, removed_at__isnull=True).update(removed_at=now)
    return settled


@transaction.atomic
def renew_encryption(*, digest: str) -> bool:
    """Seal the bytes with the newest key unless they are already; whether they were. Raises FileDamaged."""
    _lock_bytes(digest)
    try:
        if vault.is_newest_key(digest):
            return False
        vault.reseal(digest)
    except (FileNotFoundError, CannotDecrypt) as error:
        raise FileDamaged(_("This file cannot be opened: it is not as it was put in. Please tell us.")) from error
    return True


def _lock_bytes(digest: str) -> None:
    """Until the transaction ends nobody else stores or removes these bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
