"""Campaigns as everybody may see them: never with the number of rows, which is the shown count's business."""

from django.db.models import Prefetch, QuerySet

from apps.campaigns.enums import NOT_BEGUN
from apps.campaigns.models import Campaign, CampaignEntry


def public_campaigns() -> QuerySet[Campaign]:
    """Those that have begun, the newest first."""
    return Campaign.objects.exclude(stage__in=NOT_BEGUN).select_related("incident", "docket")


def public_campaign(slug: str) -> Campaign:
    """One of them with its timeline from its beginning on. Raises Campaign.DoesNotExist."""
    told = CampaignEntry.objects.exclude(to_stage__in=NOT_BEGUN)
    return public_campaigns().prefetch_related(Prefetch("entries", told)).get(slug=slug)


def campaign_at_desk(campaign_id: int) -> Campaign:
    """Any campaign, for moderators. Raises Campaign.DoesNotExist."""
    return Campaign.objects.get(pk=campaign_id)
