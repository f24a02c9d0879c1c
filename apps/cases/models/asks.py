"""Who of the moderators wants to see who a seller is, and who allowed it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.cases.models.cases import Case
from apps.core.four_eyes import AskState, FourEyes, ask_triggers, four_eyes


class IdentityAsk(FourEyes):
    """A moderator asks to see who filed a case, or two (`beside`: of a seller that may be the same).

    Allowed, it is theirs to use once within a day; using it is what the page shows the identity for.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="identity_asks")
    beside = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")

    personal_data = ("case", "beside", "words", "asked_by", "answer", "answered_by")

    class Meta:
        verbose_name = _("identity asked for")
        verbose_name_plural = _("identities asked for")
        ordering: ClassVar = ["asked_at", "id"]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state=AskState.ASKED), name="identity_waiting"),
            models.Index(fields=["asked_by", "answered_at"], name="identity_of_moderator"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "asked_by"], condition=Q(state=AskState.ASKED), name="identity_asked_once"
            ),
            *four_eyes("identity"),
        ]
        triggers = ask_triggers()

    @property
    def title(self) -> str:
        return " + ".join(case.reference for case in (self.case, self.beside) if case)
