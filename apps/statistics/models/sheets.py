"""Press sheets: a published batch on one page of paper, printed once."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.core.guards import append_only
from apps.statistics.models.batches import Batch


class PressSheet(models.Model):
    """One page about all cases of a batch (`subject` is "all") or about one incident, in one language.

    Everything on it is public, so it stands here as it is handed out: half a megabyte, and ten or so a week.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="sheets")
    subject = models.SlugField(max_length=80)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    content = models.BinaryField(help_text="PDF")
    printed_at = models.DateTimeField()

    personal_data: tuple[str, ...] = ()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "subject", "language"], name="press_sheet_once"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.batch_id} {self.subject} {self.language}"
