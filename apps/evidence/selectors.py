"""Reads of the vault."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.evidence import vault
from apps.evidence.enums import Custody, Making
from apps.evidence.models import CustodyEntry, FileJob, StoredFile, TimeStamp


@dataclass(frozen=True)
class Usage:
    """What somebody keeps in the vault: number of files, bytes."""

    files: int
    bytes: int


def usage_of_person(person: User) -> Usage:
    """What this person put in and asked for, discarded files and share copies apart."""
    return _usage(StoredFile.objects.filter(stored_by=person))


def usage_of(belongs_to: UUID) -> Usage:
    """What was put in for this case or campaign, counted likewise."""
    return _usage(StoredFile.objects.filter(belongs_to=belongs_to))


def _usage(files: "QuerySet[StoredFile]") -> Usage:
    counted = files.filter(discarded_at__isnull=True).exclude(making=Making.SHARE)
    sums = counted.aggregate(files=Count("pk"), bytes=Sum("size"))
    return Usage(sums["files"], sums["bytes"] or 0)


def share_copy_of(file: StoredFile) -> StoredFile | None:
    """The copy of an original that may be given to others, if it is made. Of an infected original there is none."""
    if file.is_infected:
        return None
    return file.derived.filter(making=Making.SHARE, discarded_at__isnull=True).first()


def redacted_copies_of(file: StoredFile) -> "QuerySet[StoredFile]":
    """The redacted copies of an original, the newest first; who made one and when is in it (stored_by, stored_at)."""
    return file.derived.filter(making=Making.REDACTED, discarded_at__isnull=True).order_by("-stored_at")


def copies_of(file: StoredFile) -> "QuerySet[StoredFile]":
    """Every copy of an original that may be handed out. Of an infected original there is none."""
    if file.is_infected:
        return StoredFile.objects.none()
    return file.derived.filter(discarded_at__isnull=True)


def jobs_of(file: StoredFile) -> "QuerySet[FileJob]":
    """The work on an original, open and finished, the oldest first."""
    return file.jobs.select_related("asked_by", "made")


def last_stamp_of(file: StoredFile) -> TimeStamp | None:
    """The newest time stamp over the file."""
    return file.stamps.order_by("-stamped_at").first()


def damaged_files() -> "QuerySet[StoredFile]":
    """Living files whose last check found their bytes changed or gone."""
    return StoredFile.objects.filter(damaged_at__isnull=False, discarded_at__isnull=True).order_by("damaged_at")


def digests_in_vault() -> Iterator[str]:
    """The hash of every blob that should lie in the vault, each once."""
    held = StoredFile.objects.filter(removed_at__isnull=True)
    return held.order_by("sha256").values_list("sha256", flat=True).distinct().iterator()


def is_held(digest: str) -> bool:
    """Whether a row says that these bytes should lie in the vault."""
    return StoredFile.objects.filter(sha256=digest, removed_at__isnull=True).exists()


def digests_without_row(digests: Iterable[str]) -> Iterator[str]:
    """Those of `digests` that no row holds."""
    left = iter(digests)
    while some := list(islice(left, 500)):
        held = StoredFile.objects.filter(sha256__in=some, removed_at__isnull=True).values_list("sha256", flat=True)
        yield from sorted(set(some) - set(held))


def needs_new_key(digest: str) -> bool:
    """Whether the blob was sealed with an older key. Raises FileNotFoundError."""
    return not vault.is_newest_key(digest)


def custody_of(file: StoredFile) -> QuerySet[CustodyEntry]:
    """What happened to an original and to the copies made of it, the first first.

    That a copy was put in says the entry "made" on the original's log already.
    """
    of_copies = Q(file__original=file) & ~Q(kind=Custody.STORED)
    return CustodyEntry.objects.filter(Q(file=file) | of_copies).select_related("by").order_by("at", "id")


def openings_of(files: Iterable[UUID]) -> dict[UUID, int]:
    """How often each of these originals was opened, itself or as a copy; those never opened are not in it."""
    asked = list(files)
    opened = CustodyEntry.objects.filter(Q(file__in=asked) | Q(file__original__in=asked), kind=Custody.OPENED).annotate(
        of=Coalesce("file__original", "file")
    )
    return dict(opened.order_by().values_list("of").annotate(Count("id")))


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
