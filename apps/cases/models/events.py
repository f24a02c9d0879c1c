"""The timeline. Events are facts without words and are final; words about them stand apart, so they can be erased."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import EventKind, State
from apps.cases.models.cases import Case
from apps.core.encryption import EncryptedTextField
from apps.core.guards import append_only

FILED_AGAIN = [EventKind.RESUBMIT, EventKind.REOPEN]


class CaseEvent(models.Model):
    """Something that happened to a case. Written once, in the transaction of the change itself."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=EventKind)
    from_state = models.CharField(max_length=20, choices=State, blank=True)
    to_state = models.CharField(max_length=20, choices=State, blank=True)
    details = models.JSONField(_("details"), default=dict, help_text="codes only, nothing that identifies anybody")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("by",)

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        ordering: ClassVar = ["at", "id"]
        indexes = [
            models.Index(fields=["case", "at"], name="event_of_case"),
            models.Index(fields=["case"], condition=Q(kind__in=FILED_AGAIN), name="event_filed_again"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class EventRemark(models.Model):
    """A person's words about an event: a reason, a note. Apart from the event so that erasure leaves the fact."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.OneToOneField(CaseEvent, models.PROTECT, related_name="remark")
    text = EncryptedTextField()

    personal_data = ("text",)

    def __str__(self) -> str:
        return str(self.id)
