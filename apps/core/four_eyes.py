"""What one moderator asks for and another one allows: columns and constraints of such a table, the way to answer."""

import uuid
from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.encryption import EncryptedTextField
from apps.core.guards import RefuseTruncate

LONGEST_WORDS = 5_000


class AskState(models.TextChoices):
    ASKED = "asked", _("Waits for a second moderator")
    ALLOWED = "allowed", _("Allowed")
    REFUSED = "refused", _("Refused")
    USED = "used", _("Allowed and used")


ANSWERED = (AskState.ALLOWED, AskState.REFUSED, AskState.USED)
MOVES = [
    (AskState.ASKED, AskState.ALLOWED),
    (AskState.ASKED, AskState.REFUSED),
    (AskState.ALLOWED, AskState.USED),
]


class AskRefused(Exception):
    """It cannot be asked or answered, or not by this person; `args[0]` says why to them."""


class FourEyes(models.Model):
    """One moderator's request, and what another one said to it. `answer` are their words; a refusal has some."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=AskState, default=AskState.ASKED)
    words = EncryptedTextField(help_text="why")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"))
    answer = EncryptedTextField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


def four_eyes(name: str) -> list[models.BaseConstraint]:
    """What the database refuses of such a table: one person for both, an answer without a name."""
    return [
        models.CheckConstraint(
            condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")), name=f"{name}_has_four_eyes"
        ),
        models.CheckConstraint(
            condition=Q(state=AskState.ASKED, answered_by=None, answered_at=None)
            | Q(state__in=ANSWERED, answered_by__isnull=False, answered_at__isnull=False),
            name=f"{name}_answer_has_a_name",
        ),
    ]


def ask_triggers() -> list[pgtrigger.Trigger]:
    moves = [(one.value, other.value) for one, other in MOVES]
    return [
        pgtrigger.FSM(name="state_moves", field="state", transitions=moves),
        RefuseTruncate(name="no_truncate"),
    ]


def answer_ask(*, ask: FourEyes, allows: bool, words: str, by: Any, now: datetime) -> None:
    """The second pair of eyes, once, inside the caller's transaction. Raises AskRefused, to who asked above all."""
    if ask.asked_by_id == by.pk:
        raise AskRefused(_("You asked for this yourself. Another moderator answers."))
    if not allows and not words.strip():
        raise AskRefused(_("Write why not. Whoever asked reads it."))
    state = AskState.ALLOWED if allows else AskState.REFUSED
    waiting = type(ask)._base_manager.filter(pk=ask.pk, state=AskState.ASKED)
    if not waiting.update(state=state, answered_by=by, answered_at=now):
        raise AskRefused(_("Somebody answered this a moment ago."))
    ask.refresh_from_db()
    ask.answer = words.strip()[:LONGEST_WORDS]
    ask.save(update_fields=["answer"])
