"""The paper of a mandate: a PDF in the evidence vault, made by the worker after the signature."""

import io
from collections.abc import Callable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from apps.campaigns.models import Mandate
from apps.core.failpoints import reach
from apps.dossiers.paper.printing import CannotPrint, PressFailed, print_pages
from apps.evidence import vault
from apps.evidence.actions.files import keep_bytes
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile

LARGEST = 10 * 1024 * 1024  # bytes; three pages take a hundredth of it
Clock = Callable[[], datetime]
log = structlog.get_logger()


def make_papers(*, clock: Clock, limit: int = 50) -> int:
    """Print what was signed and has no paper yet, the oldest first; returns how many. Twice is as once.

    No transaction is open while a page is printed; of two workers at one mandate the second throws its paper away.
    """
    waiting = Mandate.objects.filter(file=None, person__is_active=True).select_related("campaign", "agent", "case")
    made = 0
    for mandate in waiting.order_by("signed_at", "id")[:limit]:
        if not mandate.text_en:
            continue  # erased meanwhile
        try:
            made += _make(mandate, clock)
        except (CannotPrint, PressFailed) as failure:
            log.error("mandate_not_printed", mandate=str(mandate.pk), error=type(failure).__name__)
            return made  # the next would fare the same; beat tries again
    return made


def _make(mandate: Mandate, clock: Clock) -> int:
    html = render_to_string("campaigns/print/mandate.html", {"mandate": mandate, "site": settings.SITE_URL})
    printed = print_pages(html, identifier=mandate.text_sha256[:16])
    received = vault.receive(io.BytesIO(printed.content), first=b"", at_most=LARGEST)
    reach("mandate_after_bytes")
    if not _keep(mandate, received, clock()):
        vault.forget(received)
        return 0
    return 1


@transaction.atomic
def _keep(mandate: Mandate, received: vault.Received, now: datetime) -> bool:
    row = Mandate.objects.select_for_update(of=("self",)).filter(pk=mandate.pk, file=None).first()
    if row is None or not row.text_en:
        return False
    keep_bytes(received)
    name = f"mandate-{mandate.case.reference}.pdf"
    file = StoredFile.objects.create(
        sha256=received.sha256, size=received.size, media_type="application/pdf", name=name, stored_at=now
    )
    CustodyEntry.objects.create(file=file, kind=Custody.STORED, at=now)
    Mandate.objects.filter(pk=row.pk).update(file=file)
    return True
