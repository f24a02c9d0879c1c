"""Background work of people."""

from celery import shared_task

from apps.accounts import actions
from apps.core import clock


@shared_task(name="accounts.forget_replies")
def forget_replies() -> None:
    """Answers kept for requests that may be sent again are forgotten after a day."""
    while actions.forget_replies(now=clock.now()):
        pass
