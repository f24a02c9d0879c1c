"""Background work of dockets. `manage.py deliver_due --loop` reminds too, without a broker."""

from celery import shared_task

from apps.core import clock
from apps.deadlines import actions

MOST = 2000  # reminders of one tick; the next goes on


@shared_task(name="deadlines.remind")
def remind() -> None:
    """Hand due reminders and daily summaries to the outbox."""
    actions.tick(limit=MOST, now=clock.now())


@shared_task(name="deadlines.recompute")
def recompute() -> None:
    """Count again what older rules, holidays or time zones found."""
    actions.recompute_stale(now=clock.now())
