"""Who and what the plots of the demonstration speak of."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.associations.models import Association
from apps.campaigns.models import Campaign
from apps.cases.enums import State
from apps.cases.models import Case

CROWD = "crowd-"


@dataclass(frozen=True)
class Cast:
    """People by the part of their address before the @, the bodies and campaigns made so far, and the moment."""

    people: dict[str, User]
    now: datetime
    bodies: dict[str, Association] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)

    @property
    def moderator(self) -> User:
        return self.people["moderator"]

    def back(self, days: int) -> datetime:
        """So many days ago; negative: to come."""
        return self.now - timedelta(days=days)


def make_cast(now: datetime) -> Cast:
    people = User.objects.filter(is_demonstration=True)
    return Cast({person.email.split("@")[0]: person for person in people}, now)


def filed_cases() -> QuerySet[Case]:
    """Demonstration cases that somebody else can be told of, in an order that is the same at every load."""
    told = Case.objects.filter(is_demonstration=True, owner__is_demonstration=True)
    told = told.exclude(state__in=(State.DRAFT, State.WITHDRAWN)).select_related("owner", "account__seller")
    return told.order_by("owner__email", "created_at", "account__store_name")
