"""Making a dossier: claimed, written, printed, bound, kept.

A worker claims the row for ten minutes and renews with every exhibit; one that dies leaves a lease that runs out, and
bytes without a row, which the vault's sweep removes. Nothing is readable on the disk at any time.
"""

import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.core.failpoints import reach
from apps.dossiers.actions.keeping import Made, keep_made
from apps.dossiers.enums import DossierState, Reason
from apps.dossiers.models import Dossier
from apps.dossiers.paper.binding import Copy, bound
from apps.dossiers.paper.chapters import Text, file_name, write
from apps.dossiers.paper.exhibits import for_manifest
from apps.dossiers.paper.printing import CannotPrint, PressFailed, Printed, print_pages
from apps.dossiers.rules import manifest
from apps.dossiers.selectors import Exhibit, exhibits_of, pages_are_coming
from apps.evidence import vault
from apps.evidence.actions.files import is_whole

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 4
LARGEST = 500 * 1024 * 1024  # bytes of the PDF
DAMAGED = _("its bytes are not as they were put in; please tell us")
Clock = Callable[[], datetime]
log = structlog.get_logger()


class LeaseLost(Exception):
    """It was cancelled, or another worker makes it by now."""


@dataclass(frozen=True)
class Claim:
    """A dossier and the token that proves whose turn it is."""

    dossier: Dossier
    token: uuid.UUID


@dataclass(frozen=True)
class Work:
    """A dossier on its way: what is in it, and the print of it as of `now`."""

    claim: Claim
    exhibits: list[Exhibit]
    text: Text
    printed: Printed
    now: datetime


@transaction.atomic
def claim_dossier(*, now: datetime) -> Claim | None:
    """Take the next dossier that waits, or one whose worker was lost; None when there is none.

    One that waits for pages still being drawn is left for a few minutes.
    """
    waiting = Q(state=DossierState.WAITING) | Q(state=DossierState.RUNNING, lease_until__lte=now)
    rows = Dossier.objects.select_for_update(skip_locked=True, of=("self",)).filter(waiting).order_by("asked_at", "id")
    for row in rows.select_related("case__account__seller", "case__owner", "case__docket", "case__ledger", "asked_by"):
        if row.attempts >= MOST_ATTEMPTS:
            _give_up(row, Reason.CRASHED)
        elif row.attempts or not pages_are_coming(row.case, asked_at=row.asked_at, now=now):
            row.state, row.lease_token, row.lease_until = DossierState.RUNNING, uuid.uuid4(), now + LEASE
            row.attempts, row.done = row.attempts + 1, 0  # the row is locked
            row.save(update_fields=["state", "lease_token", "lease_until", "attempts", "done"])
            return Claim(row, row.lease_token)
    return None


def make_next_dossier(*, clock: Clock) -> bool:
    """Make one dossier; False when none waits. No transaction is open while files are read or pages printed."""
    claim = claim_dossier(now=clock())
    if claim is None:
        return False
    reach("dossier_after_claim")
    try:
        _make(claim, clock)
    except LeaseLost:
        log.info("dossier_stopped", dossier=str(claim.dossier.pk))
    except CannotPrint as refusal:
        _end(claim, Reason(refusal.args[0]))
    except vault.TooLarge:
        _end(claim, Reason.TOO_LARGE)
    except PressFailed as failure:
        log.error("dossier_press_failed", dossier=str(claim.dossier.pk), error=str(failure))
        _hand_back(claim)
    return True


def _make(claim: Claim, clock: Clock) -> None:
    dossier, now = claim.dossier, clock()
    exhibits = _checked(claim, exhibits_of(dossier.case, dossier.variant), clock)
    text = write(dossier, exhibits, now=now)
    printed = print_pages(text.html, identifier=sha256(text.html.encode()).hexdigest()[:16])
    log.info("dossier_printed", dossier=str(dossier.pk), pages=printed.pages, peak=printed.peak)
    reach("dossier_after_print")
    work = Work(claim, exhibits, text, printed, now)
    with bound(printed.content, _copies(work, clock)) as stream:
        whole = vault.receive(stream, first=b"", at_most=LARGEST)
    reach("dossier_after_bytes")
    listed = vault.receive(io.BytesIO(manifest.sealed(_manifest(work, whole))), first=b"", at_most=LARGEST)
    reach("dossier_before_mark")
    made = Made(whole, listed, printed.pages, exhibits, text.last_event_at)
    if not keep_made(dossier=dossier, token=claim.token, made=made, now=clock()):
        vault.forget(whole)
        vault.forget(listed)
        raise LeaseLost


