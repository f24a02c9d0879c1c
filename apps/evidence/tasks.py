"""Background work of the vault."""

from celery import shared_task

from apps.core import clock
from apps.evidence import actions

MOST = 50  # jobs of one run; the next tick goes on
SECONDS = 30  # and none is begun after this long: the longest takes 60 more, and Celery's limit is 100


@shared_task(name="evidence.work")
def work() -> None:
    """Copies, scans, stamps that are due."""
    actions.run_due(limit=MOST, seconds=SECONDS, clock=clock.now)


@shared_task(name="evidence.sweep")
def sweep() -> None:
    """Remove the bytes of discarded files, and what dead processes left."""
    actions.sweep_files(now=clock.now())
    actions.sweep_leftovers(now=clock.now())


@shared_task(name="evidence.check")
def check() -> None:
    """Read a slice of the vault again; queue for the scanner what came before it."""
    actions.queue_unscanned(now=clock.now())
    actions.check_files(clock=clock.now)
