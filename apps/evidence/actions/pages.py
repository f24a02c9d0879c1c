"""Pages of a file to look at, and copies on which something is painted over."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.encryption import CannotDecrypt
from apps.evidence import sandbox
from apps.evidence.actions.files import NOT_AS_PUT_IN, FileDamaged
from apps.evidence.actions.queue import queue_work
from apps.evidence.actions.quotas import refuse_past_limits
from apps.evidence.enums import Custody, JobKind, Reason
from apps.evidence.models import CustodyEntry, FileJob, StoredFile
from apps.evidence.rules import DRAWN, NotABox, boxes_from

WIDTH = 1200  # pixels of a page on a screen
PATIENCE = 20  # seconds somebody waits for a page
ONE_LOOK = timedelta(minutes=10)  # pages turned within it are one opening of the file


class CannotRedact(Exception):
    """No redacted copy can be made of this with these boxes; `args[0]` says why."""


class PageNotShown(Exception):
    """There is no picture of this page; `args[0]` says why."""


@transaction.atomic
def redact_file(*, original: StoredFile, boxes: Iterable[Mapping[str, object]], by: User, now: datetime) -> FileJob:
    """Ask for a copy of the original on which the boxes are black and nothing lies beneath. Raises CannotRedact.

    The original stays as it is. The copy counts for the limits; QuotaReached is raised like at an upload.
    """
    current = StoredFile.objects.select_for_update().get(pk=original.pk)
    if not current.is_original or current.discarded_at is not None:
        raise CannotRedact(Reason.DISCARDED.label if current.discarded_at else _("Redact the original, not a copy."))
    if current.media_type not in DRAWN:
        raise CannotRedact(Reason.NOT_DRAWN.label)
    if current.is_infected:
        raise CannotRedact(Reason.INFECTED.label)
    try:
        drawn = boxes_from(boxes)
    except NotABox as error:
        raise CannotRedact(*error.args) from error
    if current.pages is not None and any(box.page > current.pages for box in drawn):
        raise CannotRedact(Reason.NO_SUCH_PAGE.label)
    refuse_past_limits(size=current.size, belongs_to=current.belongs_to, by=by)
    return queue_work(file=current, kind=JobKind.REDACTION, boxes=drawn, by=by, now=now)


def page_image(*, file: StoredFile, page: int, by: User, now: datetime) -> bytes:
    """A JPEG of one page, as the share copy shows it. Raises PageNotShown, FileDamaged.

    The custody log has one opening for all pages turned within ten minutes.
    """
    if file.media_type not in DRAWN:
        raise PageNotShown(Reason.NOT_DRAWN.label)
    try:
        with sandbox.worked(file, "page", seconds=PATIENCE, page=page, width=WIDTH) as made:
            if made.refused:
                raise PageNotShown(Reason(made.refused).label)
            picture = made.content.read()
    except sandbox.Crashed as error:
        raise PageNotShown(Reason.TOO_DEMANDING.label) from error
    except (FileNotFoundError, CannotDecrypt) as error:
        raise FileDamaged(NOT_AS_PUT_IN) from error
    _note_look(file, by, now)
    return picture


@transaction.atomic
def _note_look(file: StoredFile, by: User, now: datetime) -> None:
    lately = CustodyEntry.objects.filter(file=file, kind=Custody.OPENED, by=by, at__gt=now - ONE_LOOK)
    if not lately.exists():
        CustodyEntry.objects.create(file=file, kind=Custody.OPENED, at=now, by=by)
