"""The campaigns of an association, for those who run them in its name, and the associations of a campaign."""

from django.db.models import QuerySet

from apps.associations.models import Association
from apps.associations.selectors import approved_associations
from apps.campaigns.enums import NOT_BEGUN
from apps.campaigns.models import Campaign, CampaignBody


def bodies_in(campaign: Campaign) -> QuerySet[CampaignBody]:
    """Those that take part now: asked, agreed, not left."""
    return CampaignBody.objects.filter(campaign=campaign, joined_at__isnull=False, left_at=None)


def campaigns_of_body(association: Association) -> QuerySet[Campaign]:
    """Those in which it takes part, the newest first."""
    here = CampaignBody.objects.filter(association=association, joined_at__isnull=False, left_at=None)
    return Campaign.objects.filter(pk__in=here.values("campaign")).order_by("-made_at", "-id")


def public_campaigns_of(association: Association) -> QuerySet[Campaign]:
    """Those of them that have begun: what everybody may know of."""
    return campaigns_of_body(association).exclude(stage__in=NOT_BEGUN)


def campaign_of_body(association: Association, slug: str) -> Campaign | None:
    """One of them with its whole timeline."""
    found = campaigns_of_body(association).select_related("docket", "incident").prefetch_related("entries")
    return found.filter(slug=slug).first()


def takes_part(campaign: Campaign, association: Association) -> bool:
    """Whether an association takes part in a campaign now, and may speak in it."""
    return association.is_approved and bodies_in(campaign).filter(association=association).exists()


def leads(campaign: Campaign, association: Association) -> bool:
    """Whether it writes the campaign and moves its stages."""
    return association.is_approved and campaign.led_by_id == association.pk


def asked_to_join(association: Association) -> QuerySet[Campaign]:
    """Campaigns whose leader, or a moderator, asks it to take part, and whose answer is open."""
    asked = CampaignBody.objects.filter(association=association, joined_at=None)
    return Campaign.objects.filter(pk__in=asked.values("campaign")).order_by("-made_at", "-id")


def bodies_to_ask(campaign: Campaign) -> QuerySet[Association]:
    """Approved associations that neither take part nor were asked."""
    known = CampaignBody.objects.filter(campaign=campaign, left_at=None)
    return approved_associations().exclude(pk__in=known.values("association"))