def _checked(claim: Claim, exhibits: list[Exhibit], clock: Clock) -> list[Exhibit]:
    """Every exhibit, its bytes read and hashed anew: the dossier says no hash that is not true on its day."""
    claim.dossier.total = 2 * len(exhibits) + 1
    found = []
    for number, exhibit in enumerate(exhibits):
        _renew(claim, now=clock(), done=number)
        found.append(_as_it_is(claim.dossier.language, exhibit))
    return found


def _as_it_is(language: str, exhibit: Exhibit) -> Exhibit:
    digests = {exhibit.file.sha256} | ({exhibit.copy.sha256} if exhibit.copy else set())
    if exhibit.file.discarded_at or all(is_whole(digest) for digest in digests):
        return exhibit
    log.error("dossier_exhibit_damaged", file=str(exhibit.file.pk))
    with translation.override(language):
        return replace(exhibit, copy=None, refused=str(DAMAGED))


def _copies(work: Work, clock: Clock) -> Iterator[Copy]:
    for exhibit, on_paper in zip(work.exhibits, work.text.exhibits, strict=True):
        _renew(work.claim, now=clock(), done=len(work.exhibits) + exhibit.number)
        if exhibit.copy and on_paper.sheets:
            onto = [work.printed.places[f"place-{exhibit.number}-{sheet}"] for sheet in on_paper.sheets]
            yield Copy(vault.path_of(exhibit.copy.sha256), exhibit.copy.size, exhibit.copy.media_type, onto)


def _manifest(work: Work, whole: vault.Received) -> dict[str, object]:
    dossier = work.claim.dossier
    pairs = list(zip(work.exhibits, work.text.exhibits, strict=True))
    return {
        "case": dossier.case.reference,
        "variant": dossier.variant,
        "language": dossier.language,
        "made_at": work.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "dossier": {
            "file": file_name(dossier, "pdf"),
            "media_type": "application/pdf",
            "bytes": whole.size,
            "sha256": whole.sha256,
            "pages": work.printed.pages,
        },
        "exhibits": [
            for_manifest(exhibit, dossier.variant, _first_page(work.printed, exhibit.number), len(on_paper.sheets))
            for exhibit, on_paper in pairs
        ],
        "left_out": [
            {"number": on_paper.number, "why": on_paper.why_not} for _one, on_paper in pairs if on_paper.why_not
        ],
        "text_sha256": sha256(work.text.html.encode()).hexdigest(),
    }


def _first_page(printed: Printed, number: int) -> int | None:
    place = printed.places.get(f"place-{number}-1")
    return None if place is None else place + 1


@transaction.atomic
def _renew(claim: Claim, *, now: datetime, done: int) -> None:
    kept = Dossier.objects.filter(pk=claim.dossier.pk, state=DossierState.RUNNING, lease_token=claim.token)
    if not kept.update(lease_until=now + LEASE, done=done, total=claim.dossier.total):
        raise LeaseLost


@transaction.atomic
def _end(claim: Claim, reason: Reason) -> None:
    mine = Dossier.objects.filter(pk=claim.dossier.pk, lease_token=claim.token).first()
    if mine:
        _give_up(mine, reason)


def _give_up(dossier: Dossier, reason: Reason) -> None:
    log.error("dossier_failed", dossier=str(dossier.pk), reason=reason.value)
    open_one = Dossier.objects.filter(pk=dossier.pk, state__in=(DossierState.WAITING, DossierState.RUNNING))
    open_one.update(state=DossierState.FAILED, reason=reason, lease_token=None, lease_until=None)


@transaction.atomic
def _hand_back(claim: Claim) -> None:
    mine = Dossier.objects.filter(pk=claim.dossier.pk, state=DossierState.RUNNING, lease_token=claim.token)
    mine.update(state=DossierState.WAITING, lease_token=None, lease_until=None)
