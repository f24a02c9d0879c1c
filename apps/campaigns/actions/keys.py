"""The keys of a campaign: made when it begins to gather, gone when it is over."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings

from apps.campaigns.models import Campaign, CampaignKeys
from apps.core.sealed_boxes import CannotOpen, close_box, new_private_key, open_box, public_key_of


class NoEscrowKey(Exception):
    """This process was not given the key (ESCROW_PUBLIC_KEY to begin, ESCROW_PRIVATE_KEYS to open)."""


def make_keys(campaign: Campaign) -> CampaignKeys:
    """Keys for a campaign that begins. Its private key is closed at once for the one the worker holds.

    Raises NoEscrowKey where the campaign takes sealed sign-ons and this installation has no escrow key.
    """
    keys = CampaignKeys(campaign=campaign, mark_key=urlsafe_b64encode(secrets.token_bytes(32)).decode())
    if campaign.takes_escrow:
        if not settings.ESCROW_PUBLIC_KEY:
            raise NoEscrowKey("ESCROW_PUBLIC_KEY is not set")
        private_key = new_private_key()
        keys.public_key = public_key_of(private_key)
        keys.private_box = close_box(
            urlsafe_b64decode(settings.ESCROW_PUBLIC_KEY), private_key, bound_to=_place(campaign)
        )
    keys.save()
    return keys


def private_key_of(keys: CampaignKeys) -> bytes:
    """The key that opens this campaign's sign-ons. Raises NoEscrowKey where this process cannot have it."""
    for configured in settings.ESCROW_PRIVATE_KEYS:
        try:
            return open_box(
                urlsafe_b64decode(configured), bytes(keys.private_box or b""), bound_to=_place(keys.campaign)
            )
        except CannotOpen:
            continue
    raise NoEscrowKey("none of ESCROW_PRIVATE_KEYS opens the key of this campaign")


def _place(campaign: Campaign) -> str:
    return f"campaigns_campaignkeys|private_box|{campaign.pk}"
