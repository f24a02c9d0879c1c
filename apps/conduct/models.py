"""Reports of abuse, who is kept from taking part, and every step of both."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.conduct.enums import DECIDED, About, AbuseKind, ConductStep, Measure, Part, ReportState
from apps.conduct.rules import REPORT_MOVES
from apps.core.encryption import EncryptedTextField
from apps.core.guards import RefuseTruncate, append_only


class AbuseReport(models.Model):
    """What somebody reported of a page. Who did is shown to nobody; a visitor's row names nobody at all.

    `key` names what it is about: the slug of what is public, the id of a case, nothing for the site itself.
    `reason` is what the one who reported reads.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.CharField(_("about"), max_length=12, choices=About)
    key = models.CharField(max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=AbuseKind)
    words = EncryptedTextField(_("what was written"))
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    language = models.CharField(_("language"), max_length=10)
    reported_at = models.DateTimeField(_("reported"))
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.OPEN)
    measure = models.CharField(_("what was done"), max_length=10, choices=Measure, blank=True)
    reason = EncryptedTextField(_("words to the one who reported"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    personal_data = ("words", "reporter", "reason", "decided_by")

    class Meta:
        verbose_name = _("report of abuse")
        verbose_name_plural = _("reports of abuse")
        ordering: ClassVar = ["reported_at", "id"]
        indexes = [
            models.Index(fields=["reported_at"], condition=Q(state=ReportState.OPEN), name="abuse_waiting"),
            models.Index(fields=["reporter", "reported_at"], name="abuse_of_reporter"),
            models.Index(fields=["decided_by", "decided_at"], name="abuse_decided"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "about", "key", "kind"],
                condition=Q(state=ReportState.OPEN),
                name="abuse_open_once",
            ),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="abuse_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=AbuseKind.values), name="abuse_kind_is_known"),
            models.CheckConstraint(condition=Q(about=About.SITE) | ~Q(key=""), name="abuse_names_its_subject"),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | Q(state=ReportState.OPEN, decided_by__isnull=True, decided_at__isnull=True),
                name="abuse_decision_has_a_name",
            ),
            models.CheckConstraint(condition=Q(state=ReportState.ACTED) ^ Q(measure=""), name="abuse_deed_is_named"),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=REPORT_MOVES),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("abuse-receipt", args=[self.pk])


class Bar(models.Model):
    """Somebody is kept from taking part, until a day or until it is lifted. They read why, and may object once.

    With `with_sellers` nobody else files for the sellers they filed for either.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bars")
    parts = ArrayField(models.CharField(max_length=10, choices=Part), verbose_name=_("kept from"))
    with_sellers = models.BooleanField(_("also others who file for the same sellers"), default=False)
    reason = EncryptedTextField(_("reason, as they read it"))
    report = models.ForeignKey(AbuseReport, models.PROTECT, null=True, related_name="bars")
    made_at = models.DateTimeField(_("since"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateTimeField(_("until"), null=True)
    objection = EncryptedTextField(_("objection"))
    objected_at = models.DateTimeField(_("objected"), null=True)
    answer = EncryptedTextField(_("answer to the objection, or why it was lifted"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted"), null=True)

    personal_data = ("person", "reason", "made_by", "objection", "answer", "answered_by")

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering: ClassVar = ["-made_at", "id"]
        indexes = [
            models.Index(
                fields=["objected_at"],
                condition=Q(objected_at__isnull=False, answered_at__isnull=True),
                name="objection_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at__isnull=True), name="bar_once"),
            models.CheckConstraint(condition=~Q(parts=[]), name="bar_keeps_from_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="bar_answer_has_a_name",
            ),
        ]
        triggers = [RefuseTruncate(name="no_truncate")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def parts_in_words(self) -> list[str]:
        return [str(Part(part).label) for part in self.parts]


class ConductEvent(models.Model):
    """A step of a report or of an exclusion, written once and in the record of writes. No words: they stand there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(AbuseReport, models.PROTECT, null=True, related_name="events")
    bar = models.ForeignKey(Bar, models.PROTECT, null=True, related_name="events")
    step = models.CharField(max_length=10, choices=ConductStep)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    personal_data = ("by",)

    class Meta:
        verbose_name = _("step about conduct")
        verbose_name_plural = _("steps about conduct")
        ordering: ClassVar = ["at", "id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=True) ^ Q(bar__isnull=True), name="conduct_event_is_of_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.report_id or self.bar_id}"
