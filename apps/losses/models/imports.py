"""Reports that were brought to a ledger, and their rows. The words of the rows stay in the sealed file."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.encryption import EncryptedTextField
from apps.core.guards import RefuseChange, RefuseTruncate
from apps.core.turns import TakesTurns
from apps.evidence.models import StoredFile
from apps.losses.enums import IMPORT_MOVES, LIVE_IMPORTS, WORKABLE, ImportState
from apps.losses.models.ledger import Ledger


class ReportImport(TakesTurns):
    """One report on its way into a ledger, and afterwards where its lines came from.

    It is looked at by a job, shown to its owner, and taken over by a job when they say so. `options` is what they chose
    instead of us (encoding, delimiter, locale, format). `facts` is what the report says of itself, as JSON; `findings`
    are the amounts held back that follow from it. Rows of a report count while its state is `done`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="imports")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=ImportState, default=ImportState.WAITING)
    options = models.JSONField(default=dict)
    since = models.DateField(null=True, help_text="rows before this day are no loss of this case")
    format = models.CharField(max_length=40, blank=True)
    facts = EncryptedTextField()
    findings = models.JSONField(default=list)
    complaint = models.CharField(max_length=40, blank=True, help_text="code of why it was refused or failed")
    reconciled = models.BooleanField(null=True, help_text="whether its rows add up to the total it states, if it does")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    rows_expected = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0, help_text="brought by an earlier report already")
    rows_changed = models.PositiveIntegerField(default=0, help_text="of those, said differently now")
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = ("facts", "brought_by")

    class Meta:
        verbose_name = _("imported report")
        verbose_name_plural = _("imported reports")
        ordering: ClassVar = ["brought_at", "id"]
        indexes = [
            models.Index(fields=["moved_at"], condition=Q(state__in=WORKABLE), name="report_import_to_do"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="report_import_state_is_known"),
            models.UniqueConstraint(
                fields=["ledger", "file"], condition=Q(state__in=LIVE_IMPORTS), name="report_import_once_per_file"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="state_moves",
                field="state",
                transitions=[(str(before), str(after)) for before, after in IMPORT_MOVES],
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_at_work(self) -> bool:
        return self.state in WORKABLE

    @property
    def percent(self) -> int:
        """How much of the report has been taken over, 0 to 100."""
        return min(100, 100 * self.rows_done // self.rows_expected) if self.rows_expected else 0


class ReportRow(models.Model):
    """One row of a report as far as amounts follow from it; `number` finds the rest in the sealed file.

    `key` is the same for the same row of an overlapping report. `amount` is signed as the platform counts it (positive:
    to the seller), in `currency`; `day` is the calendar day at which the report counts it.
    """

    source = models.ForeignKey(ReportImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=40)
    category = models.CharField(max_length=20)
    day = models.DateField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    status = models.CharField(max_length=20, blank=True)
    release = models.DateField(null=True)
    quantity = models.BigIntegerField(null=True)
    component = models.CharField(max_length=40, blank=True, help_text="of a row in our own template: what it declares")

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("row of a report")
        verbose_name_plural = _("rows of reports")
        triggers = [RefuseTruncate(name="no_truncate"), RefuseChange(name="rows_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.source_id} {self.number}"
