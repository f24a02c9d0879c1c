"""Campaigns as everybody may see them: never with the number of rows, which is the shown count's business."""

from django.db.models import QuerySet

from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign


def public_campaigns() -> QuerySet[Campaign]:
    """Those that have begun, the newest first."""
    return Campaign.objects.exclude(stage=Stage.DRAFT).select_related("incident")


def public_campaign(slug: str) -> Campaign:
    """One of them with its timeline. Raises Campaign.DoesNotExist."""
    return public_campaigns().prefetch_related("entries").get(slug=slug)


def campaign_at_desk(campaign_id: int) -> Campaign:
    """Any campaign, for moderators. Raises Campaign.DoesNotExist."""
    return Campaign.objects.get(pk=campaign_id)
