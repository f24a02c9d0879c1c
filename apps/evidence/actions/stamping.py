"""Time stamps over originals, by a server that the operator may have named."""

from datetime import datetime
from functools import partial

import structlog
from django.conf import settings

from apps.core.encryption import CannotDecrypt
from apps.evidence import tsa, vault
from apps.evidence.actions.outcomes import Done, Later, Outcome, Refused
from apps.evidence.enums import Custody, Reason
from apps.evidence.models import CustodyEntry, FileJob, TimeStamp

log = structlog.get_logger()


def stamp_file(job: FileJob) -> Outcome:
    """Ask for a stamp, verify it, keep it. Only the SHA-256 leaves the house."""
    if not settings.TSA_URL:
        return Refused(Reason.STAMP_AWAY)
    try:
        content = b"".join(vault.read(job.file.sha256))
        stamp = tsa.stamp(content, url=settings.TSA_URL, certificates=settings.TSA_CERTIFICATES)
    except tsa.ServerAway:
        return Later(Reason.STAMP_AWAY)
    except tsa.StampRefused as error:
        log.warning("time_stamp_refused", file=str(job.file_id), why=error.args[0])
        return Later(Reason.STAMP_REFUSED)
    except (FileNotFoundError, CannotDecrypt):
        return Refused(Reason.DAMAGED)
    return Done(partial(_keep, job, stamp))


def _keep(job: FileJob, stamp: tsa.Stamp, now: datetime) -> None:
    TimeStamp.objects.create(
        file=job.file, stamped_at=stamp.at, server=settings.TSA_URL[:200], response=stamp.response, received_at=now
    )
    CustodyEntry.objects.create(
        file=job.file, kind=Custody.STAMPED, at=now, by=job.asked_by, detail=stamp.at.isoformat()
    )
