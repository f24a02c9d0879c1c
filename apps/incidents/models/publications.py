"""Who wants everybody to see an incident, and who of the moderators agreed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.four_eyes import AskState, FourEyes, ask_triggers, four_eyes
from apps.incidents.models.incidents import Incident


class PublicationAsk(FourEyes):
    """A moderator proposes to show an incident to everybody."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="publication_asks")

    personal_data = ("words", "asked_by", "answer", "answered_by")

    class Meta:
        verbose_name = _("incident to be shown to everybody")
        verbose_name_plural = _("incidents to be shown to everybody")
        ordering: ClassVar = ["asked_at", "id"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state=AskState.ASKED), name="publication_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state=AskState.ASKED), name="publication_asked_once"
            ),
            *four_eyes("publication"),
        ]
        triggers = ask_triggers()

    @property
    def title(self) -> str:
        return str(self.incident.title)
