"""Tables of campaigns."""

from apps.campaigns.models.campaigns import Campaign, CampaignEntry
from apps.campaigns.models.mandates import CampaignBody, Mandate
from apps.campaigns.models.signing import CampaignKeys, SignOn

__all__ = ["Campaign", "CampaignBody", "CampaignEntry", "CampaignKeys", "Mandate", "SignOn"]
