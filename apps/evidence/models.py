"""The vault: who put which file in, and what happened to it since. The bytes lie encrypted under EVIDENCE_ROOT."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.encryption import EncryptedTextField
from apps.core.guards import append_only
from apps.evidence.enums import Custody


class StoredFile(models.Model):
    """One file as somebody gave it. Two people may give the same bytes: two rows, one content-addressed blob."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size"), help_text="bytes")
    media_type = models.CharField(_("type"), max_length=100, help_text="by content, not by name")
    name = EncryptedTextField()
    stored_at = models.DateTimeField(_("stored"))
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(_("discarded"), null=True)
    removed_at = models.DateTimeField(
        _("bytes removed"), null=True, help_text="when its bytes were settled after discarding"
    )

    personal_data = ("name", "stored_by")

    class Meta:
        verbose_name = _("file of the vault")
        verbose_name_plural = _("files of the vault")
        indexes = [models.Index(fields=["sha256"], name="stored_file_sha256")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="stored_file_sha256_is_hex"
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_is_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CustodyEntry(models.Model):
    """One line of a file's custody log. Written once."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="custody")
    kind = models.CharField(_("what"), max_length=20, choices=Custody)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("by",)

    class Meta:
        verbose_name = _("custody entry")
        verbose_name_plural = _("custody entries")
        ordering: ClassVar = ["at", "id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"
