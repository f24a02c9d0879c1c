"""Figures of the demonstration: their first batch, and taking all of them away again."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from apps.core.guards import lifted_for_demonstration
from apps.incidents.actions.demo import Cleared, Demonstration, clear_demonstration, load_demonstration
from apps.incidents.actions.demo.clearing import erase
from apps.statistics.actions.batches import BatchRefused, prepare_batch, publish_batch
from apps.statistics.actions.folding import FoldedMeanwhile
from apps.statistics.models import Batch


def load_with_figures(*, dry_run: bool = False, now: datetime) -> Demonstration:
    """As `load_demonstration`, and a published batch of it; where that cannot be just now, the weekly run makes it."""
    made = load_demonstration(dry_run=dry_run, now=now)
    if not dry_run and not made.was_there:
        with suppress(BatchRefused, FoldedMeanwhile):
            publish_demonstration(now=now)
    return made


def publish_demonstration(*, now: datetime) -> Batch:
    """The next batch of demonstration cases. Raises BatchRefused, FoldedMeanwhile."""
    return publish_batch(batch=prepare_batch(demonstration=True, by=None, now=now), by=None, now=now)


@transaction.atomic
def clear_with_figures(*, dry_run: bool = False, now: datetime) -> Cleared:
    """As `clear_demonstration`, and every batch made from demonstration cases, published or not."""
    if not dry_run:
        with lifted_for_demonstration():
            erase(Batch.objects.filter(demonstration=True), now=now)
    return clear_demonstration(dry_run=dry_run, now=now)
