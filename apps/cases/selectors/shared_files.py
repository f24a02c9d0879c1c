"""Which copies of a case's files a reader is handed; never an original."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from apps.accounts.models import User
from apps.cases.models import Case, CaseFile
from apps.cases.selectors.grants import evidence_visible_to
from apps.evidence.enums import Making
from apps.evidence.models import StoredFile


@dataclass(frozen=True)
class SharedFile:
    """A file of a case and the copy of it that readers get; None: there is no copy that could be given."""

    entry: CaseFile
    copy: StoredFile | None


def shared_files(case: Case, reader: User, *, now: datetime) -> list[SharedFile]:
    """The files this reader may have, with their copies: the newest redacted one, else the share copy."""
    return with_copies(evidence_visible_to(case, reader, now=now))


def with_copies(entries: QuerySet[CaseFile]) -> list[SharedFile]:
    """The same for files that were chosen by right already. Two queries, however many files."""
    derived = StoredFile.objects.filter(discarded_at__isnull=True).order_by("-stored_at")
    found = entries.prefetch_related(Prefetch("file__derived", queryset=derived, to_attr="copies"))
    return [SharedFile(entry, _given_of(entry.file)) for entry in found]


def _given_of(file: StoredFile) -> StoredFile | None:
    """Of an infected or discarded original nothing is given."""
    if file.is_infected or file.discarded_at:
        return None
    copies: list[StoredFile] = file.copies  # type: ignore[attr-defined]
    redacted = (copy for copy in copies if copy.making == Making.REDACTED)
    shared = (copy for copy in copies if copy.making == Making.SHARE)
    return next(redacted, None) or next(shared, None)
