"""From due reminders to the outbox. Taking a reminder and queueing its message is one transaction: a worker that dies
before its commit has done nothing, one that dies after it is done. Sending is the outbox's work.
"""

from collections import Counter
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import translation

from apps.core.failpoints import reach
from apps.core.moments import say_moment
from apps.deadlines.enums import DeadlineState, ReminderState
from apps.deadlines.models import Deadline, Reminder
from apps.deadlines.rules.ladder import LATE_AFTER, OPENS
from apps.notifications.actions import queue_message
from apps.notifications.enums import Channel, MessageKind
from apps.notifications.selectors import outlet_for

log = structlog.get_logger()
BATCH = 50
CHAT_LASTS = timedelta(hours=6)  # a chat that cannot be reached for longer is not told what mail has said by then


def remind_due(*, limit: int, now: datetime) -> Counter[str]:
    """Hand what is due to the outbox, at most `limit` messages; returns how many came to which state.

    Any number of workers may do this at once: each takes rows nobody else holds.
    """
    done: Counter[str] = Counter()
    while done.total() - done[ReminderState.FOLDED] < limit:
        batch = _remind_batch(now=now)
        if not batch:
            break
        reach("after_reminders")
        done += batch
    return done


@transaction.atomic
def _remind_batch(*, now: datetime) -> Counter[str]:
    """What is due to one reader about one deadline is settled together: the last goes out, those before it are folded
    into it. Only the last is claimed, so no two workers ever hold parts of the same."""
    due = Reminder.objects.filter(state=ReminderState.PLANNED, due_at__lte=now)
    same = due.filter(deadline=OuterRef("deadline"), recipient=OuterRef("recipient"), channel=OuterRef("channel"))
    later = same.filter(Q(due_at__gt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), id__gt=OuterRef("id")))
    claimed = list(
        due.filter(~Exists(later))
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("deadline__docket", "recipient")
        .order_by("due_at", "id")[:BATCH]
    )
    reach("after_reminder_claim")
    numbers = [reminder.pk for reminder in claimed]
    folded = due.exclude(pk__in=numbers).filter(Exists(same.filter(pk__in=numbers)))
    done = Counter({ReminderState.FOLDED.value: _settle(folded, ReminderState.FOLDED, now)}) if claimed else Counter()
    for reminder in claimed:
        done[_remind(reminder, now)] += 1
    reach("before_reminder_commit")
    return +done


def _settle(reminders: QuerySet[Reminder], state: ReminderState, now: datetime) -> int:
    late = ExpressionWrapper(Q(due_at__lte=now - LATE_AFTER), BooleanField())
    return reminders.update(state=state, settled_at=now, was_late=late)


def _remind(reminder: Reminder, now: datetime) -> str:
    """The truth is read again: met, moved, closed, or its reader gone means silence, with a row that says so."""
    deadline = Deadline.objects.select_related("docket").get(pk=reminder.deadline_id)
    stands = deadline.state == DeadlineState.OPEN and deadline.version == reminder.deadline_version
    if not stands or not reminder.recipient.is_active:
        log.info("reminder_silent", reminder=str(reminder.pk), state=deadline.state)
        return _settle_one(reminder, ReminderState.SILENT, now)
    outlet = None
    if reminder.channel != Channel.EMAIL:
        outlet = outlet_for(reminder.recipient, reminder.channel)
        if outlet is None:  # closed since it was planned; mail goes its own way
            return _settle_one(reminder, ReminderState.SILENT, now)
    queue_message(
        kind=MessageKind.DEADLINE_REMINDER,
        to=reminder.recipient,
        outlet=outlet,
        keep_for=CHAT_LASTS if outlet else None,
        dedupe_key=reminder.message_key,
        facts=_facts(reminder, deadline, now),
        now=now,
    )
    return _settle_one(reminder, ReminderState.QUEUED, now)


def _settle_one(reminder: Reminder, state: ReminderState, now: datetime) -> str:
    _settle(Reminder.objects.filter(pk=reminder.pk), state, now)
    return state.value


def _facts(reminder: Reminder, deadline: Deadline, now: datetime) -> dict[str, str]:
    """What the mail says: the reference, the moment on the reader's clock and on the one that decides. No title."""
    person = reminder.recipient
    moment = deadline.open_from if reminder.step == OPENS and deadline.open_from else deadline.at
    with translation.override(person.language or "en"):
        mine, there = say_moment(moment, person.zone), say_moment(moment, deadline.wall_zone)
    return {
        "reference": deadline.docket.reference,
        "deadline_id": str(deadline.pk),
        "what": _what(reminder, deadline, now),
        "mine": mine,
        "there": "" if deadline.wall_zone == str(person.zone) else there,
        "late": "yes" if now - reminder.due_at >= LATE_AFTER else "",
    }


def _what(reminder: Reminder, deadline: Deadline, now: datetime) -> str:
    """`act`: do it before; `over`: that moment has passed; `owed`: another broke a time; `opens`: do it now."""
    if reminder.step == OPENS or not (deadline.act_by or deadline.late_after):
        return "opens"
    if deadline.late_after:
        return "owed"
    return "over" if deadline.is_over(now) else "act"
