"""Tables of campaigns."""

from apps.campaigns.models.campaigns import Campaign, CampaignEntry
from apps.campaigns.models.mandates import CampaignBody, Mandate
from apps.campaigns.models.signing import CampaignKeys, SignOn
from apps.campaigns.models.updates import CampaignUpdate, UpdateMail, UpdateStop

__all__ = [
    "Campaign",
    "CampaignBody",
    "CampaignEntry",
    "CampaignKeys",
    "CampaignUpdate",
    "Mandate",
    "SignOn",
    "UpdateMail",
    "UpdateStop",
]
