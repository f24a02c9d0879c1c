"""Background work of the figures."""

from contextlib import suppress
from time import monotonic, sleep

from celery import shared_task

from apps.core import clock
from apps.statistics import actions

SECONDS = 45  # of folding in one task; the next tick goes on
SAMPLE = 6  # layouts counted anew in a night
PATIENCE = 900  # seconds in which there must be a moment when nobody folds


@shared_task(name="statistics.fold")
def fold() -> None:
    """Take what changed into the cells, until nothing waits. Where another worker is at it, leave it to them."""
    ends = monotonic() + SECONDS
    with suppress(actions.FoldedMeanwhile):
        while actions.fold() and monotonic() < ends:
            pass


@shared_task(name="statistics.check", time_limit=1800, soft_time_limit=1700)
def check() -> None:
    """Count some of the cells a second time; where others fold, between two steps of theirs."""
    ends = monotonic() + PATIENCE
    while True:
        try:
            actions.check(layouts=SAMPLE, now=clock.now())
        except actions.FoldedMeanwhile:
            if monotonic() > ends:
                raise
            sleep(0.5)
        else:
            return


@shared_task(name="statistics.publish", time_limit=1800, soft_time_limit=1700)  # it reads every counted seller
def publish() -> None:
    """The weekly batch, once a week; an hour missed is made up for by the next."""
    with suppress(actions.FoldedMeanwhile, actions.BatchRefused):
        actions.publish_due(now=clock.now())


@shared_task(name="statistics.print")
def print_press_kit() -> None:
    """The sheets of the newest batch that are not printed yet."""
    actions.print_sheets(clock=clock.now)
