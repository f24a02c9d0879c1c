"""Background work on what people take along or have erased."""

from celery import shared_task

from apps.core import clock
from apps.privacy import actions

MINUTES = 60


@shared_task(name="privacy.make_exports", soft_time_limit=25 * MINUTES, time_limit=26 * MINUTES)
def make_exports() -> None:
    """Make the copies that wait. Many files take their time: the limit of this task is its own."""
    while actions.make_next_export(clock=clock.now):
        pass


@shared_task(name="privacy.sweep_exports")
def sweep_exports() -> None:
    """Throw away copies whose time is over."""
    actions.sweep_exports(now=clock.now())


@shared_task(name="privacy.erase_due")
def erase_due() -> None:
    """Erase whom it is time for, and go on where a worker was lost."""
    actions.erase_due(now=clock.now())


@shared_task(name="privacy.keep_to_rules", soft_time_limit=25 * MINUTES, time_limit=26 * MINUTES)
def keep_to_rules() -> None:
    """Let go what the rules of retention say."""
    actions.keep_to_rules(now=clock.now())
