"""What is said about an incident, one fact a row: how well it is known, who says so, where it stands."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.moments import say_date
from apps.incidents.enums import Bound, Confidence, Precision, Side, fact_statuses
from apps.incidents.models.archived import Archived, archived_whole
from apps.incidents.models.bilingual import Bilingual
from apps.incidents.models.incidents import Incident
from apps.incidents.rules import (
    bounded,
    counted_day,
    day_in_words,
    quantity_in_words,
    rounded_money,
)


class Source(Archived):
    """A page or paper, numbered within its incident. Address, date and kept copy are as far as they are known."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="sources")
    number = models.PositiveSmallIntegerField(_("number"))
    publisher = models.CharField(_("publisher"), max_length=120)
    locator = models.CharField(_("where in it"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    kind_en = models.CharField(_("kind, English"), max_length=80, blank=True)
    kind_zh = models.CharField(_("kind, Chinese"), max_length=80, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    published_inferred = models.BooleanField(_("the date is our inference"), default=False)
    reliability_en = models.CharField(_("reliability, English"), max_length=300, blank=True)
    reliability_zh = models.CharField(_("reliability, Chinese"), max_length=300, blank=True)

    kind = Bilingual()
    reliability = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering: ClassVar = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="source_number_once_per_incident"),
            models.CheckConstraint(condition=Q(url="") | Q(url__regex="^https?://"), name="source_url_is_web"),
            *archived_whole("source"),
        ]

    def __str__(self) -> str:
        return f"[{self.number}] {self.publisher}"

    @property
    def published(self) -> str:
        return day_in_words(self.published_on, inferred=self.published_inferred) if self.published_on else ""


class Fact(models.Model):
    """What every fact has. `source_numbers` are those of the incident's sources; empty where none is known."""

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    status = models.CharField(_("status"), max_length=12, choices=fact_statuses)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, blank=True)
    source_numbers = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("numbers of its sources"), default=list, blank=True
    )

    class Meta:
        abstract = True
        ordering: ClassVar[list[Any]] = ["order", "id"]


class IncidentDate(Fact):
    """A day on which something happened or was promised. `time_note` is what else is said about the hour and zone."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="dates")
    event = models.SlugField(_("code"), max_length=60)
    label_en = models.CharField(_("what, English"), max_length=200)
    label_zh = models.CharField(_("what, Chinese"), max_length=200, blank=True)
    day = models.DateField(_("day"))
    precision = models.CharField(_("known to the"), max_length=8, choices=Precision, default=Precision.DAY)
    time_note_en = models.CharField(_("hour and zone, English"), max_length=200, blank=True)
    time_note_zh = models.CharField(_("hour and zone, Chinese"), max_length=200, blank=True)
    place_en = models.CharField(_("place, English"), max_length=200, blank=True)
    place_zh = models.CharField(_("place, Chinese"), max_length=200, blank=True)
    by_en = models.CharField(_("who says so, English"), max_length=200, blank=True)
    by_zh = models.CharField(_("who says so, Chinese"), max_length=200, blank=True)
    note_en = models.TextField(_("note, English"), blank=True)
    note_zh = models.TextField(_("note, Chinese"), blank=True)

    label = Bilingual()
    time_note = Bilingual()
    place = Bilingual()
    by = Bilingual()
    note = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta(Fact.Meta):
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering: ClassVar[list[Any]] = ["day", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "event"], name="incident_date_once_per_event"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.event}"

    @property
    def in_words(self) -> str:
        return day_in_words(
            self.day,
            self.precision,
            inferred=self.status == "inferred",
            year_inferred=self.incident.year_inferred,
        )


class ComputedDate(Fact):
    """A date we worked out by a named rule; the source does not print it: `days` calendar days after `trigger_on`, that
    day not counted."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="computed_dates")
    rule = models.CharField(_("rule"), max_length=60, help_text=_("code of the deadline rule"))
    label_en = models.CharField(_("what, English"), max_length=200)
    label_zh = models.CharField(_("what, Chinese"), max_length=200, blank=True)
    working_en = models.TextField(_("the rule in words, English"))
    working_zh = models.TextField(_("the rule in words, Chinese"), blank=True)
    note_en = models.TextField(_("note, English"), blank=True)
    note_zh = models.TextField(_("note, Chinese"), blank=True)
    trigger_on = models.DateField(_("counted from"))
    days = models.PositiveSmallIntegerField(_("calendar days"))

    label = Bilingual()
    working = Bilingual()
    note = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta(Fact.Meta):
        verbose_name = _("computed date")
        verbose_name_plural = _("computed dates")

    def __str__(self) -> str:
        return self.rule

    @property
    def trigger(self) -> str:
        """The day counted from, in words."""
        return day_in_words(self.trigger_on)

    @property
    def due(self) -> str:
        """The last day of the period, in words."""
        return day_in_words(counted_day(self.trigger_on, self.days), year_inferred=self.incident.year_inferred)


