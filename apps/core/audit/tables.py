"""Tables of the record. None holds a word of what was written, only salted digests of rows and where they stand."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.guards import RefuseTruncate, append_only, final_rows


class AuditNote(models.Model):
    """Which row a digest is of, and the salt that opens it. Written by the trigger, numbered (`seq`) when it is sealed.

    Deleted with its row where rows are removed for good; what stays in the chain then tells nothing of them.
    """

    table = models.CharField(max_length=63)
    row = models.CharField(max_length=63, help_text="primary key")
    columns = models.TextField(help_text="names, comma separated, of the columns the digest covers")
    salt = models.BinaryField()
    digest = models.BinaryField()
    noted_at = models.DateTimeField()
    seq = models.BigIntegerField(null=True, unique=True, help_text="place in the chain; empty until it is sealed")

    personal_data: tuple[str, ...] = ()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(seq__isnull=True), name="audit_note_unsealed"),
            models.Index(fields=["table", "row"], name="audit_note_of_row"),
        ]
        triggers: ClassVar = [RefuseTruncate(name="no_truncate")]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


class AuditEntry(models.Model):
    """One link of the chain. `seq` begins at 1 and has no gap; `hash` covers every other column (`chain.link`)."""

    seq = models.BigIntegerField(primary_key=True)
    table = models.CharField(max_length=63)
    digest = models.BinaryField()
    noted_at = models.DateTimeField()
    sealed_at = models.DateTimeField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    personal_data: tuple[str, ...] = ()

    class Meta:
        ordering: ClassVar = ["seq"]
        triggers = final_rows()

    def __str__(self) -> str:
        return f"{self.seq} {self.table}"


class AuditHead(models.Model):
    """The end of the chain as it was when a day (UTC) was over, signed."""

    day = models.DateField(_("day"), primary_key=True)
    seq = models.BigIntegerField(_("number of entries"))
    hash = models.BinaryField()
    public_key = models.BinaryField()
    signature = models.BinaryField()
    signed_at = models.DateTimeField(_("signed"))

    personal_data: tuple[str, ...] = ()

    class Meta:
        ordering: ClassVar = ["-day"]
        triggers = final_rows()

    def __str__(self) -> str:
        return f"{self.day} {self.seq}"


class AuditRemoval(models.Model):
    """Rows of append-only tables that were removed for good, by the numbers of their entries. Itself in the chain."""

    why = models.CharField(max_length=40)
    seqs = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()

    personal_data: tuple[str, ...] = ()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.why} {len(self.seqs)}"
