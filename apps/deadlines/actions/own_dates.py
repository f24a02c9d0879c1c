"""Dates no rule knows: out of a letter, from a lawyer. Their owner adds, changes and removes them."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.deadlines.actions.decisions import DecisionRefused
from apps.deadlines.actions.dockets import lock
from apps.deadlines.actions.planning import forget_wishes, log_change, plan_anew, plan_reminders, set_state
from apps.deadlines.enums import DeadlineState, Why
from apps.deadlines.models import Deadline, Docket
from apps.deadlines.rules.zones import end_of_day, instant_of

LONGEST_LABEL = 200


@transaction.atomic
def personal_docket(*, owner: User, now: datetime) -> Docket:
    """Where their dates stand that belong to no case; made at the first one."""
    row = Docket(owner=owner, is_personal=True, seller_zone=owner.zone.key, opened_at=now)
    Docket.objects.bulk_create([row], ignore_conflicts=True)
    return Docket.objects.get(owner=owner, is_personal=True)


@transaction.atomic
def add_own_date(
    *,
    docket: Docket,
    label: str,
    day: date,
    at: time | None = None,
    zone: str,
    reminds_at: datetime | None = None,
    by: User,
    now: datetime,
) -> Deadline:
    """A date with its owner's words. Without a time it ends with its day in `zone`.

    Raises DecisionRefused without words for it, or when it is over already.
    """
    docket = lock(docket)
    facts = _columns(label, day, at, zone, now)
    deadline = Deadline(docket=docket, opened_at=now, moved_at=now, reminds_at=reminds_at, **facts)
    _refuse_own_reminder(deadline, reminds_at, now)
    deadline.save(force_insert=True)
    log_change(deadline, Why.OPENED, by=by, now=now)
    plan_reminders([deadline], now=now)
    return deadline


@transaction.atomic
def edit_own_date(
    *, deadline: Deadline, label: str, day: date, at: time | None = None, zone: str, by: User, now: datetime
) -> bool:
    """Other words, or another moment: then its reminders are planned anew. False when nothing is different.

    Raises DecisionRefused as add_own_date does, and for a date of a rule or one that is decided.
    """
    current = _locked_own(deadline)
    columns = _columns(label, day, at, zone, now)
    if all(getattr(current, name) == value for name, value in columns.items()):
        return False
    was = current.at
    for name, value in columns.items():
        setattr(current, name, value)
    if current.at == was:
        current.save()
        return True
    forget_wishes(current)
    current.moved_at = now
    plan_anew(current, Why.EDITED, was=was, by=by, now=now)
    return True


@transaction.atomic
def remove_own_date(*, deadline: Deadline, by: User, now: datetime) -> None:
    """It leaves the pages and nobody is reminded of it; its history stays. Raises DecisionRefused."""
    if not set_state(_locked_own(deadline), DeadlineState.SUPERSEDED, Why.REMOVED, by=by, now=now):
        raise DecisionRefused(_("This date has changed in the meantime. Please look at where it stands now."))


@transaction.atomic
def remind_at(*, deadline: Deadline, moment: datetime | None, by: User, now: datetime) -> None:
    """One reminder of their own beside the others, at `moment`; None takes it back. Raises DecisionRefused."""
    lock(deadline.docket)
    current = Deadline.objects.select_related("docket__owner").get(pk=deadline.pk)
    if not current.is_open:
        raise DecisionRefused(_("This date is not open, so nobody is reminded of it."))
    _refuse_own_reminder(current, moment, now)
    if current.reminds_at != moment:
        current.reminds_at = moment
        plan_anew(current, Why.REMINDERS, by=by, now=now)


def _refuse_own_reminder(deadline: Deadline, moment: datetime | None, now: datetime) -> None:
    if moment and moment <= now:
        raise DecisionRefused(_("This moment is over already. Please choose a later one."))
    end = deadline.act_by or deadline.late_after
    if moment and deadline.act_by and end and moment >= end:
        raise DecisionRefused(_("A reminder after the date is of no use. Please choose an earlier moment."))


def _locked_own(deadline: Deadline) -> Deadline:
    lock(deadline.docket)
    current = Deadline.objects.select_related("docket__owner").get(pk=deadline.pk)
    if not current.is_own or not current.is_open:
        raise DecisionRefused(_("Only an own date that is open can be changed."))
    return current


def _columns(label: str, day: date, at: time | None, zone: str, now: datetime) -> dict[str, Any]:
    """An own date as columns of its row. Raises DecisionRefused."""
    label = label.strip()[:LONGEST_LABEL]
    end = (instant_of(day, at, zone) if at else end_of_day(day, zone)).astimezone(UTC)
    if not label:
        raise DecisionRefused(_("Say in a few words what has to be done."))
    if end <= now:
        raise DecisionRefused(_("This moment is over already. Please check the date."))
    clock = f"{at:%H:%M}" if at else "24:00"
    moments = {"act_by": end, "at": end, "due_day": day}
    return {"label": label, "wall_day": day, "wall_clock": clock, "wall_zone": zone, **moments}
