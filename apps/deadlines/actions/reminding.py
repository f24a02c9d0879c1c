"""From due reminders to the outbox. Taking a reminder and queueing its message is one transaction: a worker that dies
before its commit has done nothing, one that dies after it is done. Sending is the outbox's work.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import translation

from apps.accounts.models import User
from apps.core.failpoints import reach
from apps.core.moments import say_moment
from apps.deadlines.enums import ReminderState
from apps.deadlines.models import Deadline, Reminder
from apps.deadlines.rules.ladder import LATE_AFTER, OPENS
from apps.notifications.actions import Draft, queue_messages
from apps.notifications.enums import Channel, MessageKind
from apps.notifications.models import Outlet
from apps.notifications.selectors import open_outlets

log = structlog.get_logger()
BATCH = 200
CHAT_LASTS = timedelta(hours=6)  # a chat that cannot be reached for longer is not told what mail has said by then


def remind_due(*, limit: int, ending_before: datetime | None = None, now: datetime) -> Counter[str]:
    """Hand what is due to the outbox, at most `limit` messages; returns how many came to which state.

    With `ending_before` only of dates whose moment is before it. Any number of workers may do this at once: each takes
    rows nobody else holds.
    """
    done: Counter[str] = Counter()
    while done.total() - done[ReminderState.FOLDED] < limit:
        batch = _remind_batch(ending_before, now=now)
        if not batch:
            break
        reach("after_reminders")
        done += batch
    return done


@transaction.atomic
def _remind_batch(ending_before: datetime | None, *, now: datetime) -> Counter[str]:
    """What is due to one reader about one deadline is settled together: the last goes out, those before it are folded
    into it. Only the last is claimed, so no two workers ever hold parts of the same."""
    due = Reminder.objects.filter(state=ReminderState.PLANNED, due_at__lte=now)
    same = due.filter(deadline=OuterRef("deadline"), recipient=OuterRef("recipient"), channel=OuterRef("channel"))
    later = same.filter(Q(due_at__gt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), id__gt=OuterRef("id")))
    wanted = due.filter(deadline__at__lt=ending_before) if ending_before else due
    claimed = list(
        wanted.filter(~Exists(later)).select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "id")[:BATCH]
    )
    if not claimed:
        return Counter()
    reach("after_reminder_claim")
    numbers = [reminder.pk for reminder in claimed]
    of_these = due.filter(deadline__in={reminder.deadline_id for reminder in claimed}).exclude(pk__in=numbers)
    done = {
        ReminderState.FOLDED: _settle(of_these.filter(Exists(same.filter(pk__in=numbers))), now, ReminderState.FOLDED)
    }
    truth = _read_truth(claimed)
    drafts = {reminder.pk: _draft(reminder, truth, now) for reminder in claimed}
    queue_messages(drafts=[draft for draft in drafts.values() if draft], now=now)
    for state, chosen in ((ReminderState.QUEUED, True), (ReminderState.SILENT, False)):
        keys = [key for key, draft in drafts.items() if bool(draft) == chosen]
        done[state] = _settle(Reminder.objects.filter(pk__in=keys), now, state) if keys else 0
    if done[ReminderState.SILENT]:
        log.info("reminders_silent", count=done[ReminderState.SILENT])
    reach("before_reminder_commit")
    return +Counter({state.value: count for state, count in done.items()})


def _settle(reminders: QuerySet[Reminder], now: datetime, state: str) -> int:
    late = ExpressionWrapper(Q(due_at__lte=now - LATE_AFTER), BooleanField())
    return reminders.update(state=state, settled_at=now, was_late=late)


@dataclass(frozen=True)
class _Truth:
    """How things stand once the reminders are locked, for a whole batch."""

    deadlines: dict[UUID, Deadline]
    people: dict[UUID, User]
    outlets: dict[tuple[UUID, str], Outlet]


def _read_truth(claimed: list[Reminder]) -> _Truth:
    readers = {reminder.recipient_id for reminder in claimed}
    dates = Deadline.objects.select_related("docket").defer("facts", "label")
    return _Truth(
        dates.in_bulk({reminder.deadline_id for reminder in claimed}),
        User.objects.in_bulk(readers),
        open_outlets(readers) if any(reminder.channel != Channel.EMAIL for reminder in claimed) else {},
    )


def _draft(reminder: Reminder, truth: _Truth, now: datetime) -> Draft | None:
    """Met, moved, closed, its reader or their robot gone: None, and the reminder is silent with a row that says so."""
    deadline, person = truth.deadlines[reminder.deadline_id], truth.people[reminder.recipient_id]
    outlet = truth.outlets.get((person.pk, reminder.channel))
    stands = deadline.is_open and deadline.version == reminder.deadline_version
    if not stands or not person.is_active or (reminder.channel != Channel.EMAIL and outlet is None):
        return None
    return Draft(
        kind=MessageKind.DEADLINE_REMINDER,
        to=person,
        outlet=outlet,
        keep_for=CHAT_LASTS if outlet else None,
        dedupe_key=reminder.message_key,
        facts=_facts(reminder, deadline, person, now),
    )


def _facts(reminder: Reminder, deadline: Deadline, person: User, now: datetime) -> dict[str, str]:
    """What the mail says: the reference, the moment on the reader's clock and on the one that decides. No title."""
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
