"""The incident: a wave of similar cases, told from what others published."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.deadlines.models import Docket
from apps.incidents.enums import Confidence, Origin, Precision, Standing, fact_statuses
from apps.incidents.models.bilingual import Bilingual
from apps.incidents.rules import day_in_words, span_in_words


class Incident(models.Model):
    """What happened to many sellers at once, as far as sources tell it.

    The facts about it (dates, figures, statements …) are rows of their own, each with its status and sources. Case
    types, allegations, outcome are codes of the vocabulary. `year_inferred` holds for every date of it.
    """

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    platform = models.CharField(_("platform"), max_length=40)
    title_en = models.CharField(_("title, English"), max_length=160)
    title_zh = models.CharField(_("title, Chinese"), max_length=160, blank=True)
    summary_en = models.TextField(_("summary, English"))
    summary_zh = models.TextField(_("summary, Chinese"), blank=True)
    place_en = models.CharField(_("place, English"), max_length=200, blank=True)
    place_zh = models.CharField(_("place, Chinese"), max_length=200, blank=True)
    scope_en = models.TextField(_("who is said to be affected, English"), blank=True)
    scope_zh = models.TextField(_("who is said to be affected, Chinese"), blank=True)

    case_types = ArrayField(models.CharField(max_length=40), verbose_name=_("what happened"), default=list, blank=True)
    allegations = ArrayField(models.CharField(max_length=40), verbose_name=_("reasons"), default=list, blank=True)
    allegation_note_en = models.TextField(_("reason in the source's words, English"), blank=True)
    allegation_note_zh = models.TextField(_("reason in the source's words, Chinese"), blank=True)

    started_on = models.DateField(_("from"), null=True, blank=True)
    started_precision = models.CharField(_("known to the"), max_length=8, choices=Precision, blank=True)
    started_status = models.CharField(_("status of the date"), max_length=12, choices=fact_statuses, blank=True)
    ended_on = models.DateField(_("to"), null=True, blank=True)
    ended_precision = models.CharField(_("known to the"), max_length=8, choices=Precision, blank=True)
    year_inferred = models.BooleanField(_("the year is our inference"), default=False)
    year_reason_en = models.TextField(_("why this year, English"), blank=True)
    year_reason_zh = models.TextField(_("why this year, Chinese"), blank=True)
    year_confidence = models.CharField(_("confidence in the year"), max_length=6, choices=Confidence, blank=True)

    standing = models.CharField(_("standing"), max_length=16, choices=Standing, default=Standing.UNKNOWN)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    outcome_status = models.CharField(_("status of the outcome"), max_length=12, choices=fact_statuses, blank=True)
    outcome_note_en = models.TextField(_("outcome in words, English"), blank=True)
    outcome_note_zh = models.TextField(_("outcome in words, Chinese"), blank=True)
    caution_en = models.TextField(_("caution for readers, English"), blank=True)
    caution_zh = models.TextField(_("caution for readers, Chinese"), blank=True)
    unknown_en = ArrayField(
        models.TextField(), verbose_name=_("what no source says, English"), default=list, blank=True
    )
    unknown_zh = ArrayField(
        models.TextField(), verbose_name=_("what no source says, Chinese"), default=list, blank=True
    )

    docket = models.OneToOneField(
        Docket,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="incident",
        help_text="of the platform's promises",
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", help_text="its cases stand there now"
    )
    is_public = models.BooleanField(_("shown to everybody"), default=True)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.MODERATOR, editable=False)
    data_digest = models.CharField(max_length=64, blank=True, editable=False, help_text="SHA-256 of the record loaded")
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    title = Bilingual()
    summary = Bilingual()
    place = Bilingual()
    scope = Bilingual()
    allegation_note = Bilingual()
    year_reason = Bilingual()
    outcome_note = Bilingual()
    caution = Bilingual()
    unknown = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering: ClassVar[list[Any]] = [F("started_on").desc(nulls_last=True), "slug"]
        indexes = [models.Index(fields=["platform", "started_on"], name="incident_platform_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex="^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="incident_slug_is_plain",
                violation_error_message=_("An address has small letters, digits and single hyphens only."),
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | (~Q(started_precision="") & ~Q(started_status="")),
                name="incident_start_says_how_known",
                violation_error_message=_("Say how exactly and how well the first day is known."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | (Q(ended_on__gte=F("started_on")) & ~Q(ended_precision="")),
                name="incident_ends_after_it_starts",
                violation_error_message=_("The end lies before the start, or does not say how exactly it is known."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(is_public=False), name="incident_merged_is_not_public"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | ~Q(outcome_status=""),
                name="incident_outcome_says_how_known",
                violation_error_message=_("Say how well the outcome is known."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("incident-detail", args=[self.slug])

    @property
    def period(self) -> str:
        """From when to when, as exactly as it is known, in the reader's words."""
        inferred = {"inferred": self.started_status == "inferred", "year_inferred": self.year_inferred}
        start = day_in_words(self.started_on, self.started_precision, **inferred)
        end = (
            day_in_words(self.ended_on, self.ended_precision, year_inferred=self.year_inferred) if self.ended_on else ""
        )
        return span_in_words(start, end)
