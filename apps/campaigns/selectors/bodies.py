"""The campaigns of an association, for those who run them in its name."""

from django.db.models import QuerySet

from apps.associations.models import Association
from apps.campaigns.models import Campaign, CampaignBody


def campaigns_of_body(association: Association) -> QuerySet[Campaign]:
    """Those it takes part in, the newest first."""
    return Campaign.objects.filter(bodies__association=association).order_by("-made_at", "-id")


def campaign_of_body(association: Association, slug: str) -> Campaign | None:
    """One of them with its timeline."""
    return campaigns_of_body(association).prefetch_related("entries").filter(slug=slug).first()


def takes_part(campaign: Campaign, association: Association) -> bool:
    """Whether an association takes part in a campaign now, and may speak in it."""
    here = CampaignBody.objects.filter(campaign=campaign, association=association)
    return association.is_approved and here.exists()
