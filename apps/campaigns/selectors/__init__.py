"""Reads of campaigns."""

from apps.campaigns.selectors.campaigns import campaign_at_desk, public_campaign, public_campaigns
from apps.campaigns.selectors.people import cases_to_join_with, fingerprint_of, rows_of, sign_ons_of

__all__ = [
    "campaign_at_desk",
    "cases_to_join_with",
    "fingerprint_of",
    "public_campaign",
    "public_campaigns",
    "rows_of",
    "sign_ons_of",
]
