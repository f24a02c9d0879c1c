"""The dossiers that were asked for, and what became of them."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.cases.models import Case
from apps.dossiers.enums import OPEN_DOSSIERS, DossierState, Reason, Variant
from apps.evidence.models import StoredFile


class Dossier(models.Model):
    """One PDF of a case with its manifest. `lease_…` belong to the worker that makes it.

    `done` of `total` exhibits are in it so far. The bytes go when `expires_at` is past; the hash stays, so that a file
    can still be told to be the one that was made here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="dossiers")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    variant = models.CharField(_("kind"), max_length=10, choices=Variant)
    state = models.CharField(_("state"), max_length=10, choices=DossierState, default=DossierState.WAITING)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)

    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    manifest = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the PDF")
    pages = models.PositiveIntegerField(_("pages"), default=0)
    exhibits = models.PositiveIntegerField(_("exhibits"), default=0)
    last_event_at = models.DateTimeField(null=True, help_text="the last entry of the timeline that it tells")
    ready_at = models.DateTimeField(_("made"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)

    personal_data = ("asked_by",)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering: ClassVar = ["-asked_at", "id"]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state__in=list(OPEN_DOSSIERS)), name="dossier_open"),
            models.Index(fields=["expires_at"], condition=Q(state=DossierState.READY), name="dossier_to_go"),
            models.Index(fields=["case", "-asked_at"], name="dossier_of_case"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DossierState.values), name="dossier_state_is_known"),
            models.UniqueConstraint(
                fields=["case", "language", "variant"],
                condition=Q(state__in=list(OPEN_DOSSIERS)),
                name="dossier_one_of_a_kind_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=DossierState.READY)
                | Q(file__isnull=False, manifest__isnull=False, ready_at__isnull=False, expires_at__isnull=False),
                name="dossier_ready_has_files",
            ),
            models.CheckConstraint(
                condition=~Q(state=DossierState.RUNNING) | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="dossier_running_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=DossierState.FAILED) | ~Q(reason=""), name="dossier_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_DOSSIERS

    @property
    def is_ready(self) -> bool:
        return self.state == DossierState.READY

    def can_be_had(self, now: datetime) -> bool:
        """Whether its files are still handed out."""
        return self.is_ready and self.expires_at is not None and self.expires_at > now
