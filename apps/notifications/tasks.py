"""Background work of the outbox. `manage.py deliver_due --loop` does the same without a broker."""

from celery import shared_task

from apps.core import clock
from apps.notifications import actions

MOST = 2000  # messages of one run; the next tick goes on
SECONDS = 60  # and no new attempt after this long, so that a run ends within Celery's limit


@shared_task(name="notifications.deliver")
def deliver() -> None:
    """Send what is due."""
    actions.deliver_due(limit=MOST, seconds=SECONDS, clock=clock.now)


@shared_task(name="notifications.recover")
def recover() -> None:
    """Give back what dead workers held."""
    actions.recover_lost(now=clock.now())


@shared_task(name="notifications.forget")
def forget() -> None:
    """Delete codes of yesterday."""
    actions.forget_old(now=clock.now())
