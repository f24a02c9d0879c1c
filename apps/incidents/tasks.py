"""Background work on incidents."""

from celery import shared_task

from apps.core import clock
from apps.incidents import actions


@shared_task(name="incidents.watch")
def watch() -> None:
    """Look whether more sellers are hit than expected."""
    actions.watch_surges(now=clock.now())
