"""Background work of the vault."""

from celery import shared_task

from apps.core import clock
from apps.evidence import actions


@shared_task(name="evidence.sweep")
def sweep() -> None:
    """Remove the bytes of discarded files."""
    actions.sweep_files(now=clock.now())
