"""Writes of the outbox that belong to what people do."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.accounts.models import User
from apps.core.dispatch import enqueue
from apps.notifications.enums import IN_APP, DeliveryState, MessageKind, RetryReason
from apps.notifications.models import Message, Outlet

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be sent, and to whom.

    `to` is a person, or `address` somebody who has not signed up yet; with `outlet` it goes to their robot.
    `facts` are what the templates need and nothing more: no narrative, no amounts (an inbox may be seen by others).
    Under one `dedupe_key` one message is queued, ever.
    After `keep_for` a message not yet sent is dropped with a record (a sign-in code is useless after its lifetime).
    """

    kind: MessageKind
    dedupe_key: str
    facts: dict[str, str]
    to: User | None = None
    address: str = ""
    language: str = ""
    outlet: Outlet | None = None
    keep_for: timedelta | None = None


@transaction.atomic
def queue_messages(*, drafts: Sequence[Draft], now: datetime) -> list[Message]:
    """Put messages into the outbox, in the caller's transaction; they are sent after commit. Returns those that were
    not there before."""
    rows = Message.objects.bulk_create([_row(draft, now) for draft in drafts], ignore_conflicts=True)
    new = set(Message.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    if new:
        enqueue("notifications.deliver")
    return [row for row in rows if row.pk in new]


def queue_message(
    *,
    kind: MessageKind,
    dedupe_key: str,
    facts: dict[str, str],
    to: User | None = None,
    address: str = "",
    language: str = "",
    outlet: Outlet | None = None,
    keep_for: timedelta | None = None,
    now: datetime,
) -> Message | None:
    """One message, as `Draft` says; None when it was there before."""
    draft = Draft(
        kind=kind,
        dedupe_key=dedupe_key,
        facts=facts,
        to=to,
        address=address,
        language=language,
        outlet=outlet,
        keep_for=keep_for,
    )
    return next(iter(queue_messages(drafts=[draft], now=now)), None)


def _row(draft: Draft, now: datetime) -> Message:
    person = draft.to
    return Message(
        kind=draft.kind,
        recipient=person,
        address="" if person else draft.address,
        language=(person.language if person else "") or draft.language or "en",
        facts=json.dumps(draft.facts, ensure_ascii=False),
        outlet=draft.outlet,
        dedupe_key=draft.dedupe_key,
        queued_at=now,
        next_attempt_at=now,
        expires_at=now + draft.keep_for if draft.keep_for else None,
    )


@transaction.atomic
def drop_messages(*, dedupe_keys: Collection[str], now: datetime) -> set[str]:
    """What is no longer true is not sent: messages still waiting count as expired, also in the hands of a worker that
    has not begun them (it asks again before it begins). What is being sent, is sent. Returns the dropped keys."""
    if not dedupe_keys:
        return set()
    unbegun = Q(state=DeliveryState.QUEUED) | Q(state=DeliveryState.SENDING, data_started_at=None, outlet=None)
    waiting = Message.objects.filter(unbegun, dedupe_key__in=dedupe_keys)
    found = dict(waiting.select_for_update().values_list("pk", "dedupe_key"))
    dropped = Message.objects.filter(pk__in=list(found))
    dropped.update(state=DeliveryState.EXPIRED, expires_at=now, lease_token=None, lease_until=None)
    return set(found.values())


@transaction.atomic
def drop_waiting(*, messages: QuerySet[Message], now: datetime) -> int:
    """Of these, what waits and is in nobody's hands is not sent any more, and its row says so. Returns how many."""
    waiting = messages.filter(state=DeliveryState.QUEUED).select_for_update(skip_locked=True, of=("self",))
    found = list(waiting.values_list("pk", flat=True))
    return Message.objects.filter(pk__in=found).update(state=DeliveryState.EXPIRED, expires_at=now)


@transaction.atomic
def forget_messages(*, dedupe_keys: Collection[str]) -> int:
    """Delete messages, waiting or sent, as if they had never been written; what is on the wire now stays. For what the
    reader has turned away from so far that not even the list of it may remain. Returns how many."""
    on_the_wire = Q(state=DeliveryState.SENDING, data_started_at__isnull=False)
    return Message.objects.filter(dedupe_key__in=dedupe_keys).exclude(on_the_wire).delete()[0]


@transaction.atomic
def count_as_sent(*, people: QuerySet[User], now: datetime) -> int:
    """What was queued for invented people counts as sent when it was queued, and does not leave the house.

    In the caller's transaction, so that no worker ever sees it waiting. Real people among `people` are left out.
    """
    waiting = Message.objects.filter(recipient__in=people.filter(is_demonstration=True), state=DeliveryState.QUEUED)
    return waiting.update(state=DeliveryState.SENT, sent_at=F("queued_at"), attempts=1)


@transaction.atomic
def retry_message(*, message: Message, reason: RetryReason, by: User, now: datetime) -> bool:
    """Try once more what was given up, for a reason that stays with it; False when it is not given up (any more), so
    that twice is as once.

    Whoever asks has mended what stood in the way (a full mailbox, our mail server); it fails again where they have not.
    """
    given_up = Message.objects.filter(pk=message.pk, state=DeliveryState.FAILED)
    asked = {"retried_at": now, "retried_for": reason}
    if not given_up.update(state=DeliveryState.QUEUED, next_attempt_at=now, **asked):
        return False
    log.info("message_retried", message=str(message.pk), reason=reason.value, by=str(by.pk))
    enqueue("notifications.deliver")
    return True


@transaction.atomic
def mark_all_read(*, by: User, now: datetime) -> int:
    """Everything in their list counts as read; returns how many were not."""
    return Message.objects.filter(recipient=by, kind__in=IN_APP, read_at__isnull=True).update(read_at=now)
