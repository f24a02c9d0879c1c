"""Reads of what people asked for."""

from uuid import UUID

from apps.accounts.models import User
from apps.privacy.enums import OPEN_ERASURES, ErasureState, ExportState
from apps.privacy.models import Erasure, Export, LegalHold


def newest_export(person: User) -> Export | None:
    """The copy they asked for last, while it is made or kept."""
    kept = Export.objects.filter(owner=person).exclude(state=ExportState.OVER)
    return kept.select_related("file").order_by("-asked_at").first()


def ready_export_of(person: User, export_id: UUID) -> Export:
    """A copy its owner can download. Raises Export.DoesNotExist for everybody else, moderators included."""
    return Export.objects.select_related("file").get(pk=export_id, owner=person, state=ExportState.READY)


def open_erasure_of(person: User) -> Erasure | None:
    """Their wish to be erased, asked for and not yet done or taken back."""
    return Erasure.objects.filter(person=person, state__in=OPEN_ERASURES).first()


def is_held(person: User) -> bool:
    """Whether a moderator said that their data must be kept for now."""
    return LegalHold.objects.filter(person=person, lifted_at__isnull=True).exists()


def can_still_cancel(erasure: Erasure) -> bool:
    return erasure.state == ErasureState.ASKED
