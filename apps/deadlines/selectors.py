"""Reads of dockets. A person's dates are those of the dockets they own; `deadlines_of` carries that right."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.deadlines.enums import DeadlineState, ReminderState
from apps.deadlines.models import Deadline, Docket, Reminder, TriggerEntry
from apps.deadlines.rules import rule_book
from apps.deadlines.rules.calendars import HOLIDAYS_VERSION
from apps.deadlines.rules.zones import TZDATA_VERSION


def standing_triggers(docket: Docket) -> QuerySet[TriggerEntry]:
    """What is known to have happened: entries that no later one replaces, the oldest first."""
    return docket.triggers.filter(superseded_by__isnull=True, is_withdrawal=False).order_by("day", "id")


def deadlines_of(person: User) -> QuerySet[Deadline]:
    """Every date of a person's dockets that was not replaced, the earliest first."""
    shown = Deadline.objects.filter(docket__owner=person).exclude(state=DeadlineState.SUPERSEDED)
    return shown.select_related("docket", "trigger").order_by("at", "id")


def open_deadlines(person: User) -> QuerySet[Deadline]:
    """Those of them that still stand."""
    return deadlines_of(person).filter(state=DeadlineState.OPEN)


def dates_of(docket: Docket) -> QuerySet[Deadline]:
    """The dates of one docket that were not replaced, the earliest first. Who may read the docket may read them."""
    shown = docket.deadlines.exclude(state=DeadlineState.SUPERSEDED)
    return shown.select_related("docket", "trigger").order_by("at", "id")


def coming_first(deadlines: Iterable[Deadline], now: datetime) -> list[Deadline]:
    """Open ones in the order a reader needs them: what is to be done next, what is over, what has opened."""

    def order(deadline: Deadline) -> tuple[int, datetime]:
        if deadline.at > now:
            return 0, deadline.at
        return (1 if deadline.is_over(now) else 2), deadline.at

    return sorted((deadline for deadline in deadlines if deadline.is_open), key=order)


def reminders_to_come(deadline: Deadline) -> QuerySet[Reminder]:
    return deadline.reminders.filter(state=ReminderState.PLANNED).order_by("due_at")


def due_reminder_count(now: datetime) -> int:
    """How many would be handed to the outbox now."""
    return Reminder.objects.filter(state=ReminderState.PLANNED, due_at__lte=now).count()


def stale_dockets() -> QuerySet[Docket]:
    """Dockets with an open date found by a rule, holidays or time zones other than today's."""
    current = [rule.checksum for rule in rule_book().values()]
    stale = Deadline.objects.filter(docket=OuterRef("pk"), state=DeadlineState.OPEN).exclude(rule_id="")
    stale = stale.filter(
        ~Q(rule_checksum__in=current)
        | ~Q(tzdata_version=TZDATA_VERSION)
        | (~Q(holidays_version="") & ~Q(holidays_version=HOLIDAYS_VERSION))
    )
    return Docket.objects.filter(Exists(stale)).order_by("opened_at")


def own_deadline(person: User, deadline_id: UUID) -> Deadline:
    """One date of a person. Raises Deadline.DoesNotExist for everybody else's."""
    return deadlines_of(person).get(pk=deadline_id)
