"""Who put which file in, what was made from it, and what happened to it since."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.encryption import EncryptedTextField
from apps.core.guards import append_only
from apps.evidence.enums import Custody, Making, ScanState


class StoredFile(models.Model):
    """One file as somebody gave it, or what was made from one. Two rows may share one content-addressed blob."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size"), help_text="bytes")
    media_type = models.CharField(_("type"), max_length=100, help_text="by content, not by name")
    name = EncryptedTextField()
    stored_at = models.DateTimeField(_("stored"))
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    belongs_to = models.UUIDField(null=True, help_text="the case or campaign it was put in for; limits count by it")

    making = models.CharField(_("made as"), max_length=10, choices=Making, default=Making.ORIGINAL)
    original = models.ForeignKey("self", models.PROTECT, null=True, related_name="derived", verbose_name=_("original"))
    pages = models.PositiveIntegerField(_("pages"), null=True, help_text="once they were counted")

    scan_state = models.CharField(_("malware scan"), max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED)
    scanned_at = models.DateTimeField(_("scanned"), null=True)
    scan_engine = models.CharField(max_length=200, blank=True, help_text="program and signatures, as it names them")
    scan_found = models.CharField(max_length=200, blank=True, help_text="name of what was found")

    checked_at = models.DateTimeField(_("last checked"), null=True, help_text="when its bytes were last hashed anew")
    damaged_at = models.DateTimeField(_("found damaged"), null=True)
    discarded_at = models.DateTimeField(_("discarded"), null=True)
    removed_at = models.DateTimeField(
        _("bytes removed"), null=True, help_text="when its bytes were settled after discarding"
    )

    personal_data = ("name", "stored_by")

    class Meta:
        verbose_name = _("file of the vault")
        verbose_name_plural = _("files of the vault")
        indexes = [
            models.Index(fields=["sha256"], name="stored_file_sha256"),
            models.Index(fields=["belongs_to"], name="stored_file_belongs_to"),
            models.Index(
                F("checked_at").asc(nulls_first=True), condition=Q(removed_at=None), name="stored_file_to_check"
            ),
            models.Index(
                fields=["discarded_at"],
                condition=Q(removed_at=None, discarded_at__isnull=False),
                name="stored_file_gone",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="stored_file_sha256_is_hex"),
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_is_not_empty"),
            models.CheckConstraint(
                condition=Q(making=Making.ORIGINAL, original=None)
                | (~Q(making=Making.ORIGINAL) & Q(original__isnull=False)),
                name="stored_file_is_original_or_made_from_one",
            ),
            models.CheckConstraint(
                condition=Q(scan_state__in=[ScanState.NOT_SCANNED, ScanState.WAITING]) | Q(scanned_at__isnull=False),
                name="stored_file_verdict_has_moment",
            ),
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(making=Making.SHARE, discarded_at=None),
                name="stored_file_one_share_copy",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="bytes_are_final", fields=["sha256", "size", "making", "original"]),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_original(self) -> bool:
        return self.making == Making.ORIGINAL

    @property
    def is_infected(self) -> bool:
        return self.scan_state == ScanState.INFECTED


class CustodyEntry(models.Model):
    """One line of a file's custody log. Written once. `made` is the copy an entry tells of, on the original's log."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="custody")
    kind = models.CharField(_("what"), max_length=20, choices=Custody)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    detail = models.CharField(_("detail"), max_length=200, blank=True, help_text="of machines: verdict, engine, server")

    personal_data = ("by",)

    class Meta:
        verbose_name = _("custody entry")
        verbose_name_plural = _("custody entries")
        ordering: ClassVar = ["at", "id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"
