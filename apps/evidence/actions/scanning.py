"""Malware scans of originals, by a scanner that the operator may have set up."""

from datetime import datetime
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction

from apps.core.encryption import CannotDecrypt
from apps.evidence import clamd, vault
from apps.evidence.actions.outcomes import Done, Later, Outcome, Refused
from apps.evidence.actions.queue import queue_scan
from apps.evidence.enums import Custody, JobKind, Making, Reason, ScanState
from apps.evidence.models import CustodyEntry, FileJob, StoredFile

log = structlog.get_logger()


def scan_file(job: FileJob) -> Outcome:
    """Send the file to the scanner and hear its verdict."""
    failed = partial(_note, job.file, ScanState.FAILED, "", "")
    if not settings.CLAMD_URL:
        return Refused(Reason.SCANNER_AWAY, partial(_note_not_scanned, job.file))
    try:
        verdict = clamd.scan(vault.read(job.file.sha256), settings.CLAMD_URL)
    except clamd.ScannerAway:
        return Later(Reason.SCANNER_AWAY, failed)
    except clamd.ScannerRefused as error:
        log.warning("scan_refused", file=str(job.file_id), words=error.args[0])
        return Refused(Reason.SCANNER_REFUSED, failed)
    except (FileNotFoundError, CannotDecrypt):
        return Refused(Reason.DAMAGED, failed)
    if verdict.found:
        log.warning("malware_found", file=str(job.file_id), found=verdict.found)
    state = ScanState.INFECTED if verdict.found else ScanState.CLEAN
    return Done(partial(_note, job.file, state, verdict.found, verdict.engine))


def _note(file: StoredFile, state: ScanState, found: str, engine: str, now: datetime) -> None:
    StoredFile.objects.filter(pk=file.pk).update(
        scan_state=state, scanned_at=now, scan_engine=engine[:200], scan_found=found[:200]
    )
    detail = "; ".join(part for part in (state.value, found, engine) if part)
    CustodyEntry.objects.create(file=file, kind=Custody.SCANNED, at=now, detail=detail[:200])


def _note_not_scanned(file: StoredFile, now: datetime) -> None:
    """The scanner was taken away in the meantime."""
    StoredFile.objects.filter(pk=file.pk).update(scan_state=ScanState.NOT_SCANNED)


@transaction.atomic
def queue_unscanned(*, at_most: int = 500, now: datetime) -> int:
    """Queue what came before there was a scanner; how many. Nothing without one."""
    if not settings.CLAMD_URL:
        return 0
    unscanned = StoredFile.objects.filter(
        making=Making.ORIGINAL, scan_state=ScanState.NOT_SCANNED, discarded_at__isnull=True
    ).exclude(jobs__kind=JobKind.SCAN)
    files = list(unscanned[:at_most])
    for file in files:
        queue_scan(file=file, now=now)
    return len(files)