class TimelineEntry(Fact):
    """A step of the story. Where no day is known, its place in the order is."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="timeline")
    day = models.DateField(_("day"), null=True, blank=True)
    precision = models.CharField(_("known to the"), max_length=8, choices=Precision, default=Precision.DAY)
    day_inferred = models.BooleanField(_("the date is our inference"), default=False)
    text_en = models.TextField(_("text, English"))
    text_zh = models.TextField(_("text, Chinese"), blank=True)
    by_en = models.CharField(_("who says so, English"), max_length=200, blank=True)
    by_zh = models.CharField(_("who says so, Chinese"), max_length=200, blank=True)

    text = Bilingual()
    by = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta(Fact.Meta):
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline")

    def __str__(self) -> str:
        return f"{self.order} {self.day or ''}".strip()

    @property
    def in_words(self) -> str:
        """When, in words; empty where the source gives no day (its place in the order is all that is known)."""
        if self.day is None:
            return ""
        return day_in_words(
            self.day, self.precision, inferred=self.day_inferred, year_inferred=self.incident.year_inferred
        )


class ClaimedFigure(Fact):
    """A number somebody gave. It is quoted with who said it and is never added to another.

    Money is in `currency` (ISO 4217), not converted. `is_doubtful`: shown only as a conflicting claim, never as a fact.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="figures")
    key = models.SlugField(_("code"), max_length=60)
    label_en = models.CharField(_("what is counted, English"), max_length=160)
    label_zh = models.CharField(_("what is counted, Chinese"), max_length=160, blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    value_high = models.DecimalField(_("up to"), max_digits=20, decimal_places=4, null=True, blank=True)
    bound = models.CharField(_("bound"), max_length=10, choices=Bound, default=Bound.EXACTLY)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    unit_en = models.CharField(_("unit, English"), max_length=60, blank=True)
    unit_zh = models.CharField(_("unit, Chinese"), max_length=60, blank=True)
    text_en = models.CharField(_("in words, English"), max_length=160, blank=True)
    text_zh = models.CharField(_("in words, Chinese"), max_length=160, blank=True)
    claimant_en = models.CharField(_("who says so, English"), max_length=200)
    claimant_zh = models.CharField(_("who says so, Chinese"), max_length=200, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_of_inferred = models.BooleanField(_("the date is our inference"), default=False)
    note_en = models.TextField(_("note, English"), blank=True)
    note_zh = models.TextField(_("note, Chinese"), blank=True)
    conflict_en = models.TextField(_("what contradicts it, English"), blank=True)
    conflict_zh = models.TextField(_("what contradicts it, Chinese"), blank=True)
    is_doubtful = models.BooleanField(_("doubtful: not to be shown as a fact"), default=False)
    entered_at = models.DateTimeField(_("entered"), null=True, editable=False)  # empty: before it was noted

    label = Bilingual()
    unit = Bilingual()
    text = Bilingual()
    claimant = Bilingual()
    note = Bilingual()
    conflict = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta(Fact.Meta):
        verbose_name = _("claimed figure")
        verbose_name_plural = _("claimed figures")
        constraints = [
            models.UniqueConstraint(fields=["incident", "key"], name="figure_once_per_key"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text_en=""),
                name="figure_says_something",
                violation_error_message=_("Give a value, or words."),
            ),
            models.CheckConstraint(
                condition=Q(value_high__isnull=True) | Q(value_high__gte=F("value")), name="figure_range_in_order"
            ),
            models.CheckConstraint(
                condition=Q(currency="") | Q(currency__regex="^[A-Z]{3}$"), name="figure_currency_is_iso"
            ),
            models.CheckConstraint(
                condition=Q(is_doubtful=False) | ~Q(conflict_en=""),
                name="figure_doubt_has_its_reason",
                violation_error_message=_("Say what contradicts a doubtful figure."),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def in_words(self) -> str:
        """`more than US$100,000,000`, `200 to 800 people`, or the source's own words where it gives no number."""
        if self.text or self.value is None:
            return str(self.text)
        if self.value_high is not None:
            low = quantity_in_words(self.value, self.currency)
            return bounded(f"{low}–{quantity_in_words(self.value_high, self.currency, self.unit)}", self.bound)
        return bounded(quantity_in_words(self.value, self.currency, self.unit), self.bound)

    @property
    def rounded(self) -> str:
        """A large amount as people say it, beside the exact digits."""
        return rounded_money(self.value, self.currency) if self.value is not None and self.currency else ""

    @property
    def as_of_in_words(self) -> str:
        return day_in_words(self.as_of, inferred=self.as_of_inferred) if self.as_of else ""

    @property
    def entered(self) -> str:
        """The day on which it was entered here, on the reader's calendar; empty where it was not noted."""
        return say_date(self.entered_at) if self.entered_at else ""


class Statement(Fact):
    """What a side said, in our words. The yes-or-no fields are empty where the source leaves it open."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="statements")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    speaker_en = models.CharField(_("speaker, English"), max_length=200)
    speaker_zh = models.CharField(_("speaker, Chinese"), max_length=200, blank=True)
    gist_en = models.TextField(_("gist, English"))
    gist_zh = models.TextField(_("gist, Chinese"), blank=True)
    channel_en = models.CharField(_("where it was said, English"), max_length=200, blank=True)
    channel_zh = models.CharField(_("where it was said, Chinese"), max_length=200, blank=True)
    day = models.DateField(_("day"), null=True, blank=True)
    day_inferred = models.BooleanField(_("the date is our inference"), default=False)
    addresses_incident = models.BooleanField(_("speaks about the incident itself"), null=True, blank=True)
    names_numbers = models.BooleanField(_("names numbers"), null=True, blank=True)
    admits_fault = models.BooleanField(_("admits a fault"), null=True, blank=True)
    offers_compensation = models.BooleanField(_("offers compensation"), null=True, blank=True)

    speaker = Bilingual()
    gist = Bilingual()
    channel = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta(Fact.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [models.CheckConstraint(condition=Q(side__in=Side.values), name="statement_side_is_known")]

    def __str__(self) -> str:
        return f"{self.side} {self.order}"

    @property
    def in_words(self) -> str:
        """When, in words; empty where the source gives no day."""
        if self.day is None:
            return ""
        return day_in_words(self.day, inferred=self.day_inferred, year_inferred=self.incident.year_inferred)


class ContestedPoint(models.Model):
    """Where the two sides tell it differently."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="contested_points")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    point_en = models.CharField(_("point, English"), max_length=200)
    point_zh = models.CharField(_("point, Chinese"), max_length=200, blank=True)
    platform_side_en = models.TextField(_("platform's side, English"))
    platform_side_zh = models.TextField(_("platform's side, Chinese"), blank=True)
    seller_side_en = models.TextField(_("sellers' side, English"))
    seller_side_zh = models.TextField(_("sellers' side, Chinese"), blank=True)

    point = Bilingual()
    platform_side = Bilingual()
    seller_side = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("contested point")
        verbose_name_plural = _("contested points")
        ordering: ClassVar = ["order", "id"]

    def __str__(self) -> str:
        return self.point_en


class Advice(models.Model):
    """What the source, or a moderator, advises sellers to do."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="advice")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text_en = models.TextField(_("text, English"))
    text_zh = models.TextField(_("text, Chinese"), blank=True)

    text = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("piece of advice")
        verbose_name_plural = _("advice")
        ordering: ClassVar = ["order", "id"]

    def __str__(self) -> str:
        return self.text_en[:60]
