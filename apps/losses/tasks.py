"""Background work of ledgers."""

from celery import shared_task

from apps.core import clock
from apps.losses import actions


@shared_task(name="losses.work_on_imports")
def work_on_imports() -> None:
    """Look at reports that were brought, and take over those that were said yes to."""
    actions.work_on_imports(clock=clock.now)


@shared_task(name="losses.fetch_rates")
def fetch_rates() -> None:
    """Take over the rates that were published since."""
    actions.fetch_rates()
