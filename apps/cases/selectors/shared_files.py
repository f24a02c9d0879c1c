"""Which copies of a case's files a reader is handed; never an original."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db.models import Prefetch, QuerySet

from apps.accounts.models import User
from apps.cases.enums import Scope
from apps.cases.models import Case, CaseFile
from apps.cases.rules import covers
from apps.cases.selectors.grants import evidence_visible_to, scope_for
from apps.evidence.enums import Making
from apps.evidence.models import StoredFile

log = structlog.get_logger()


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
    return [SharedFile(entry, copy_of(entry.file)) for entry in prepared_for_copies(entries)]


def prepared_for_copies(entries: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Files as `copy_of` wants them: what was made of each is fetched with them."""
    derived = StoredFile.objects.filter(discarded_at__isnull=True).order_by("-stored_at")
    return entries.prefetch_related(Prefetch("file__derived", queryset=derived, to_attr="copies"))


def copy_of(file: StoredFile) -> StoredFile | None:
    """The copy readers get of a file; None of an infected or discarded original, or while there is none."""
    if file.is_infected or file.discarded_at:
        return None
    copies: list[StoredFile] = file.copies  # type: ignore[attr-defined]
    redacted = (copy for copy in copies if copy.making == Making.REDACTED)
    shared = (copy for copy in copies if copy.making == Making.SHARE)
    return next(redacted, None) or next(shared, None)


def while_allowed(
    chunks: Iterator[bytes], case: Case, reader: User, *, clock: Callable[[], datetime]
) -> Iterator[bytes]:
    """The pieces of a file as long as the reader may have them; `clock` is asked before each.

    Once they may not, it ends: shorter than announced, so that the download fails instead of being taken for the file.
    """
    for chunk in chunks:
        if not covers(scope_for(case, reader, now=clock()), Scope.EVIDENCE):
            log.info("download_ended_by_revoke")
            return
        yield chunk
