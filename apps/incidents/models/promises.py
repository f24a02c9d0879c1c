"""What a platform promised the sellers of an incident, and what became of it."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.guards import append_only
from apps.incidents.enums import PromiseEnd
from apps.incidents.models.bilingual import Bilingual
from apps.incidents.models.facts import Fact
from apps.incidents.models.incidents import Incident

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2090, 12, 31)  # between them every rule can count


class PlatformPromise(Fact):
    """One promise in the platform's words.

    With a `rule` its date stands on the incident's docket, counted from `counted_from` (a rule that names its day needs
    none). Without one it may name a day: "before `named_day`, US time". With neither it has no one day: each seller's
    runs from a day of their own.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="promises")
    key = models.SlugField(_("code"), max_length=60)
    wording_en = models.TextField(_("in the platform's words, English"))
    wording_zh = models.TextField(_("in the platform's words, Chinese"), blank=True)
    rule = models.CharField(_("rule"), max_length=80, blank=True, help_text=_("code of the deadline rule"))
    counted_from = models.DateField(_("counted from"), null=True, blank=True)
    named_day = models.DateField(_("promised before, US time"), null=True, blank=True)
    note_en = models.TextField(_("note, English"), blank=True)
    note_zh = models.TextField(_("note, Chinese"), blank=True)
    evidence_en = models.TextField(_("what is known of its keeping, English"), blank=True)
    evidence_zh = models.TextField(_("what is known of its keeping, Chinese"), blank=True)

    wording = Bilingual()
    note = Bilingual()
    evidence = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta(Fact.Meta):
        verbose_name = _("promise of the platform")
        verbose_name_plural = _("promises of the platform")
        constraints = [
            models.UniqueConstraint(fields=["incident", "key"], name="promise_once_per_key"),
            models.UniqueConstraint(fields=["incident", "rule"], condition=~Q(rule=""), name="promise_once_per_rule"),
            models.CheckConstraint(
                condition=Q(rule="") | Q(named_day__isnull=True),
                name="promise_has_one_basis",
                violation_error_message=_("Give either a rule or a named day."),
            ),
            models.CheckConstraint(
                condition=Q(counted_from__isnull=True) | (Q(counted_from__range=(FIRST_DAY, LAST_DAY)) & ~Q(rule="")),
                name="promise_counts_by_a_rule",
                violation_error_message=_("A day to count from needs a rule, and must lie between 1990 and 2090."),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class PromiseOutcome(models.Model):
    """What became of a promise, as an editor recorded it: public, with reason and source.

    Written once; the last counts. It names the promise by its key, so that it stays when the incident is loaded anew.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="promise_outcomes")
    promise_key = models.SlugField(max_length=60)
    end = models.CharField(_("what became of it"), max_length=10, choices=PromiseEnd)
    kept_on = models.DateField(_("on"), null=True)
    reason_en = models.TextField(_("how we know, English"))
    reason_zh = models.TextField(_("how we know, Chinese"), blank=True)
    source = models.CharField(_("source"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    reason = Bilingual()

    personal_data = ("by",)

    class Meta:
        verbose_name = _("outcome of a promise")
        verbose_name_plural = _("outcomes of promises")
        ordering: ClassVar[list[Any]] = ["id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(condition=Q(end__in=PromiseEnd.values), name="promise_end_is_known"),
            models.CheckConstraint(
                condition=Q(kept_on__isnull=True) | ~Q(end=PromiseEnd.NOT_KNOWN), name="promise_not_known_has_no_day"
            ),
            models.CheckConstraint(condition=~Q(reason_en="") & ~Q(source=""), name="promise_end_has_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.promise_key} {self.end}"
