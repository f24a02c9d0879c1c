"""What an association writes to those who take part, to whom it was mailed, and who wants no such mail."""

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.associations.models import Association
from apps.campaigns.enums import Segment, UpdateState
from apps.campaigns.models.campaigns import Campaign
from apps.core.guards import FactsAreFinal, RefuseTruncate
from apps.incidents.models.bilingual import Bilingual
from apps.notifications.models import Message

LONGEST_TITLE, LONGEST_TEXT = 160, 20_000
PROGRESS = ["state", "begun_at", "ended_at"]


class CampaignUpdate(models.Model):
    """News for participants, in one language or both. Once it is mailed only its state moves.

    Everybody who takes part openly reads it on their own page; `segment` says who is mailed that it is there.
    `per_day` is how many mails a day (UTC) at most; the campaign has a limit of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="updates")
    association = models.ForeignKey(Association, models.PROTECT, related_name="updates")
    title_en = models.CharField(max_length=LONGEST_TITLE, blank=True)
    title_zh = models.CharField(max_length=LONGEST_TITLE, blank=True)
    text_en = models.TextField(blank=True)
    text_zh = models.TextField(blank=True)
    segment = models.CharField(max_length=12, choices=Segment)
    marketplace = models.CharField(max_length=60, blank=True)
    per_day = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=UpdateState, default=UpdateState.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    title = Bilingual()
    text = Bilingual()

    personal_data = ("made_by",)

    class Meta:
        verbose_name = _("update of a campaign")
        verbose_name_plural = _("updates of campaigns")
        ordering: ClassVar[list[Any]] = ["-made_at", "id"]
        indexes = [models.Index(fields=["state"], condition=Q(state=UpdateState.RUNNING), name="update_runs")]
        constraints = [
            models.CheckConstraint(condition=Q(segment__in=Segment.values), name="update_segment_is_known"),
            models.CheckConstraint(condition=Q(state__in=UpdateState.values), name="update_state_is_known"),
            models.CheckConstraint(
                condition=(~Q(title_en="") & ~Q(text_en="")) | (~Q(title_zh="") & ~Q(text_zh="")),
                name="update_is_whole_in_one_language",
            ),
            models.CheckConstraint(
                condition=Q(segment=Segment.MARKETPLACE) & ~Q(marketplace="")
                | ~Q(segment=Segment.MARKETPLACE) & Q(marketplace=""),
                name="update_marketplace_with_its_segment",
            ),
            models.CheckConstraint(condition=Q(per_day__gte=1), name="update_goes_on"),
            models.CheckConstraint(
                condition=Q(state=UpdateState.DRAFT, begun_at=None)
                | ~Q(state=UpdateState.DRAFT) & Q(begun_at__isnull=False),
                name="update_begun_has_moment",
            ),
        ]
        triggers = [
            FactsAreFinal(name="words_stand", words=PROGRESS, once=~pgtrigger.Q(old__state=UpdateState.DRAFT)),
            pgtrigger.Protect(
                name="mailed_updates_stay",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state=UpdateState.DRAFT),
            ),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def languages(self) -> list[str]:
        """In which it is whole."""
        both = (("en", self.title_en and self.text_en), ("zh", self.title_zh and self.text_zh))
        return [language for language, is_whole in both if is_whole]


class UpdateMail(models.Model):
    """An update planned for one participant; the message itself is in the outbox. Leaving deletes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    update = models.ForeignKey(CampaignUpdate, models.PROTECT, related_name="mails", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    message = models.OneToOneField(Message, models.SET_NULL, null=True, related_name="+")
    stop_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key that the mail carries")
    planned_on = models.DateField()

    personal_data = ("person",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["update", "person"], name="update_mailed_once")]
        indexes = [models.Index(fields=["update", "planned_on"], name="update_mails_of_day")]

    def __str__(self) -> str:
        return str(self.id)


class UpdateStop(models.Model):
    """Somebody who takes part in a campaign and wants no mail about its updates. Leaving deletes it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="stops")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    stopped_on = models.DateField()

    personal_data = ("person",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="update_stopped_once")]

    def __str__(self) -> str:
        return str(self.pk)
