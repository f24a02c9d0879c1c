"""Background work on cases."""

from celery import shared_task

from apps.cases import actions
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
