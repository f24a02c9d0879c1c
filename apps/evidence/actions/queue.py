"""Asking for work on a file: a row, and a hint to the worker."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.dispatch import enqueue
from apps.evidence.enums import JobKind, JobState, ScanState
from apps.evidence.models import FileJob, StoredFile
from apps.evidence.rules import Box


class NoStampServer(Exception):
    """TSA_URL is not set; `args[0]` says so."""


def queue_first_work(*, file: StoredFile, by: User | None, now: datetime) -> None:
    """What every original gets: a share copy, and scan and stamp where this installation has a server for them."""
    queue_work(file=file, kind=JobKind.SHARE, by=by, now=now)
    if settings.CLAMD_URL:
        queue_scan(file=file, now=now)
    if settings.TSA_URL:
        queue_work(file=file, kind=JobKind.STAMP, by=by, now=now)


def queue_scan(*, file: StoredFile, now: datetime) -> None:
    """Scan an original; nobody in particular asked for it."""
    StoredFile.objects.filter(pk=file.pk, scan_state=ScanState.NOT_SCANNED).update(scan_state=ScanState.WAITING)
    queue_work(file=file, kind=JobKind.SCAN, by=None, now=now)


def queue_work(
    *, file: StoredFile, kind: JobKind, boxes: list[Box] | None = None, by: User | None, now: datetime
) -> FileJob:
    """A new piece of work; of each kind but redactions a file has one, and asking again gives that one."""
    rows = [box.as_json() for box in boxes or []]
    values = {"boxes": rows, "asked_at": now, "asked_by": by, "next_attempt_at": now}
    if kind == JobKind.REDACTION:
        job = FileJob.objects.create(file=file, kind=kind, **values)
    else:
        job, _new = FileJob.objects.get_or_create(file=file, kind=kind, defaults=values)
    enqueue("evidence.work")
    return job


@transaction.atomic
def request_stamp(*, file: StoredFile, by: User, now: datetime) -> FileJob:
    """Ask the time stamp server about a file that has no stamp yet. Raises NoStampServer."""
    if not settings.TSA_URL:
        raise NoStampServer(_("This installation has no time stamp server."))
    return queue_work(file=file, kind=JobKind.STAMP, by=by, now=now)


@transaction.atomic
def try_again(*, job: FileJob, by: User, now: datetime) -> bool:
    """Start a failed job from the beginning; whether it was one."""
    moved = FileJob.objects.filter(pk=job.pk, state=JobState.FAILED, file__discarded_at=None).update(
        state=JobState.WAITING, attempts=0, reason="", asked_by=by, next_attempt_at=now, finished_at=None
    )
    if moved and job.kind == JobKind.SCAN:
        StoredFile.objects.filter(pk=job.file_id).update(scan_state=ScanState.WAITING)
    if moved:
        enqueue("evidence.work")
    return bool(moved)
