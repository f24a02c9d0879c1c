"""What a reader asks about reminders: I know, later, these steps, this zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import actions as people
from apps.accounts.models import User
from apps.deadlines.actions.decisions import DecisionRefused
from apps.deadlines.actions.dockets import lock, plan_again
from apps.deadlines.actions.planning import plan_all_anew, plan_anew
from apps.deadlines.enums import DeadlineState, Why
from apps.deadlines.models import Deadline, Docket, Reminder, ReminderSettings
from apps.deadlines.rules.ladder import STEPS, latest_snooze, next_time
from apps.deadlines.selectors import open_deadlines, reminders_without_outlet


@transaction.atomic
def acknowledge(*, deadline: Deadline, by: User, now: datetime) -> None:
    """They know of it: of the reminders before a date only the last still comes. Twice is once.

    Raises DecisionRefused when the date does not stand any more.
    """
    current = _locked_open(deadline)
    if current.acknowledged_at is None:
        current.acknowledged_at, current.snoozed_until = now, None
        plan_anew(current, Why.ACKNOWLEDGED, by=by, now=now)


@transaction.atomic
def remind_again(*, deadline: Deadline, by: User, now: datetime) -> None:
    """Take back that they know, and a snooze: all reminders still to come are planned again. Raises DecisionRefused."""
    current = _locked_open(deadline)
    if current.acknowledged_at or current.snoozed_until:
        current.acknowledged_at = current.snoozed_until = None
        plan_anew(current, Why.REMINDERS, by=by, now=now)


@transaction.atomic
def snooze(*, deadline: Deadline, until: datetime, by: User, now: datetime) -> None:
    """No reminder before `until`, and one then. Raises DecisionRefused for a moment that is over or no longer safe."""
    current = _locked_open(deadline)
    latest = latest_snooze(current.moments, by.zone, now)
    if until <= now:
        raise DecisionRefused(_("This moment is over already. Please choose a later one."))
    if latest is None or until > latest:
        raise DecisionRefused(_("That is later than the last safe moment. Please choose an earlier one."))
    if current.snoozed_until != until:
        current.snoozed_until = until
        plan_anew(current, Why.SNOOZED, by=by, now=now)


def _locked_open(deadline: Deadline) -> Deadline:
    lock(deadline.docket)
    current = Deadline.objects.select_related("docket__owner").get(pk=deadline.pk)
    if not current.is_open:
        raise DecisionRefused(_("This date is not open, so nobody is reminded of it."))
    return current


@dataclass(frozen=True)
class Chosen:
    """What somebody may choose about their reminders; times are on their own clock."""

    steps: Sequence[str]
    quiet_from: time
    quiet_until: time
    digest_at: time | None


@transaction.atomic
def choose_habits(*, person: User, chosen: Chosen, by: User, now: datetime) -> None:
    """From now on they are reminded so; what is still to come is planned anew.

    Raises DecisionRefused without any step: somebody who wants none says so date by date.
    """
    steps = [step for step in STEPS if step in chosen.steps]
    if not steps:
        raise DecisionRefused(_("Choose at least one."))
    values = {
        "steps": steps,
        "quiet_from": chosen.quiet_from,
        "quiet_until": chosen.quiet_until,
        "digest_at": chosen.digest_at,
        "next_digest_at": next_time(chosen.digest_at, person.zone, now) if chosen.digest_at else None,
        "changed_at": now,
    }
    ReminderSettings.objects.update_or_create(person=person, defaults=values)
    _plan_all_anew(person, now)


@transaction.atomic
def set_preferences(*, person: User, language: str, time_zone: str, by: User, now: datetime) -> None:
    """Language and zone of their pages and mail; with another zone their dates and reminders are found anew."""
    before = person.zone
    people.set_preferences(person=person, language=language, time_zone=time_zone, by=by, now=now)
    if person.zone == before:
        return
    for row in Docket.objects.filter(owner=person).exclude(seller_zone=""):
        docket = lock(row)
        docket.seller_zone = person.zone.key
        docket.save(update_fields=["seller_zone"])
        plan_again(docket, Why.FACTS_CHANGED, by=by, now=now)
    if chosen := ReminderSettings.objects.filter(person=person).exclude(digest_at=None).first():
        chosen.next_digest_at = next_time(chosen.digest_at, person.zone, now) if chosen.digest_at else None
        chosen.save(update_fields=["next_digest_at"])
    _plan_all_anew(person, now)


@transaction.atomic
def follow_proved_outlets(*, limit: int = 1000, now: datetime) -> int:
    """Reminders still to come go to a chat robot or webhook too, once it is proved; returns how many. Twice is once."""
    rows = [
        Reminder(
            deadline_id=row.deadline_id,
            deadline_version=row.deadline_version,
            step=row.step,
            recipient_id=row.recipient_id,
            channel=row.other,
            due_at=row.due_at,
        )
        for row in reminders_without_outlet()[:limit]
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _plan_all_anew(person: User, now: datetime) -> None:
    dockets = Docket.objects.filter(owner=person, deadlines__state=DeadlineState.OPEN).distinct()
    list(Docket.objects.filter(pk__in=dockets.values("pk")).order_by("pk").select_for_update())
    standing = open_deadlines(person).select_related("docket__owner")
    plan_all_anew(list(standing), Why.REMINDERS, by=person, now=now)
