"""The work of a step, a batch of its cases in a transaction at a time: killed in between, the next goes on."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.cases.actions import MoveRefused, record_placed, record_progress, tell_restored
from apps.cases.enums import EventKind, State
from apps.cases.models import Case
from apps.cases.rules import Actor
from apps.incidents.enums import StepCaseState, StepKind, StepState
from apps.incidents.models import BulkStep, Incident, Placement, PlacementChange, StepCase
from apps.incidents.selectors.steps import Narrowed, cases_for_step, steps_at_work

BATCH = 100
NAMED = ("source", "target", "run_by", "undone_by")
OUTCOME = "restored_automatically"
TAKEN_FROM = {StepState.RUNNING: StepCaseState.WAITING, StepState.UNDOING: StepCaseState.DONE}


def work_on_steps(*, now: datetime) -> int:
    """Do what waits of every step that was begun; how many cases. Twice is as once."""
    worked = 0
    for step in list(steps_at_work()):
        while some := _some_of(step.pk, now):
            worked += some
    return worked


@transaction.atomic
def _some_of(step_id: UUID, now: datetime) -> int:
    """A batch of a step, or its end when nothing is left; how many cases. Whoever else works on it is waited for."""
    step = BulkStep.objects.select_for_update(no_key=True, of=("self",)).select_related(*NAMED).get(pk=step_id)
    state = StepState(step.state)
    if state not in TAKEN_FROM:
        return 0
    wanted = StepCase.objects.filter(step=step, state=TAKEN_FROM[state]).order_by("pk")
    rows = list(wanted.select_related("case__owner")[:BATCH]) or _come_since(step)
    if not rows:
        _end(step, now)
        return 0
    turn: Callable[[BulkStep, Case, datetime], bool] = _restore if step.kind == StepKind.RESTORED else _bring
    done = StepCaseState.DONE if state == StepState.RUNNING else StepCaseState.BACK
    for row in rows:
        row.state, row.at = done if turn(step, row.case, now) else StepCaseState.LEFT, now
    StepCase.objects.bulk_update(rows, ["state", "at"])
    return len(rows)


def _come_since(step: BulkStep) -> list[StepCase]:
    """Cases that came into an incident after its merge was looked at go along with the others."""
    if step.kind != StepKind.MERGE or step.state != StepState.RUNNING:
        return []
    known = StepCase.objects.filter(step=step).values("case")
    fresh = cases_for_step(StepKind.MERGE, step.source, Narrowed()).exclude(pk__in=known)[:BATCH]
    return StepCase.objects.bulk_create([StepCase(step=step, case=case) for case in fresh])


def _bring(step: BulkStep, case: Case, now: datetime) -> bool:
    """Move a case from source to target, or back; whether it stood there. How it came into its incident stays."""
    there, here = (step.source, step.target) if step.state == StepState.RUNNING else (step.target, step.source)
    if here is None or not Placement.objects.filter(case=case, incident=there).update(incident=here, at=now):
        return False
    if case.state != State.DRAFT:
        by = _mover(step)
        PlacementChange.objects.create(case=case, from_incident=there, to_incident=here, by=by, at=now)
        record_placed(case=case, incident_slug=here.slug, by=by, now=now)
    return True


def _mover(step: BulkStep) -> User:
    by = step.undone_by if step.state == StepState.UNDOING else step.run_by
    assert by is not None  # noqa: S101 (a constraint of the table)
    return by


def _restore(step: BulkStep, case: Case, now: datetime) -> bool:
    """Record that the platform restored it by itself, and tell the seller; False where the case has moved on."""
    by = _mover(step)
    if case.owner_id == by.pk:
        return False
    try:
        with transaction.atomic():
            event = record_progress(
                case=case, name=EventKind.RESOLVE, actor=Actor.MODERATOR, outcome=OUTCOME, by=by, now=now
            )
    except MoveRefused:
        return False
    tell_restored(case=case, event=event, now=now)
    return True


def _end(step: BulkStep, now: datetime) -> None:
    if step.state == StepState.RUNNING:
        BulkStep.objects.filter(pk=step.pk).update(state=StepState.DONE)
        return
    BulkStep.objects.filter(pk=step.pk).update(state=StepState.UNDONE)
    if step.kind == StepKind.MERGE:
        back = {"merged_into": None, "is_public": step.was_public, "changed_at": now}
        Incident.objects.filter(pk=step.source_id).update(**back)
