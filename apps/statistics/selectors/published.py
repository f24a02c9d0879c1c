"""Published batches. Public pages read nothing else."""

from django.db.models import QuerySet

from apps.statistics.enums import BatchState
from apps.statistics.models import Batch, Check, Correction, PressSheet


def published_batches() -> QuerySet[Batch]:
    """All that was ever published, the newest first; those of demonstration cases only where there are no others."""
    published = Batch.objects.filter(state=BatchState.PUBLISHED).order_by("-number")
    real = published.filter(demonstration=False)
    return real if real.exists() else published.filter(demonstration=True)


def latest_published() -> Batch | None:
    """What everybody is shown, in one query: the newest of real cases, or of demonstration cases where none is."""
    published = Batch.objects.filter(state=BatchState.PUBLISHED)
    return published.order_by("demonstration", "-number").first()


def published_batch(number: int) -> Batch:
    """One of `published_batches`. Raises Batch.DoesNotExist."""
    return published_batches().get(number=number)


def prepared_batches() -> QuerySet[Batch]:
    """What waits for a second moderator."""
    return Batch.objects.filter(state=BatchState.PREPARED).select_related("prepared_by")


def prepared_batch_with(batch_id: int) -> Batch:
    """Raises Batch.DoesNotExist."""
    return prepared_batches().get(pk=batch_id)


def latest_check() -> Check | None:
    """When the cells were last counted a second time, and what came of it."""
    return Check.objects.first()


def corrections_to_batches() -> QuerySet[Correction]:
    """The log of corrections, the newest first."""
    return Correction.objects.filter(batch__in=published_batches()).select_related("batch")


def sheets_of(batch: Batch) -> QuerySet[PressSheet]:
    """The press sheets of a published batch, without their bytes."""
    return PressSheet.objects.filter(batch=batch).defer("content").order_by("subject", "language")


def sheet_of(batch: Batch, subject: str, language: str) -> PressSheet:
    """Raises PressSheet.DoesNotExist."""
    return PressSheet.objects.get(batch=batch, subject=subject, language=language)
