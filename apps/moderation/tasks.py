"""Background work of the desk."""

from celery import shared_task

from apps.core import clock
from apps.moderation import actions


@shared_task(name="moderation.warn_associations")
def warn_associations() -> None:
    """Tell associations of a surge among the cases shared with them."""
    actions.warn_associations(now=clock.now())
