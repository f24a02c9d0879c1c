"""Who joined: openly, or sealed until enough have. docs/escrow.md says what each column tells a thief, and what not."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.campaigns.models.campaigns import Campaign
from apps.cases.models import Case
from apps.core.encryption import EncryptedTextField


class CampaignKeys(models.Model):
    """The keys of one campaign, made when it begins to gather and deleted when it is over.

    With `public_key` sealed sign-ons are closed. `private_box` holds the private half, closed for the key of
    ESCROW_PRIVATE_KEYS, which the worker has and the pages have not; empty once everything is open. `mark_key` makes
    the marks of this campaign, which therefore equal nothing in any other table or campaign.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="keys")
    public_key = models.BinaryField(null=True)
    private_box = models.BinaryField(null=True)
    mark_key = EncryptedTextField(help_text="base64")

    personal_data: tuple[str, ...] = ()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(public_key=None, private_box=None) | Q(public_key__isnull=False, private_box__isnull=False),
                name="campaign_keys_in_pairs",
            ),
        ]

    def __str__(self) -> str:
        return f"keys of campaign {self.campaign_id}"


class SignOn(models.Model):
    """One seller in one campaign; only `campaigns.actions` writes it, and leaving deletes it.

    A sealed row says nothing but that somebody joined: no person, no moment, no order (ids are random, and the rows are
    written anew in random order every hour). `mark` counts the seller and `person_mark` finds the row again for the one
    who asks to leave; both are HMACs under the campaign's own key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sign_ons")
    mark = models.CharField(max_length=64)
    person_mark = models.CharField(max_length=64)
    box = models.BinaryField(null=True, help_text="who it is, closed for the campaign's key")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sign_ons")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="sign_ons")
    joined_on = models.DateField(null=True)

    personal_data = ("mark", "person_mark", "box", "person", "case")

    class Meta:
        ordering: ClassVar[list[Any]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "mark"], name="sign_on_once_per_seller"),
            models.UniqueConstraint(fields=["campaign", "person_mark"], name="sign_on_once_per_person"),
            models.CheckConstraint(
                condition=Q(box__isnull=False, person=None, case=None, joined_on=None)
                | Q(box=None, person__isnull=False, case__isnull=False, joined_on__isnull=False),
                name="sign_on_is_open_or_sealed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
