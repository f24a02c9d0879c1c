"""Share copies and redacted copies: drawn anew in the workshop, kept as files of their own."""

from datetime import datetime

import structlog

from apps.core.encryption import CannotDecrypt
from apps.core.failpoints import reach
from apps.evidence import sandbox, vault
from apps.evidence.actions.files import DAMAGED, keep_bytes
from apps.evidence.actions.outcomes import Done, Later, Outcome, Refused
from apps.evidence.enums import Custody, JobKind, Making, Reason
from apps.evidence.models import CustodyEntry, FileJob, StoredFile
from apps.evidence.rules import DRAWN, HEAD, TEXTS

LARGEST_COPY = 200 * 1024 * 1024  # bytes; pages as pictures may be larger than what they were drawn from
ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/plain": "txt",
    "text/csv": "csv",
}
log = structlog.get_logger()


def make_copy(job: FileJob) -> Outcome:
    """Draw the copy a job asks for and put its bytes on the disk; the row comes with the job's end."""
    file = job.file
    if file.is_infected:
        return Refused(Reason.INFECTED)
    if file.media_type not in DRAWN | TEXTS:
        return Refused(Reason.NO_PAGES)
    try:
        with sandbox.worked(file, "copy", boxes=job.boxes) as made:
            log.info("copy_drawn", file=str(file.pk), refused=made.refused, peak=made.peak)
            if made.refused:
                return Refused(Reason(made.refused))
            received = vault.receive(made.content, first=made.content.read(HEAD), at_most=LARGEST_COPY)
    except sandbox.Crashed:
        return Later(Reason.TOO_DEMANDING)
    except (FileNotFoundError, CannotDecrypt):
        DAMAGED.inc()
        log.error("evidence_damaged", file=str(file.pk))
        return Refused(Reason.DAMAGED)
    reach("copy_received")

    def record(now: datetime) -> StoredFile:
        return _keep_copy(job, received, made.media_type, made.pages, now)

    return Done(record, clean_up=lambda: vault.forget(received))


def _keep_copy(job: FileJob, received: vault.Received, media_type: str, pages: int | None, now: datetime) -> StoredFile:
    original = job.file
    redacted = job.kind == JobKind.REDACTION
    keep_bytes(received)
    copy = StoredFile.objects.create(
        sha256=received.sha256,
        size=received.size,
        media_type=media_type,
        name=_name_of_copy(original.name, media_type),
        stored_at=now,
        stored_by=job.asked_by,
        belongs_to=original.belongs_to,
        making=Making.REDACTED if redacted else Making.SHARE,
        original=original,
        pages=pages,
    )
    if pages is not None:
        StoredFile.objects.filter(pk=original.pk).update(pages=pages)
    kind = Custody.REDACTED if redacted else Custody.COPIED
    CustodyEntry.objects.create(file=copy, kind=Custody.STORED, at=now, by=job.asked_by)
    CustodyEntry.objects.create(file=original, kind=kind, at=now, by=job.asked_by, made=copy)
    return copy


def _name_of_copy(name: str, media_type: str) -> str:
    """The original's name with the ending of what the copy is."""
    stem, dot, ending = name.rpartition(".")
    stem = stem if dot and len(ending) <= 5 else name
    return f"{stem or 'file'}.{ENDINGS[media_type]}"
