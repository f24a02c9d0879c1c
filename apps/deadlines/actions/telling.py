"""A date of many: whoever acts for them is told once that it is near. Who that is, the caller says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.deadlines.enums import DeadlineState, ReminderState
from apps.deadlines.models import Deadline, Reminder
from apps.deadlines.rules.ladder import NEAR, is_near
from apps.deadlines.selectors import readers_among
from apps.notifications.actions import Draft, queue_messages
from apps.notifications.enums import MessageKind


@dataclass(frozen=True)
class Told:
    """Somebody who is told, and what the message to them says."""

    person: User
    facts: dict[str, str]


@transaction.atomic
def tell_once(*, deadline: Deadline, kind: MessageKind, whom: Callable[[], Iterable[Told]], now: datetime) -> int:
    """Tell each of `whom` whose time it is, once per version of an open date; returns how many. Any number of workers
    may do this at once.

    `whom` is asked once the date is held, so that whoever has left by then is not told. Somebody named twice is told
    once. Moving the date or removing it takes back what waits in the outbox.
    """
    held = Deadline.objects.select_for_update(of=("self",), skip_locked=True)
    current = held.filter(pk=deadline.pk, state=DeadlineState.OPEN, act_by__gt=now).first()
    if current is None or current.act_by is None:
        return 0
    known = Reminder.objects.filter(deadline=current, deadline_version=current.version, step=NEAR)
    told = set(known.values_list("recipient", flat=True))
    asked = {reader.person.pk: reader for reader in reversed(list(whom())) if reader.person.pk not in told}
    habits = readers_among(reader.person for reader in asked.values())
    due = [reader for key, reader in asked.items() if is_near(current.act_by, habits[key].habits, now)]
    settled = {"due_at": now, "settled_at": now, "state": ReminderState.QUEUED}
    rows = [
        Reminder(deadline=current, deadline_version=current.version, step=NEAR, recipient=reader.person, **settled)
        for reader in due
    ]
    Reminder.objects.bulk_create(rows)
    drafts = [
        Draft(
            kind=kind,
            to=reader.person,
            facts=reader.facts,
            dedupe_key=row.message_key,
            keep_for=current.act_by - now,
        )
        for reader, row in zip(due, rows, strict=True)
    ]
    return len(queue_messages(drafts=drafts, now=now)) if drafts else 0
