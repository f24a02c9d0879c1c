"""What a body notes about the cases it was given: who works on which, and words of its own."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.associations.models.associations import Association
from apps.cases.models import Case
from apps.core.encryption import EncryptedTextField
from apps.core.guards import words_may_go


class CaseAssignment(models.Model):
    """Who of a body works on a case; one at a time. Whether the body still has the case is asked of its grants."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="assignments")
    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    since = models.DateTimeField(_("since"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("until"), null=True)

    personal_data = ("person", "by")

    class Meta:
        verbose_name = _("assignment of a case")
        verbose_name_plural = _("assignments of cases")
        indexes = [models.Index(fields=["person"], condition=Q(ended_at__isnull=True), name="assignment_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "case"], condition=Q(ended_at__isnull=True), name="assignment_is_one"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")), name="assignment_ends_after"
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="assignment_stands", exclude=["ended_at"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id}"


class CaseNote(models.Model):
    """Words of a body about a case, for its own people alone. Never changed; emptied when the seller is erased."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    association = models.ForeignKey(Association, models.PROTECT, related_name="notes")
    case = models.ForeignKey(Case, models.PROTECT, related_name="association_notes")
    text = EncryptedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    personal_data = ("text", "by")

    class Meta:
        verbose_name = _("note of an association")
        verbose_name_plural = _("notes of associations")
        ordering: ClassVar = ["-at", "-id"]
        indexes = [models.Index(fields=["association", "case", "-at"], name="note_of_case")]
        triggers = words_may_go("text")

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"
