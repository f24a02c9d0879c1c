"""Secret addresses under which programs that read feeds learn of cases that are shared with a body."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.associations.models.members import Membership


class CaseFeed(models.Model):
    """One address of one member, as what they are in the body: with the membership it ends. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    read_on = models.DateField(null=True, help_text="the last day a program asked; the hour is not kept")

    personal_data = ("membership",)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["membership"], condition=Q(ended_at=None), name="case_feed_once"),
        ]

    def __str__(self) -> str:
        return f"case feed {self.id}"
