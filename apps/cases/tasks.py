"""Background work on cases."""

from uuid import UUID

from celery import shared_task

from apps.cases import actions
from apps.cases.actions import suggestions
from apps.core import clock


@shared_task(name="cases.expire_drafts")
def expire_drafts() -> None:
    """Discard drafts past their date."""
    actions.expire_drafts(now=clock.now())


@shared_task(name="cases.tell_rested")
def tell_rested() -> None:
    """Tell sellers whose appeals have rested long enough."""
    actions.tell_rested(now=clock.now())


@shared_task(name="cases.tell_amounts_read")
def tell_amounts_read() -> None:
    """Tell sellers whose amounts a moderator has looked at."""
    actions.tell_amounts_read(now=clock.now())


@shared_task(name="cases.suggest_pairs")
def suggest_pairs(seller_id: str) -> None:
    """Find sellers like one who has just filed; what is missed here the sweep finds."""
    suggestions.suggest_pairs(seller_id=UUID(seller_id), now=clock.now())


@shared_task(name="cases.sweep_sellers")
def sweep_sellers() -> None:
    """Find all sellers that are one or look so, and count the clusters anew."""
    suggestions.sweep_sellers(now=clock.now())
