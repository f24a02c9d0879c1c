"""A copy of everything somebody has here: asked for, made by a worker, kept seven days in the vault, then gone.

A worker claims the row for ten minutes and renews with every file; one that dies leaves a lease that runs out, and
bytes without a row, which the vault's sweep removes.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, cast

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation

from apps.accounts.models import User
from apps.core.dispatch import enqueue
from apps.core.failpoints import reach
from apps.evidence import vault
from apps.evidence.actions import FileDamaged, FileInfected, discard_file, open_file
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind
from apps.privacy.enums import OPEN_EXPORTS, ExportState
from apps.privacy.models import Export
from apps.privacy.rules.archive import Archive, Member, safe_name
from apps.privacy.rules.periods import COPIES
from apps.privacy.selectors.copies import Original, copy_of, originals_of
from apps.privacy.selectors.holdings import HOLDINGS

LEASE = timedelta(minutes=10)
KEPT = COPIES
MOST_ATTEMPTS = 4
LARGEST = 1024**4  # bytes: what can be put in is limited, so what can be taken along need not be
README = Path(__file__).parent.parent / "readme.txt"
Clock = Callable[[], datetime]
log = structlog.get_logger()


class LeaseLost(Exception):
    """Another worker makes this copy by now."""


@dataclass(frozen=True)
class Claim:
    """A copy and the token that proves whose turn it is."""

    export: Export
    token: uuid.UUID


@transaction.atomic
def request_export(*, by: User, now: datetime) -> Export:
    """Ask for a copy of everything of `by`. While one is being made, that one is meant; an older one is thrown away."""
    for old in Export.objects.filter(owner=by, state=ExportState.READY):
        _throw_away(old, now)
    Export.objects.bulk_create([Export(owner=by, asked_at=now)], ignore_conflicts=True)
    enqueue("privacy.make_exports")
    return Export.objects.get(owner=by, state__in=OPEN_EXPORTS)


@transaction.atomic
def claim_export(*, now: datetime) -> Claim | None:
    """Take the next copy that waits, or one whose worker was lost; None when there is none."""
    waiting = Q(state=ExportState.WAITING) | Q(state=ExportState.RUNNING, lease_until__lte=now)
    row = Export.objects.select_for_update(skip_locked=True, of=("self",)).filter(waiting).order_by("asked_at").first()
    if row is None:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        Export.objects.filter(pk=row.pk).update(state=ExportState.FAILED, lease_token=None, lease_until=None)
        log.error("export_failed", export=str(row.pk))
        return None
    row.state, row.lease_token, row.lease_until = ExportState.RUNNING, uuid.uuid4(), now + LEASE
    row.attempts, row.done = row.attempts + 1, 0  # the row is locked
    row.save(update_fields=["state", "lease_token", "lease_until", "attempts", "done"])
    return Claim(row, row.lease_token)


def make_next_export(*, clock: Clock) -> bool:
    """Make one copy; False when none waits. No transaction is open while files are read."""
    claim = claim_export(now=clock())
    if claim is None:
        return False
    reach("export_after_claim")
    source = cast(IO[bytes], Archive(_members(claim, clock)))
    try:
        received = vault.receive(source, first=b"", at_most=LARGEST)
        reach("export_after_bytes")
        vault.keep(received)
        reach("export_before_mark")
        _settle(claim, received, now=clock())
    except LeaseLost:
        log.warning("export_lease_lost", export=str(claim.export.pk))
    return True


def _members(claim: Claim, clock: Clock) -> Iterator[Member]:
    person = claim.export.owner
    files = originals_of(person)
    _renew(claim, now=clock(), done=0, total=len(files))
    yield "README.txt", [readme().encode()]
    data = json.dumps(copy_of(person, now=clock()), ensure_ascii=False, indent=2)
    yield "data.json", [data.encode()]
    listed: list[dict[str, object]] = []
    for number, entry in enumerate(files, 1):
        path = f"files/{entry.case}/{safe_name(entry.file.name, number)}"
        chunks = _bytes_of(entry, person, clock())
        if chunks is not None:
            yield path, chunks
        listed.append(_line(entry, path if chunks is not None else None))
        _renew(claim, now=clock(), done=number, total=len(files))
    manifest = json.dumps({"version": 1, "files": listed}, ensure_ascii=False, indent=2)
    yield "manifest.json", [manifest.encode()]


def _bytes_of(entry: Original, person: User, now: datetime) -> Iterable[bytes] | None:
    try:
        return open_file(file=entry.file, by=person, now=now)
    except (FileDamaged, FileInfected):
        return None  # said in the manifest; everything else still goes along


def _line(entry: Original, path: str | None) -> dict[str, object]:
    return {
        "path": path,
        "case": entry.case,
        "kind": entry.kind,
        "name": entry.file.name,
        "sha256": entry.file.sha256,
        "bytes": entry.file.size,
        "media_type": entry.file.media_type,
    }


@transaction.atomic
def _renew(claim: Claim, *, now: datetime, done: int, total: int) -> None:
    kept = Export.objects.filter(pk=claim.export.pk, state=ExportState.RUNNING, lease_token=claim.token)
    if not kept.update(lease_until=now + LEASE, done=done, total=total):
        raise LeaseLost


@transaction.atomic
def _settle(claim: Claim, received: vault.Received, *, now: datetime) -> None:
    person = claim.export.owner
    file = StoredFile.objects.create(
        sha256=received.sha256,
        size=received.size,
        media_type="application/zip",
        name=f"recourse-{now:%Y-%m-%d}.zip",
        stored_at=now,
        stored_by=person,
    )
    CustodyEntry.objects.create(file=file, kind=Custody.STORED, at=now, by=None)
    mine = Export.objects.filter(pk=claim.export.pk, state=ExportState.RUNNING, lease_token=claim.token)
    moved = mine.update(
        state=ExportState.READY,
        file=file,
        ready_at=now,
        expires_at=now + KEPT,
        done=F("total"),
        lease_token=None,
        lease_until=None,
    )
    if not moved:
        raise LeaseLost
    queue_message(kind=MessageKind.COPY_READY, to=person, dedupe_key=f"copy:{claim.export.pk}", facts={}, now=now)


@transaction.atomic
def sweep_exports(*, now: datetime) -> int:
    """Throw away copies whose seven days are over; returns how many."""
    over = Export.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=ExportState.READY, expires_at__lte=now
    )
    return sum(_throw_away(export, now) for export in over.select_related("file"))


def _throw_away(export: Export, now: datetime) -> int:
    if export.file:
        discard_file(file=export.file, by=None, now=now)
    return Export.objects.filter(pk=export.pk, state=ExportState.READY).update(state=ExportState.OVER)


def readme() -> str:
    """What is in the ZIP, in both languages."""
    parts = README.read_text(encoding="utf-8").split("----\n")
    told = []
    for language, part in zip(("en", "zh-hans"), parts, strict=True):
        with translation.override(language):
            names = "\n".join(f"  {held.name:18} {held.says}" for held in HOLDINGS if held.name)
        told.append(part.replace("{names}", names).strip())
    return "\r\n".join("\n\n\n".join(told).splitlines()) + "\r\n"
