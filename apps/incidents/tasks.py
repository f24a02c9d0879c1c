"""Background work on incidents."""

from celery import shared_task

from apps.core import clock
from apps.incidents import actions


@shared_task(name="incidents.watch")
def watch() -> None:
    """Look whether more sellers are hit than expected."""
    actions.watch_surges(now=clock.now())


@shared_task(name="incidents.read_notices")
def read_notices() -> None:
    """Read the notices of cases filed since, so that those worded alike are found."""
    actions.read_notices(now=clock.now())


@shared_task(name="incidents.work_on_steps")
def work_on_steps() -> None:
    """Go on with merges, splits and restorations that were begun."""
    actions.work_on_steps(now=clock.now())
