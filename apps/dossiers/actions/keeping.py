"""A made dossier becomes files of the vault, in one transaction with its row and the message."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.dossiers.actions.sweeping import KEPT, MOST_KEPT, throw_away
from apps.dossiers.enums import DossierState
from apps.dossiers.models import Dossier
from apps.dossiers.paper.chapters import file_name
from apps.dossiers.selectors import Exhibit
from apps.evidence import vault
from apps.evidence.actions.files import keep_bytes
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind


@dataclass(frozen=True)
class Made:
    """The bytes of a PDF and of its manifest as they came in, and what is in them."""

    whole: vault.Received
    listed: vault.Received
    pages: int
    exhibits: list[Exhibit]
    last_event_at: datetime | None


@transaction.atomic
def keep_made(*, dossier: Dossier, token: uuid.UUID, made: Made, now: datetime) -> bool:
    """Keep the bytes and say that it is ready; False where it was cancelled or is another worker's by now."""
    mine = Dossier.objects.select_for_update(of=("self",)).filter(pk=dossier.pk, state=DossierState.RUNNING)
    row = mine.filter(lease_token=token).select_related("case__owner", "asked_by").first()
    if row is None:
        return False
    row.file = _kept(made.whole, "application/pdf", file_name(row, "pdf"), now)
    row.manifest = _kept(made.listed, "application/json", file_name(row, "manifest.json"), now)
    row.state, row.sha256 = DossierState.READY, made.whole.sha256
    row.pages, row.exhibits, row.last_event_at = made.pages, len(made.exhibits), made.last_event_at
    row.ready_at, row.expires_at = now, now + KEPT
    row.done, row.lease_token, row.lease_until = row.total, None, None
    row.save()  # the row is locked
    _note_exhibits(made.exhibits, by=row.asked_by, now=now)
    _throw_away_oldest(row, now)
    _tell(row, now)
    return True


def _kept(received: vault.Received, media_type: str, name: str, now: datetime) -> StoredFile:
    """Nobody's upload: it counts for no limit and goes with its dossier."""
    keep_bytes(received)
    file = StoredFile.objects.create(
        sha256=received.sha256, size=received.size, media_type=media_type, name=name, stored_at=now
    )
    CustodyEntry.objects.create(file=file, kind=Custody.STORED, at=now)
    return file


def _note_exhibits(exhibits: list[Exhibit], *, by: User, now: datetime) -> None:
    there = [exhibit.file for exhibit in exhibits if not exhibit.file.discarded_at]
    CustodyEntry.objects.bulk_create(CustodyEntry(file=file, kind=Custody.BOUND, at=now, by=by) for file in there)


def _throw_away_oldest(dossier: Dossier, now: datetime) -> None:
    ready = Dossier.objects.filter(case=dossier.case_id, state=DossierState.READY)
    for old in ready.select_related("file", "manifest").order_by(F("ready_at").desc(), "-asked_at")[MOST_KEPT:]:
        throw_away(old, by=None, now=now)


def _tell(dossier: Dossier, now: datetime) -> None:
    owner = dossier.case.owner
    if owner and owner.is_active:
        facts = {"reference": dossier.case.reference, "case_id": str(dossier.case_id)}
        queue_message(
            kind=MessageKind.DOSSIER_READY, to=owner, dedupe_key=f"dossier:{dossier.pk}", facts=facts, now=now
        )
