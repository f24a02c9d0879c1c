"""The daily summary, for whoever asked for one: what is near, the next first. A day with nothing near sends nothing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from apps.core.moments import say_moment
from apps.deadlines.models import ReminderSettings
from apps.deadlines.rules.ladder import next_time
from apps.deadlines.selectors import dates_near
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind

KEEP = timedelta(hours=12)  # yesterday's summary is of no use


@transaction.atomic
def send_digests(*, limit: int = 200, now: datetime) -> int:
    """Queue the summaries that are due and set when the next ones are; returns how many were queued.

    A missed night is one summary, not several: the next is always the first one after `now`.
    """
    due = ReminderSettings.objects.filter(next_digest_at__lte=now).select_related("person").order_by("next_digest_at")
    rows = due.select_for_update(skip_locked=True, of=("self",))[:limit]
    return sum(_send(row, now) for row in rows)


def _send(row: ReminderSettings, now: datetime) -> bool:
    person = row.person
    if row.digest_at is None:
        raise ValueError("a summary that is due has a time of day")
    row.next_digest_at = next_time(row.digest_at, person.zone, now)
    row.save(update_fields=["next_digest_at"])
    with translation.override(person.language or "en"):
        lines = [
            ": ".join(filter(None, (deadline.docket.reference, say_moment(deadline.at, person.zone))))
            for deadline in dates_near(person, now)
        ]
    if not lines or not person.is_active:
        return False
    key = f"dates-of-the-day:{person.pk}:{now.astimezone(person.zone).date()}"
    facts = {"lines": "\n".join(lines)}
    kind = MessageKind.DATES_OF_THE_DAY
    return bool(queue_message(kind=kind, to=person, dedupe_key=key, facts=facts, keep_for=KEEP, now=now))
