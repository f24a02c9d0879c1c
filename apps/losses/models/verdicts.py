"""What moderators say of lines. Said once; who changes their mind says it again, in a new row."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.encryption import EncryptedTextField
from apps.core.guards import words_may_go
from apps.losses.enums import Verdict
from apps.losses.models.ledger import LossLine


class LineVerdict(models.Model):
    """One word of a moderator on one line; the latest stands. A line that replaces another has none yet.

    `reason` is read by the seller, who sees that a moderator said it and when, not who.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(LossLine, models.PROTECT, related_name="verdicts")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason = EncryptedTextField()
    given_at = models.DateTimeField(_("when"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="the how manieth of its line")

    personal_data = ("reason", "given_by")

    class Meta:
        verbose_name = _("verdict on a line")
        verbose_name_plural = _("verdicts on lines")
        ordering: ClassVar = ["line", "number"]
        triggers = words_may_go("reason")
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="line_verdict_is_known"),
            models.UniqueConstraint(fields=["line", "number"], name="line_verdict_one_after_another"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.line_id}"
