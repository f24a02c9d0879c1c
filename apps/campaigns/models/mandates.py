"""Who may act for a seller in a campaign: the bodies that take part, and the mandates they were given."""

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.associations.models import Association
from apps.campaigns.enums import Claim, Forum
from apps.campaigns.models.campaigns import Campaign
from apps.cases.models import Case
from apps.core.encryption import EncryptedTextField
from apps.core.guards import AUDITED, Audited, FactsAreFinal, RefuseTruncate
from apps.evidence.models import StoredFile


class CampaignBody(models.Model):
    """An association that was asked to take part in a campaign, and does once its owner agreed, until it leaves.

    It learns of nobody but those who gave it a mandate.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="bodies")
    association = models.ForeignKey(Association, models.PROTECT, related_name="campaigns")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("asked"))
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    personal_data = ("by", "joined_by")

    class Meta:
        verbose_name = _("association in a campaign")
        verbose_name_plural = _("associations in campaigns")
        ordering: ClassVar[list[Any]] = ["association__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "association"], name="campaign_body_once"),
            models.CheckConstraint(
                condition=Q(joined_at=None, joined_by=None, left_at=None)
                | Q(joined_at__isnull=False, joined_by__isnull=False),
                name="campaign_body_joined_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.association_id}"


class Mandate(models.Model):
    """What a seller signed: the text in both languages, filled in, with its hash, and how they had signed in.

    Written once. The paper is added when it was made, the end when it is revoked. Erasing empties name and text; the
    hash stays, so that a paper that somebody kept can still be told from a forged one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="mandates")
    agent = models.ForeignKey(Association, models.PROTECT, related_name="mandates")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates")
    case = models.ForeignKey(Case, models.PROTECT, related_name="mandates")
    version = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    claims = ArrayField(models.CharField(max_length=20, choices=Claim))
    forums = ArrayField(models.CharField(max_length=12, choices=Forum))
    until = models.DateField()
    signed_name = EncryptedTextField()
    text_en = EncryptedTextField()
    text_zh = EncryptedTextField()
    text_sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=40, unique=True, help_text="random; who has it may ask whether it holds")
    signed_at = models.DateTimeField()
    signed_in_by = models.CharField(max_length=40, help_text="how they had signed in")
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    personal_data = ("person", "case", "signed_name", "text_en", "text_zh", "file")

    class Meta:
        ordering: ClassVar[list[Any]] = ["-signed_at", "id"]
        indexes = [models.Index(fields=["agent", "until"], condition=Q(revoked_at=None), name="mandate_of_agent")]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "agent", "person"], condition=Q(revoked_at=None), name="mandate_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(claims=[]) & ~Q(forums=[]) & ~Q(text_sha256=""), name="mandate_has_a_scope"
            ),
        ]
        triggers = [
            FactsAreFinal(name="mandate_stands", words=["signed_name", "text_en", "text_zh", "file", "revoked_at"]),
            pgtrigger.Protect(
                name="revoked_is_final",
                operation=pgtrigger.UpdateOf("revoked_at"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
            pgtrigger.Protect(name="mandates_stay", operation=pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
            Audited(name=AUDITED, without=["signed_name", "text_en", "text_zh", "file", "revoked_at"]),
        ]

    def __str__(self) -> str:
        return str(self.id)
