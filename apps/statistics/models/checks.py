"""When the cells were counted a second time, and what came of it."""

from typing import ClassVar

from django.db import models

from apps.core.guards import append_only


class Check(models.Model):
    """One comparison of cells with their rows. Nothing goes out while the newest found something."""

    ran_at = models.DateTimeField()
    layouts = models.PositiveSmallIntegerField(help_text="how many were counted")
    differences = models.PositiveIntegerField()
    examples = models.JSONField(default=list, help_text="the first of them, in words")

    personal_data: tuple[str, ...] = ()

    class Meta:
        ordering: ClassVar = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.ran_at:%Y-%m-%d} {self.differences}"
