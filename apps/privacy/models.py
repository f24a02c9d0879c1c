"""What people asked to take along or to have erased, and what stands in the way."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.cases.models import Case
from apps.core.encryption import EncryptedTextField
from apps.core.four_eyes import AskState, FourEyes, ask_triggers, four_eyes
from apps.core.guards import append_only
from apps.evidence.models import StoredFile
from apps.privacy.enums import OPEN_ERASURES, OPEN_EXPORTS, ErasureState, ExportState, Ground


class Export(models.Model):
    """One copy of everything somebody has here, as a ZIP in the vault. `lease_…` belong to the worker that makes it.

    `done` of `total` files are in it so far. The bytes go when `expires_at` is past.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    asked_at = models.DateTimeField(_("asked for"))
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    ready_at = models.DateTimeField(_("ready since"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)

    personal_data = ("owner",)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state__in=list(OPEN_EXPORTS)), name="export_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(state__in=list(OPEN_EXPORTS)), name="export_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.READY)
                | Q(file__isnull=False, ready_at__isnull=False, expires_at__isnull=False),
                name="export_ready_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.RUNNING) | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="export_running_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Erasure(models.Model):
    """Somebody's wish to be erased. Nothing goes before `due_at`; until then they can take it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasures")
    state = models.CharField(_("state"), max_length=10, choices=ErasureState, default=ErasureState.ASKED)
    asked_at = models.DateTimeField(_("asked for"))
    due_at = models.DateTimeField(_("due"))
    cancelled_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    personal_data = ("person",)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        indexes = [models.Index(fields=["due_at"], condition=Q(state__in=list(OPEN_ERASURES)), name="erasure_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=list(OPEN_ERASURES)), name="erasure_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=ErasureState.DONE) | Q(finished_at__isnull=False), name="erasure_done_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ErasureStep(models.Model):
    """That a step of an erasure is done. Written once; it holds numbers and no names."""

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    rows = models.PositiveIntegerField(help_text="how many it changed or removed")
    at = models.DateTimeField()

    personal_data: tuple[str, ...] = ()

    class Meta:
        ordering: ClassVar = ["id"]
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["erasure", "step"], name="erasure_step_once")]

    def __str__(self) -> str:
        return f"{self.step} {self.erasure_id}"


class Announcement(models.Model):
    """That a closed case will be emptied, told to its owner beforehand. A case that moved meanwhile is told of anew."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="announcements")
    closed_at = models.DateTimeField(help_text="when the case was closed for good, as it stood then")
    announced_at = models.DateTimeField()
    empties_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)

    personal_data: tuple[str, ...] = ()

    class Meta:
        indexes = [models.Index(fields=["empties_at"], condition=Q(emptied_at=None), name="announcement_open")]
        constraints = [models.UniqueConstraint(fields=["case", "closed_at"], name="announcement_once_per_closing")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.empties_at:%Y-%m-%d}"


class LegalHold(models.Model):
    """A moderator's word that somebody's data must be kept for now (a court, an investigation), and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holds")
    reason = EncryptedTextField()
    placed_at = models.DateTimeField(_("placed"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("person", "reason", "placed_by", "lifted_by")

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering: ClassVar = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="hold_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CaseErasure(FourEyes):
    """One moderator wants one case erased; when another agrees, it is erased in the same transaction, for good."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="erasures")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)

    personal_data = ("case", "words", "asked_by", "answer", "answered_by")

    class Meta:
        verbose_name = _("case to be erased")
        verbose_name_plural = _("cases to be erased")
        ordering: ClassVar = ["asked_at", "id"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state=AskState.ASKED), name="case_erasure_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=[AskState.ASKED, AskState.ALLOWED]), name="case_erasure_once"
            ),
            *four_eyes("case_erasure"),
        ]
        triggers = ask_triggers()

    @property
    def title(self) -> str:
        return self.case.reference
