"""Background work of campaigns."""

from celery import shared_task

from apps.campaigns import actions
from apps.core import clock

SECONDS = 15  # of one run; the next tick goes on


@shared_task(name="campaigns.open")
def open_sealed() -> None:
    """Open what is sealed where enough have joined."""
    actions.open_sealed(now=clock.now())


@shared_task(name="campaigns.close")
def close_expired() -> None:
    """End campaigns whose last day has passed."""
    actions.close_expired(now=clock.now())


@shared_task(name="campaigns.count")
def renew_counts() -> None:
    """Renew what is shown of the counts, and shuffle what is sealed."""
    actions.renew_counts(now=clock.now())


@shared_task(name="campaigns.papers")
def make_papers() -> None:
    """Print mandates that were signed."""
    actions.make_papers(clock=clock.now)


@shared_task(name="campaigns.days")
def tell_of_days() -> None:
    """Remind those who run campaigns of days that are near."""
    actions.tell_of_days(now=clock.now())


@shared_task(name="campaigns.updates")
def mail_updates() -> None:
    """Plan mails of updates, a day's worth at most."""
    actions.mail_updates(clock=clock.now, seconds=SECONDS)
