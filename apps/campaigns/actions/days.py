"""Whoever runs a campaign for an association that takes part is told once of each of its days, some days before."""

from datetime import datetime

from apps.associations.models import Membership
from apps.campaigns.selectors.days import days_near, who_runs
from apps.core.moments import say_date
from apps.deadlines.actions import Told, tell_once
from apps.deadlines.actions.ticking import URGENT, is_held
from apps.deadlines.models import Deadline
from apps.notifications.enums import MessageKind


def tell_of_days(*, now: datetime) -> int:
    """Tell of days that are near, each person once for each day; returns how many messages. Twice is as once.

    Right after the clock jumped only of those that end within a day: the rest waits until somebody could set it right.
    """
    days = days_near(now)
    if is_held(now=now):
        days = days.filter(act_by__lt=now + URGENT)
    return sum(_tell(day, now) for day in days)


def _tell(day: Deadline, now: datetime) -> int:
    def whom() -> list[Told]:
        return [Told(member.person, _facts(day, member)) for member in who_runs(day.docket.campaign)]

    return tell_once(deadline=day, kind=MessageKind.CAMPAIGN_DAY, whom=whom, now=now)


def _facts(day: Deadline, member: Membership) -> dict[str, str]:
    """The day and where to look. Neither campaign nor label: an inbox may be seen by others."""
    return {"slug": member.association.slug, "day": say_date(day.wall_day, member.person.language or "en")}
