"""Whom to tell when nobody answers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.deadlines.models.dockets import Docket


class StandIn(models.Model):
    """The one person who is told of a docket's dates when its owner leaves their reminders unanswered.

    They are named by whoever let them read what the docket belongs to, and `until` is where that right ends: who may
    read no more is told no more. The row stays.
    """

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="stand_ins")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, help_text="empty: until it is ended")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    personal_data = ("person",)

    class Meta:
        ordering: ClassVar = ["-named_at"]
        constraints = [
            models.UniqueConstraint(fields=["docket"], condition=Q(ended_at=None), name="stand_in_is_one"),
        ]

    def __str__(self) -> str:
        return str(self.docket_id)
