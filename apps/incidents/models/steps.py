"""What is done to many cases of an incident at once: looked at first, then run, and taken back where that can be."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.cases.models import Case
from apps.core.encryption import EncryptedTextField
from apps.core.guards import RefuseTruncate
from apps.incidents.enums import StepCaseState, StepKind, StepState
from apps.incidents.models.incidents import Incident

MOVES = [
    (StepState.PREVIEW, StepState.RUNNING),
    (StepState.PREVIEW, StepState.DROPPED),
    (StepState.RUNNING, StepState.DONE),
    (StepState.DONE, StepState.UNDOING),
    (StepState.UNDOING, StepState.UNDONE),
]


class BulkStep(models.Model):
    """A merge, a split or a mass restoration. Only `actions.steps` and `actions.stepping` write it.

    Its cases are fixed when it is prepared, so that what runs is what was looked at. `figures_move`: some of them are
    verified, and a second moderator has to run it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what"), max_length=10, choices=StepKind)
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.PREVIEW)
    source = models.ForeignKey(Incident, models.PROTECT, related_name="steps_from")
    target = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="steps_to")
    figures_move = models.BooleanField(_("figures move"))
    was_public = models.BooleanField(default=False, help_text="of the incident that is merged away")
    words = EncryptedTextField(help_text="why")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("prepared"))
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    run_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    personal_data = ("words", "made_by", "run_by", "undone_by")

    class Meta:
        verbose_name = _("step on many cases")
        verbose_name_plural = _("steps on many cases")
        ordering: ClassVar = ["-made_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="step_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="step_state_is_known"),
            models.CheckConstraint(
                condition=Q(kind=StepKind.RESTORED, target=None)
                | Q(kind__in=[StepKind.MERGE, StepKind.SPLIT], target__isnull=False),
                name="step_moves_have_a_target",
            ),
            models.CheckConstraint(condition=Q(target=None) | ~Q(target=F("source")), name="step_target_is_another"),
            models.CheckConstraint(
                condition=Q(state__in=[StepState.PREVIEW, StepState.DROPPED])
                | Q(run_by__isnull=False, run_at__isnull=False),
                name="step_run_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(figures_move=False) | Q(run_by=None) | ~Q(run_by=F("made_by")),
                name="step_with_figures_has_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=[StepState.RUNNING, StepState.UNDOING]),
                name="step_one_at_a_time",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="state_moves", field="state", transitions=[(one.value, other.value) for one, other in MOVES]
            ),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StepCase(models.Model):
    """A case of a step, and whether it was its turn. `left`: it had moved on by itself, so nothing was done to it."""

    id = models.BigAutoField(primary_key=True)
    step = models.ForeignKey(BulkStep, models.PROTECT, related_name="step_cases")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=StepCaseState, default=StepCaseState.WAITING)
    at = models.DateTimeField(null=True)

    personal_data = ("case",)

    class Meta:
        verbose_name = _("case of a step")
        verbose_name_plural = _("cases of steps")
        constraints = [
            models.UniqueConstraint(fields=["step", "case"], name="step_has_a_case_once"),
            models.CheckConstraint(condition=Q(state__in=StepCaseState.values), name="step_case_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
