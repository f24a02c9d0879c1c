"""Days of campaigns: those an association watches, those of which somebody is told now, and who that is."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet

from apps.associations.enums import Verb
from apps.associations.models import Association, Membership
from apps.associations.rules import roles_for
from apps.associations.selectors import approved_associations, live_memberships
from apps.campaigns.enums import NOT_BEGUN, OVER
from apps.campaigns.models import Campaign
from apps.campaigns.selectors.bodies import bodies_in, campaigns_of_body
from apps.deadlines.enums import DeadlineState
from apps.deadlines.models import Deadline

EARLIEST = timedelta(days=7)  # before a day nobody is told sooner
TO_CORRECT = timedelta(hours=1)  # so long a slip of the hand can be put right before others hear of it


def days_of_body(association: Association) -> QuerySet[Deadline]:
    """Open days of the campaigns that have begun and in which it takes part, each with `campaign`, the address."""
    begun = campaigns_of_body(association).exclude(stage__in=NOT_BEGUN).order_by()
    days = Deadline.objects.filter(docket__campaign__in=begun, state=DeadlineState.OPEN)
    return days.select_related("docket").annotate(campaign=F("docket__campaign__slug")).order_by("at", "id")


def open_day(campaign: Campaign, day_id: UUID) -> Deadline | None:
    """One of its days that is still to come or was not taken back."""
    days = Deadline.objects.filter(docket=campaign.docket_id, state=DeadlineState.OPEN)
    return days.filter(pk=day_id, docket__isnull=False).first()


def days_near(now: datetime) -> QuerySet[Deadline]:
    """Open days of the coming week of campaigns that run, the nearest first."""
    running = Campaign.objects.exclude(stage__in=(*NOT_BEGUN, *OVER)).order_by()
    days = Deadline.objects.filter(
        docket__in=running.exclude(docket=None).values("docket"),
        state=DeadlineState.OPEN,
        act_by__gt=now,
        act_by__lte=now + EARLIEST,
        moved_at__lte=now - TO_CORRECT,
    )
    return days.select_related("docket__campaign").order_by("act_by", "id")


def who_runs(campaign: Campaign) -> QuerySet[Membership]:
    """Who runs the campaign for an approved association that takes part, by the associations' names."""
    bodies = approved_associations().filter(pk__in=bodies_in(campaign).order_by().values("association"))
    people = live_memberships().filter(
        association__in=bodies.order_by().values("pk"),
        role__in=roles_for(Verb.RUN_CAMPAIGNS),
        person__is_active=True,
    )
    return people.select_related("person", "association").order_by("association__name", "association_id", "id")
