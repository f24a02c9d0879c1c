"""Work on files that takes a while: rows that are claimed, so that a worker's death loses nothing."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.evidence.enums import JobKind, JobState, Reason
from apps.evidence.models.files import StoredFile


class FileJob(models.Model):
    """One piece of work on an original. `lease_until` and `lease_token` belong to the worker that is at it.

    `boxes` of a redaction: `[{"page": 1, "left": 0.1, "top": 0.2, "width": 0.3, "height": 0.05}, …]`, pages from 1,
    the rest in fractions of the page as it is shown. `reason` says why it was refused or failed.
    """

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="jobs")
    kind = models.CharField(_("what"), max_length=10, choices=JobKind)
    boxes = models.JSONField(default=list)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    reason = models.CharField(_("why not"), max_length=20, choices=Reason, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    made = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="made_by")

    personal_data = ("asked_by",)

    class Meta:
        verbose_name = _("work on a file")
        verbose_name_plural = _("work on files")
        ordering: ClassVar = ["asked_at", "id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="file_job_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "kind"], condition=~Q(kind=JobKind.REDACTION), name="file_job_once_per_kind"
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="file_job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[JobState.REFUSED, JobState.FAILED]) | ~Q(reason=""),
                name="file_job_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"

    @property
    def is_open(self) -> bool:
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def lease(self) -> tuple[uuid.UUID, datetime]:
        """Token and end of the lease; work that is being done has both. Raises ValueError for another."""
        if self.lease_token is None or self.lease_until is None:
            raise ValueError(f"{self} is not being done")
        return self.lease_token, self.lease_until
