"""The campaign: what many sellers ask for together, of whom, and how far it is."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.associations.models import Association
from apps.campaigns.enums import OVER, EntryKind, Forum, Stage
from apps.campaigns.rules import LEAST, allowed_pairs, share_of
from apps.core.guards import FactsAreFinal, RefuseTruncate, append_only
from apps.deadlines.models import Docket
from apps.incidents.models import Incident
from apps.incidents.models.bilingual import Bilingual
from apps.marketplaces.enums import PLATFORMS

MOVING = ["stage", "moved_at", "shown_count", "shown_on", "docket"]


class EnoughHaveJoined(pgtrigger.Trigger):
    """A campaign that gathers comes to its threshold by as many rows as it promised to wait for, and not otherwise."""

    when = pgtrigger.Before
    operation = pgtrigger.UpdateOf("stage")  # type: ignore[no-untyped-call]
    level = pgtrigger.Row

    def get_func(self, model: Any) -> str:
        return """
            IF NEW.stage = 'threshold_met' AND OLD.stage = 'gathering' AND
               (SELECT count(*) FROM campaigns_signon WHERE campaign_id = NEW.id) < NEW.threshold THEN
                RAISE EXCEPTION 'recourse: too few have joined' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """


class Campaign(models.Model):
    """What is asked, of whom, by how many at least, until when (the last day, UTC). `led_by` wrote it and moves its
    stages; without, moderators do.

    Once it gathers, only its stage and the shown count move: who joined under one promise is not held to another.
    `shown_count` is in full tens and is renewed once a day; the number of rows leaves by no other way.
    """

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name=_("incident")
    )
    platform = models.CharField(_("platform"), max_length=40)
    forum = models.CharField(_("to whom"), max_length=12, choices=Forum)
    title_en = models.CharField(_("title, English"), max_length=160)
    title_zh = models.CharField(_("title, Chinese"), max_length=160)
    goal_en = models.TextField(_("what is to be reached, English"))
    goal_zh = models.TextField(_("what is to be reached, Chinese"))
    demands_en = models.TextField(_("demands, English"), help_text=_("One a line."))
    demands_zh = models.TextField(_("demands, Chinese"), help_text=_("One a line."))
    conduct_en = models.TextField(_("code of conduct, English"), blank=True)
    conduct_zh = models.TextField(_("code of conduct, Chinese"), blank=True)
    threshold = models.PositiveIntegerField(_("how many have to join"))
    until = models.DateField(_("last day to join (UTC)"))
    takes_escrow = models.BooleanField(_("people may join sealed until enough have"), default=True)

    led_by = models.ForeignKey(
        Association, models.PROTECT, null=True, blank=True, related_name="led_campaigns", editable=False
    )
    docket = models.OneToOneField(
        Docket,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="campaign",
        help_text="days that everybody reads",
    )
    stage = models.CharField(_("stage"), max_length=14, choices=Stage, default=Stage.DRAFT, editable=False)
    shown_count = models.PositiveIntegerField(default=0, editable=False)
    shown_on = models.DateField(null=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(editable=False)
    moved_at = models.DateTimeField(editable=False)

    title = Bilingual()
    goal = Bilingual()
    demands = Bilingual()
    conduct = Bilingual()

    personal_data = ("made_by",)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering: ClassVar[list[Any]] = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex="^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="campaign_slug_is_plain",
                violation_error_message=_("An address has small letters, digits and single hyphens only."),
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=LEAST),
                name="campaign_threshold_hides_each",
                violation_error_message=_("Ten at least: among fewer nobody is hidden."),
            ),
            models.CheckConstraint(
                condition=~Q(forum=Forum.GATHERING) | (~Q(conduct_en="") & ~Q(conduct_zh="")),
                name="campaign_gathering_has_conduct",
                violation_error_message=_("A gathering needs a code of conduct in both languages."),
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="campaign_stage_is_known"),
        ]
        triggers = [
            pgtrigger.FSM(name="stage_moves", field="stage", transitions=allowed_pairs()),
            EnoughHaveJoined(name="enough_have_joined"),
            FactsAreFinal(name="promise_stands", words=MOVING, once=~pgtrigger.Q(old__stage=Stage.DRAFT)),
            pgtrigger.Protect(
                name="begun_campaigns_stay",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__stage=Stage.DRAFT),
            ),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("campaign-detail", args=[self.slug])

    @property
    def platform_name(self) -> str:
        return PLATFORMS.label(self.platform)

    @property
    def is_over(self) -> bool:
        return self.stage in OVER

    @property
    def list_of_demands(self) -> list[str]:
        return [line.strip() for line in self.demands.splitlines() if line.strip()]

    @property
    def share(self) -> int:
        """How far it is, in per cent, by the shown count."""
        return share_of(self.shown_count, self.threshold)

    @property
    def picture_width(self) -> float:
        """Of the bar of its progress picture, which is 320 wide when it is full."""
        return self.share * 3.2


class CampaignEntry(models.Model):
    """A step of a campaign, for everybody to read: a stage, what the platform answered, news. Written once.

    Shown by its day. Nobody's joining or leaving is an entry.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    to_stage = models.CharField(_("stage"), max_length=14, choices=Stage, blank=True)
    text_en = models.TextField(_("text, English"), blank=True)
    text_zh = models.TextField(_("text, Chinese"), blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    happened_on = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("noted"))

    text = Bilingual()

    personal_data = ("by",)

    class Meta:
        verbose_name = _("entry of a campaign")
        verbose_name_plural = _("entries of campaigns")
        ordering: ClassVar[list[Any]] = ["happened_on", "id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EntryKind.STAGE, to_stage__in=Stage.values)
                | (~Q(kind=EntryKind.STAGE) & Q(to_stage="") & ~Q(text_en="")),
                name="campaign_entry_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.to_stage}".strip()
