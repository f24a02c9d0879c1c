"""The ledger of what was lost, and what came back. A case has one; the ledger knows no case."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.guards import append_only
from apps.core.money import Money
from apps.losses.enums import Basis, Grade, LineKind


class Ledger(models.Model):
    """Lines of one case. A row so that concurrent writers have something to lock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opened_at = models.DateTimeField(_("opened"))

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("ledger")
        verbose_name_plural = _("ledgers")

    def __str__(self) -> str:
        return str(self.id)


class LossLine(models.Model):
    """One line, written once. A correction or retraction is a new line that names the one it replaces (`supersedes`).

    Amounts are in `currency` (ISO 4217), not converted. `loss_date` is the calendar day at the marketplace.
    """

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="lines")
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind, default=LineKind.LOSS)
    component = models.CharField(max_length=40)
    low = models.DecimalField(_("at least"), max_digits=18, decimal_places=4)
    likely = models.DecimalField(_("likely"), max_digits=18, decimal_places=4)
    high = models.DecimalField(_("at most"), max_digits=18, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    loss_date = models.DateField(_("since"), null=True)
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.DECLARED)
    grade = models.CharField(_("backed by"), max_length=1, choices=Grade, default=Grade.C)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("replaces"), null=True, related_name="superseded_by"
    )
    source = models.ForeignKey(
        "losses.ReportImport", models.PROTECT, verbose_name=_("read from"), null=True, related_name="lines"
    )
    group = models.CharField(max_length=120, blank=True, help_text="what of a report it is; a later report replaces it")
    rows = models.JSONField(default=list, blank=True, help_text="row numbers in the report, the first of them")
    row_count = models.PositiveIntegerField(default=0)
    costs = models.ForeignKey(
        "losses.ReportImport", models.PROTECT, verbose_name=_("valued by"), null=True, related_name="valued_lines"
    )
    cost_rows = models.JSONField(default=list, blank=True, help_text="row numbers in the cost list, the first of them")
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = ("entered_by",)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering: ClassVar = ["id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=0, likely__gte=F("low"), high__gte=F("likely")), name="loss_line_amounts_in_order"
            ),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="loss_line_currency_is_iso"),
            models.CheckConstraint(
                condition=~Q(kind=LineKind.RETRACTION) | Q(supersedes__isnull=False),
                name="loss_line_retraction_names_one",
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=True, group="") | (Q(source__isnull=False) & ~Q(group="")),
                name="loss_line_from_report_says_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.likely} {self.currency}"

    @property
    def verdict(self) -> str:
        """The latest of `verdicts` where the selector that fetched the line asked for it; empty without one."""
        return getattr(self, "latest_verdict", "")

    @property
    def likely_money(self) -> Money:
        return Money(self.likely, self.currency)

    @property
    def low_money(self) -> Money:
        return Money(self.low, self.currency)

    @property
    def high_money(self) -> Money:
        return Money(self.high, self.currency)
