"""Background work on dossiers."""

from celery import shared_task

from apps.core import clock
from apps.dossiers import actions

MINUTES = 60


@shared_task(name="dossiers.make", soft_time_limit=25 * MINUTES, time_limit=26 * MINUTES)
def make() -> None:
    """Make the dossiers that wait. Many exhibits take their time: the limit of this task is its own."""
    while actions.make_next_dossier(clock=clock.now):
        pass


@shared_task(name="dossiers.sweep")
def sweep() -> None:
    """Throw away dossiers whose time is over."""
    actions.sweep_dossiers(now=clock.now())
