"""Updates: who is meant, who of them a mail reaches, how far it is. Sealed sign-ons are nobody here.

Coordinators learn numbers in full tens and nobody's name: a segment of one would be a person.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.associations.models import Association
from apps.campaigns.enums import BEGUN, Segment, Stage, UpdateState
from apps.campaigns.models import Campaign, CampaignKeys, CampaignUpdate, SignOn, UpdateMail, UpdateStop
from apps.campaigns.rules import floored
from apps.campaigns.selectors.mandates import mandates_that_hold
from apps.notifications.enums import UNSENT, DeliveryState
from apps.notifications.selectors import without_mail


def hash_of_key(key: str) -> str:
    """How the key of a mail is kept."""
    return sha256(key.encode()).hexdigest()


def updates_by(association: Association, campaign: Campaign) -> QuerySet[CampaignUpdate]:
    """What a body wrote in a campaign, drafts too, the newest first."""
    return CampaignUpdate.objects.filter(association=association, campaign=campaign).select_related("campaign")


def update_by(association: Association, update_id: UUID) -> CampaignUpdate | None:
    """One that this body wrote."""
    own = CampaignUpdate.objects.filter(association=association, pk=update_id)
    return own.select_related("campaign", "association").first()


def audience_of(update: CampaignUpdate, now: datetime) -> QuerySet[SignOn]:
    """Who is meant and can be told now: those of the segment who take part openly."""
    here = SignOn.objects.filter(campaign=update.campaign_id, person__is_active=True)
    given = mandates_that_hold(now).filter(campaign=update.campaign_id, agent=update.association_id)
    match Segment(update.segment):
        case Segment.MANDATE:
            return here.filter(person__in=given.values("person"))
        case Segment.NO_MANDATE:
            return here.exclude(person__in=given.values("person"))
        case Segment.MARKETPLACE:
            return here.filter(case__marketplace=update.marketplace)
    return here


def reachable(update: CampaignUpdate, now: datetime) -> QuerySet[SignOn]:
    """Of them, those who want mails about it and whose mail server did not refuse the last one for good."""
    stops = UpdateStop.objects.filter(campaign=update.campaign_id, person=OuterRef("person"))
    meant = audience_of(update, now).exclude(Exists(stops))
    return meant.exclude(without_mail(OuterRef("person")))


def still_to_mail(update: CampaignUpdate, now: datetime) -> QuerySet[SignOn]:
    """Of them, those for whom no mail is planned yet."""
    planned = UpdateMail.objects.filter(update=update.pk, person=OuterRef("person"))
    return reachable(update, now).exclude(Exists(planned))


def next_to_mail(update: CampaignUpdate, now: datetime, *, at_most: int) -> list[tuple[UUID, str]]:
    """The next ones for whom no mail is planned yet: ids with their languages, in an order that stays.

    A difference of two sets: it costs the same however old the statistics of the table are that fills meanwhile.
    """
    planned = UpdateMail.objects.filter(update=update.pk).values_list("person", "person__language")
    meant = reachable(update, now).order_by().values_list("person", "person__language")
    return list(meant.difference(planned).order_by("person")[:at_most])


def left_today(update: CampaignUpdate, now: datetime) -> int:
    """How many more mails may be planned for it today (UTC)."""
    today = now.astimezone(UTC).date()
    planned = UpdateMail.objects.filter(update__campaign=update.campaign_id, planned_on=today)
    counts = planned.aggregate(all=Count("pk"), own=Count("pk", filter=Q(update=update.pk)))
    left: int = min(settings.CAMPAIGN_MAILS_PER_DAY - counts["all"], update.per_day - counts["own"])
    return max(left, 0)


def waits_for_sealed(update: CampaignUpdate) -> bool:
    """Whether people may still open who are meant: it goes on until they have, or the campaign ends without them."""
    if update.segment != Segment.ALL:
        return False
    closed = CampaignKeys.objects.filter(campaign=update.campaign_id, private_box__isnull=False)
    return update.campaign.stage == Stage.GATHERING or closed.exists()


@dataclass(frozen=True)
class Reach:
    """How many an update is for, in full tens: those meant, and of them those a mail reaches."""

    meant: int
    reached: int
    stopped: int
    bounced: int


def reach_of(update: CampaignUpdate, now: datetime) -> Reach:
    """Before it is sent. What is taken off is counted as well, so that nobody wonders where people went."""
    stops = Q(Exists(UpdateStop.objects.filter(campaign=update.campaign_id, person=OuterRef("person"))))
    bounces = Q(without_mail(OuterRef("person")))
    counts = audience_of(update, now).aggregate(
        meant=Count("pk"),
        reached=Count("pk", filter=~stops & ~bounces),
        stopped=Count("pk", filter=stops),
        bounced=Count("pk", filter=bounces & ~stops),
    )
    return Reach(**{name: floored(count) for name, count in counts.items()})


@dataclass(frozen=True)
class HowFar:
    """How far an update is, in full tens."""

    meant: int
    planned: int
    waiting: int
    sent: int
    refused: int


def how_far(update: CampaignUpdate, now: datetime) -> HowFar:
    """What became of its mails until now."""
    counts = UpdateMail.objects.filter(update=update).aggregate(
        planned=Count("pk"),
        waiting=Count("pk", filter=Q(message__state__in=UNSENT)),
        sent=Count("pk", filter=Q(message__state=DeliveryState.SENT)),
        refused=Count("pk", filter=Q(message__state=DeliveryState.FAILED)),
    )
    meant = counts["planned"]
    if update.state in (UpdateState.RUNNING, UpdateState.PAUSED):
        meant += still_to_mail(update, now).count()
    return HowFar(meant=floored(meant), **{name: floored(count) for name, count in counts.items()})


def marketplaces_in(campaign: Campaign) -> list[str]:
    """Where those who take part openly sell; marketplaces of fewer than ten are left out, they would be persons."""
    counted = SignOn.objects.filter(campaign=campaign, case__isnull=False).exclude(case__marketplace="")
    found = counted.values_list("case__marketplace").annotate(people=Count("pk")).order_by("case__marketplace")
    return [marketplace for marketplace, people in found if floored(people)]


# -- what participants see


def updates_for(person: User) -> QuerySet[CampaignUpdate]:
    """What was written to campaigns where they take part openly, the newest first."""
    own = SignOn.objects.filter(person=person).values("campaign")
    begun = CampaignUpdate.objects.filter(campaign__in=own, state__in=BEGUN)
    return begun.select_related("campaign", "association").order_by("-begun_at", "id")


def update_for(person: User, update_id: UUID) -> CampaignUpdate | None:
    """One of them."""
    return updates_for(person).filter(pk=update_id).first()


def campaigns_without_mail(person: User) -> set[int]:
    """Ids of the campaigns about which they want no mail."""
    return set(UpdateStop.objects.filter(person=person).values_list("campaign", flat=True))


def mail_of_key(key: str) -> UpdateMail | None:
    """The mail that carries this key."""
    found = UpdateMail.objects.filter(stop_hash=hash_of_key(key))
    return found.select_related("update__campaign", "person").first()
