"""Writes of the outbox that belong to what people do."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.accounts.models import User
from apps.core.dispatch import enqueue
from apps.notifications.enums import IN_APP, DeliveryState, MessageKind
from apps.notifications.models import Message, Outlet

log = structlog.get_logger()


@transaction.atomic
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
    """Put one message into the outbox, in the caller's transaction; it is sent after commit.

    `to` is a person, or `address` somebody who has not signed up yet; with `outlet` it goes to their robot.
    `facts` are what the templates need and nothing more: no narrative, no amounts (an inbox may be seen by others). The
    same `dedupe_key` a second time returns None.
    After `keep_for` a message not yet sent is dropped with a record (a sign-in code is useless after its lifetime).
    """
    row = Message(
        kind=kind,
        recipient=to,
        address="" if to else address,
        language=(to.language if to else "") or language or "en",
        facts=json.dumps(facts, ensure_ascii=False),
        outlet=outlet,
        dedupe_key=dedupe_key,
        queued_at=now,
        next_attempt_at=now,
        expires_at=now + keep_for if keep_for else None,
    )
    created = Message.objects.bulk_create([row], ignore_conflicts=True)
    if not Message.objects.filter(pk=created[0].pk).exists():
        return None
    enqueue("notifications.deliver")
    return row


@transaction.atomic
def drop_messages(*, dedupe_keys: Collection[str], now: datetime) -> int:
    """What is no longer true is not sent: messages still waiting count as expired, also in the hands of a worker that
    has not begun them (it asks again before it begins). What is being sent, is sent."""
    if not dedupe_keys:
        return 0
    unbegun = Q(state=DeliveryState.QUEUED) | Q(state=DeliveryState.SENDING, data_started_at=None, outlet=None)
    waiting = Message.objects.filter(unbegun, dedupe_key__in=dedupe_keys)
    return waiting.update(state=DeliveryState.EXPIRED, expires_at=now, lease_token=None, lease_until=None)


@transaction.atomic
def count_as_sent(*, people: QuerySet[User], now: datetime) -> int:
    """What was queued for invented people counts as sent when it was queued, and does not leave the house.

    In the caller's transaction, so that no worker ever sees it waiting. Real people among `people` are left out.
    """
    waiting = Message.objects.filter(recipient__in=people.filter(is_demonstration=True), state=DeliveryState.QUEUED)
    return waiting.update(state=DeliveryState.SENT, sent_at=F("queued_at"), attempts=1)


@transaction.atomic
def retry_message(*, message: Message, by: User, now: datetime) -> bool:
    """Try once more what was given up; False when it is not given up (any more), so that twice is as once.

    Whoever asks has mended what stood in the way (a full mailbox, our mail server); it fails again where they have not.
    """
    given_up = Message.objects.filter(pk=message.pk, state=DeliveryState.FAILED)
    if not given_up.update(state=DeliveryState.QUEUED, next_attempt_at=now):
        return False
    log.info("message_retried", message=str(message.pk), by=str(by.pk))
    enqueue("notifications.deliver")
    return True


@transaction.atomic
def mark_all_read(*, by: User, now: datetime) -> int:
    """Everything in their list counts as read; returns how many were not."""
    return Message.objects.filter(recipient=by, kind__in=IN_APP, read_at__isnull=True).update(read_at=now)
