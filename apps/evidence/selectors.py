"""Reads of the vault."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Count, QuerySet

from apps.evidence import vault
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile


def digests_in_vault() -> Iterator[str]:
    """The hash of every blob that should lie in the vault, each once."""
    held = StoredFile.objects.filter(removed_at__isnull=True)
    return held.order_by("sha256").values_list("sha256", flat=True).distinct().iterator()


def needs_new_key(digest: str) -> bool:
    """Whether the blob was sealed with an older key. Raises FileNotFoundError."""
    return not vault.is_newest_key(digest)


def custody_of(file: StoredFile) -> QuerySet[CustodyEntry]:
    """What happened to a file, the first first."""
    return file.custody.select_related("by").order_by("at", "id")


def openings_of(files: Iterable[UUID]) -> dict[UUID, int]:
    """How often each of these files was opened; those never opened are not in it."""
    opened = CustodyEntry.objects.filter(file__in=list(files), kind=Custody.OPENED)
    return dict(opened.order_by().values_list("file").annotate(Count("id")))


def first_bytes(file: StoredFile, at_most: int) -> bytes:
    """The beginning of a file, for a program of ours that reads it; no person has opened it by that.

    Raises FileNotFoundError, or CannotDecrypt where the bytes were changed.
    """
    held = b""
    for chunk in vault.read(file.sha256):
        held += chunk
        if len(held) >= at_most:
            break
    return held[:at_most]
