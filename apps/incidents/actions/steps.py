"""Preparing, running and taking back what is done to many cases. The work itself is `actions.stepping`."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.dispatch import enqueue
from apps.incidents.enums import WORKING, StepKind, StepState
from apps.incidents.models import BulkStep, Incident, StepCase
from apps.incidents.selectors.steps import Narrowed, cases_for_step

BATCH = 2000


class StepRefused(Exception):
    """The step cannot be taken, or not by this person; `args[0]` says why."""


@transaction.atomic
def prepare_step(
    *,
    kind: StepKind,
    source: Incident,
    target: Incident | None = None,
    narrowed: Narrowed = Narrowed(),  # noqa: B008 (a frozen value)
    words: str,
    by: User,
    now: datetime,
) -> BulkStep:
    """Fix which cases it would be about, and change nothing. Raises StepRefused."""
    if not words.strip():
        raise StepRefused(_("Write why."))
    locked = _locked(source, target)
    _refuse_merged(locked.values())
    if kind == StepKind.SPLIT and not narrowed:
        raise StepRefused(_("Say which of its cases go: a marketplace, a kind of case or days."))
    cases = list(cases_for_step(kind, source, narrowed).values_list("pk", "verified_at"))
    if not cases and kind != StepKind.MERGE:
        raise StepRefused(_("No case of this incident fits that."))
    step = BulkStep.objects.create(
        kind=kind,
        source=source,
        target=target,
        figures_move=any(verified_at for _case, verified_at in cases),
        words=words.strip(),
        made_by=by,
        made_at=now,
    )
    rows = [StepCase(step=step, case_id=case) for case, _verified in cases]
    StepCase.objects.bulk_create(rows, batch_size=BATCH)
    return step


@transaction.atomic
def run_step(*, step: BulkStep, by: User, now: datetime) -> None:
    """Begin it; cases follow in batches. Where figures move, somebody else than who prepared it. Raises StepRefused."""
    locked = _locked(step.source, step.target)
    _refuse_merged(locked.values())
    if step.figures_move and step.made_by_id == by.pk:
        raise StepRefused(_("Figures move by this. A second moderator has to run it."))
    _refuse_at_work(locked)
    values = {"state": StepState.RUNNING, "run_by": by, "run_at": now, "was_public": locked[step.source_id].is_public}
    _move(step, StepState.PREVIEW, values)
    if step.kind == StepKind.MERGE:  # nobody files into it any more while its cases go
        merged = {"is_public": False, "merged_into": step.target, "changed_at": now}
        Incident.objects.filter(pk=step.source_id).update(**merged)
    enqueue("incidents.work_on_steps")


@transaction.atomic
def drop_step(*, step: BulkStep, by: User, now: datetime) -> None:
    """Give up what was prepared. Raises StepRefused."""
    _move(step, StepState.PREVIEW, {"state": StepState.DROPPED})


@transaction.atomic
def undo_step(*, step: BulkStep, by: User, now: datetime) -> None:
    """Bring the cases back that still stand where the step put them. Raises StepRefused.

    A later merge of the target is taken back first. A restoration is not taken back: each seller was told, and a case
    is opened again by itself.
    """
    if step.kind == StepKind.RESTORED:
        raise StepRefused(_("The sellers have been told. A case that is not restored is opened again on its own page."))
    locked = _locked(step.source, step.target)
    _refuse_merged(incident for incident in locked.values() if incident.pk == step.target_id)
    if step.kind == StepKind.SPLIT:
        _refuse_merged(incident for incident in locked.values() if incident.pk == step.source_id)
    _refuse_at_work(locked)
    _move(step, StepState.DONE, {"state": StepState.UNDOING, "undone_by": by, "undone_at": now})
    enqueue("incidents.work_on_steps")


def _locked(*incidents: Incident | None) -> dict[int, Incident]:
    """The incidents as they stand, held to the end of the transaction, in one order for everybody."""
    wanted = [incident.pk for incident in incidents if incident]
    if len(set(wanted)) != len(wanted):
        raise StepRefused(_("Choose another incident than itself."))
    rows = Incident.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    return {incident.pk: incident for incident in rows}


def _refuse_merged(incidents: Iterable[Incident]) -> None:
    for incident in incidents:
        if incident.merged_into_id:
            raise StepRefused(_("“%(incident)s” was merged into another incident.") % {"incident": incident})


def _refuse_at_work(incidents: dict[int, Incident]) -> None:
    at_work = BulkStep.objects.filter(state__in=WORKING)
    if at_work.filter(source__in=incidents).exists() or at_work.filter(target__in=incidents).exists():
        raise StepRefused(_("Another step on this incident is still running. Please wait a moment."))


def _move(step: BulkStep, expected: StepState, values: dict[str, object]) -> None:
    if not BulkStep.objects.filter(pk=step.pk, state=expected).update(**values):
        raise StepRefused(_("Somebody decided about this a moment ago."))
    step.refresh_from_db()
