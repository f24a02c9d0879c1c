"""What was published: frozen batches, each naming the one before it, and the corrections said of them."""

import json
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.guards import RefuseTruncate, append_only
from apps.statistics.enums import BATCH_MOVES, BatchState
from apps.statistics.rules.methods.rows import KEY


class Batch(models.Model):
    """One batch of figures as it may be printed, written once. Every page, chart and file reads `document` alone.

    `document` is canonical JSON (rules.documents) and says everything that is shown; `working` is for moderators: every
    withheld cell and why. Those of demonstration cases are a chain of their own.
    """

    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.PREPARED)
    demonstration = models.BooleanField(_("of demonstration cases"))
    number = models.PositiveIntegerField(_("number"))
    as_of = models.DateTimeField(_("as of"))
    document = models.TextField()
    working = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the batch before; empty for the first")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("prepared by"),
        null=True,
        related_name="+",
        help_text="empty: by the weekly run",
    )
    published_at = models.DateTimeField(_("published"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("published by"), null=True, related_name="+"
    )

    personal_data = ("prepared_by", "published_by")

    class Meta:
        verbose_name = _("batch of figures")
        verbose_name_plural = _("batches of figures")
        ordering: ClassVar = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["demonstration", "number"],
                condition=Q(state=BatchState.PUBLISHED),
                name="batch_number_once",
            ),
            models.UniqueConstraint(
                fields=["demonstration"], condition=Q(state=BatchState.PREPARED), name="batch_one_prepared"
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.PUBLISHED, published_at__isnull=False)
                | ~Q(state=BatchState.PUBLISHED) & Q(published_at__isnull=True, published_by__isnull=True),
                name="batch_published_says_when",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(prepared_by__isnull=True)
                | ~Q(published_by=models.F("prepared_by")),
                name="batch_takes_two_people",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="batch_is_frozen", exclude=["state", "published_at", "published_by"]),
            pgtrigger.FSM(name="state_moves", field="state", transitions=BATCH_MOVES),
            pgtrigger.Protect(
                name="published_is_final",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=BatchState.PREPARED),
            ),
            pgtrigger.Protect(name="batches_stay", operation=pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def figures(self) -> dict[str, Any]:
        """The document, read."""
        read: dict[str, Any] = json.loads(self.document)
        return read

    @property
    def preview(self) -> list[dict[str, Any]]:
        """For moderators: each printed form beside the true numbers and the reasons."""
        printed = {one["name"]: one["cells"] for one in self.figures["series"]}
        return [
            {
                "name": one["series"],
                "folded": one["folded"],
                "cells": [
                    {**form, "true_sellers": true["sellers"], "true_amount": true["amount"], "reasons": true["reasons"]}
                    for form, true in zip(printed[one["series"]], one["cells"], strict=True)
                ],
            }
            for one in self.working
            if "series" in one
        ]

    @property
    def preview_of_methods(self) -> list[dict[str, Any]]:
        """For moderators: each row of a method, and why nothing new is printed there."""
        told: list[dict[str, str]] = next((one["methods"] for one in self.working if "methods" in one), [])
        why = {one["place"]: one["why"] for one in told}
        return [
            {**row, "why": why.get("|".join(str(row[name]) for name in KEY), "")}
            for row in self.figures.get("methods", [])
        ]


class SeriesMemory(models.Model):
    """What the gate must know of a series when the next batch is made. Private, kept for the newest batch only."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="memories")
    series = models.CharField(max_length=20)
    memory = models.JSONField()

    personal_data: tuple[str, ...] = ()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "series"], name="memory_once_per_series")]

    def __str__(self) -> str:
        return f"{self.series} {self.batch_id}"


class Correction(models.Model):
    """What was wrong in a published batch, said beside it for ever. The batch itself stays as it was printed."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="corrections")
    text_en = models.TextField(_("what was wrong, English"))
    text_zh = models.TextField(_("what was wrong, Chinese"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = ("by",)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering: ClassVar = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.batch_id} {self.at:%Y-%m-%d}"
