"""What people decide about deadlines: done, missed, not theirs; and what happens when a case ends."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.deadlines.actions.dockets import lock
from apps.deadlines.actions.planning import plan_reminders, set_state, state_when_entered
from apps.deadlines.enums import PLANNED, DeadlineState, Why
from apps.deadlines.models import Deadline, Docket


class DecisionRefused(Exception):
    """The date is not where this decision starts from; `args[0]` says it to the user."""


def _decide(deadline: Deadline, state: DeadlineState, by: User, now: datetime) -> None:
    """Raises DecisionRefused when it was decided about, moved or closed in the meantime. Twice the same is once."""
    current = Deadline.objects.select_related("docket__owner").get(pk=deadline.pk)
    if current.state == state:
        return
    if current.state not in PLANNED or not set_state(current, state, Why.DECIDED, by=by, now=now):
        raise DecisionRefused(_("This date has changed in the meantime. Please look at where it stands now."))


@transaction.atomic
def mark_met(*, deadline: Deadline, by: User, now: datetime) -> None:
    """It was done in time. No reminder of it goes out any more. Raises DecisionRefused."""
    _decide(deadline, DeadlineState.MET, by, now)


@transaction.atomic
def mark_missed(*, deadline: Deadline, by: User, now: datetime) -> None:
    """It was not done in time: only a person knows. Raises DecisionRefused, also while there is still time."""
    if not deadline.is_over(now):
        raise DecisionRefused(_("There is still time."))
    _decide(deadline, DeadlineState.MISSED, by, now)


@transaction.atomic
def waive(*, deadline: Deadline, by: User, now: datetime) -> None:
    """It does not apply, or nobody will act on it. Raises DecisionRefused."""
    _decide(deadline, DeadlineState.WAIVED, by, now)


@transaction.atomic
def take_back_decision(*, deadline: Deadline, by: User, now: datetime) -> None:
    """The date stands again, with the reminders still to come. Raises DecisionRefused."""
    docket = lock(deadline.docket)
    current = Deadline.objects.select_related("docket__owner").get(pk=deadline.pk)
    decided = (DeadlineState.MET, DeadlineState.MISSED, DeadlineState.WAIVED)
    state = state_when_entered(current.act_by, current.late_after, now)
    if current.state not in decided or not set_state(current, state, Why.REOPENED, by=by, now=now):
        raise DecisionRefused(_("This date has changed in the meantime. Please look at where it stands now."))
    current.docket = docket
    plan_reminders([current], now=now)


@transaction.atomic
def meet_by_rule(*, docket: Docket, rule_ids: Collection[str], by: User, now: datetime) -> int:
    """What was told elsewhere (an appeal sent) meets these dates; returns how many. Those that were over stay."""
    docket = lock(docket)
    waiting = Deadline.objects.filter(docket=docket, rule_id__in=rule_ids, state=DeadlineState.OPEN)
    return sum(set_state(deadline, DeadlineState.MET, Why.DECIDED, by=by, now=now) for deadline in waiting)


@transaction.atomic
def close_docket(*, docket: Docket, by: User, now: datetime) -> int:
    """Its case ended: nothing is to be done any more, nobody is reminded. Returns how many dates were open."""
    docket = lock(docket)
    waiting = Deadline.objects.filter(docket=docket, state=DeadlineState.OPEN)
    return sum(set_state(deadline, DeadlineState.CLOSED, Why.CLOSED, by=by, now=now) for deadline in waiting)


@transaction.atomic
def reopen_docket(*, docket: Docket, by: User, now: datetime) -> int:
    """Its case goes on: what was closed with it stands again, as past where it ended meanwhile."""
    docket = lock(docket)
    again: list[Deadline] = []
    for deadline in Deadline.objects.filter(docket=docket, state=DeadlineState.CLOSED):
        state = state_when_entered(deadline.act_by, deadline.late_after, now)
        if set_state(deadline, state, Why.REOPENED, by=by, now=now):
            deadline.docket = docket
            again.append(deadline)
    plan_reminders(again, now=now)
    return len(again)
