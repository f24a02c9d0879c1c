"""Whose turn it is: messages are taken in batches by lease and token, begun in groups, marked by token.

A worker may die at any line. What it had not begun goes to somebody else when the lease has run out; what it had begun
may have arrived, so it waits ten minutes and goes again under the same Message-ID, saying so. Nothing is lost; what
comes twice can be recognised.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, QuerySet, prefetch_related_objects

from apps.core.failpoints import reach
from apps.notifications.actions.detours import go_another_way
from apps.notifications.enums import SHORT_LIVED, DeliveryState, Result
from apps.notifications.models import Message
from apps.notifications.rules import LEASE, LONGEST_WAIT, UNSURE_WAIT, Answer, verdict
from apps.notifications.selectors import unsent

log = structlog.get_logger()
FORGET_AFTER = timedelta(days=1)
NO_LEASE: dict[str, Any] = {"lease_token": None, "lease_until": None, "data_started_at": None}


# One statement, which reads of a row what delivery asks for. The rows are chosen first and once (MATERIALIZED): a plan
# that asked again for each row would lock others.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT message.id FROM notifications_message message
    LEFT JOIN notifications_outlet outlet ON outlet.id = message.outlet_id
    WHERE message.is_unsent AND message.state = 'queued' AND message.next_attempt_at <= %(now)s
      AND (message.expires_at IS NULL OR message.expires_at > %(now)s)
      AND (message.outlet_id IS NOT NULL) = %(to_outlets)s
      AND (outlet.resting_until IS NULL OR outlet.resting_until <= %(now)s)
    ORDER BY message.expires_at, message.next_attempt_at
    LIMIT %(limit)s FOR UPDATE OF message SKIP LOCKED
)
UPDATE notifications_message message
SET state = 'sending', lease_token = %(token)s, lease_until = %(until)s, attempts = attempts + 1
FROM due WHERE message.id = due.id
RETURNING message.id, kind, recipient_id, address, language, facts, outlet_id, state, queued_at, next_attempt_at,
    expires_at, attempts, lease_token, lease_until, unsure
"""


@dataclass(frozen=True)
class Batch:
    """Messages and the token that proves whose turn it is. Falsy when there are none."""

    token: uuid.UUID
    rows: list[Message]

    def __bool__(self) -> bool:
        return bool(self.rows)


@transaction.atomic
def claim(*, limit: int, to_outlets: bool, now: datetime) -> Batch:
    """Take up to `limit` due messages for a minute: mails, or what goes to chat robots and webhooks. What expires
    soonest goes first. Rows that another worker is taking are passed over."""
    token = uuid.uuid4()
    values = {"now": now, "until": now + LEASE, "token": token, "limit": limit, "to_outlets": to_outlets}
    rows = sorted(Message.objects.raw(_CLAIM, values), key=_urgency)
    prefetch_related_objects(rows, "recipient", *(["outlet"] if to_outlets else []))
    return Batch(token, rows)


def _urgency(row: Message) -> tuple[bool, datetime, datetime]:
    return row.expires_at is None, row.expires_at or row.next_attempt_at, row.next_attempt_at


@transaction.atomic
def begin(*, token: uuid.UUID, rows: Sequence[Message], may_arrive: bool, now: datetime) -> list[Message]:
    """Renew the lease of what goes out now, and return what still may: the truth is read again here. What lost its
    lease or became untrue since it was claimed is left out.

    `may_arrive` writes down that from now on the messages may have arrived, whatever becomes of this worker.
    """
    ours = Message.objects.filter(
        pk__in=[row.pk for row in rows], state=DeliveryState.SENDING, lease_token=token, lease_until__gt=now
    )
    moved = ours.update(lease_until=now + LEASE, **({"data_started_at": now} if may_arrive else {}))
    if moved == len(rows):
        return list(rows)
    log.warning("messages_not_begun", count=len(rows) - moved)
    held = set(ours.values_list("pk", flat=True))
    return [row for row in rows if row.pk in held]


@transaction.atomic
def settle(*, token: uuid.UUID, answers: Sequence[tuple[Message, Answer]], now: datetime) -> int:
    """Write down what came of the attempts, in one statement for all that came to the same. What is given up goes
    another way at once. Returns how many rows were written: fewer than given when somebody else has a message by now.
    """
    alike: dict[tuple[tuple[str, Any], ...], list[Message]] = defaultdict(list)
    delivered = tuple(_columns_of_sent(now).items())
    for row, answer in answers:
        is_sent = answer.result == Result.DELIVERED
        alike[delivered if is_sent else tuple(_columns(row, answer, now).items())].append(row)
    held = Message.objects.filter(state=DeliveryState.SENDING, lease_token=token)
    moved = 0
    for columns, rows in alike.items():
        count = _only(held, rows).update(**dict(columns), **NO_LEASE)
        if count and dict(columns)["state"] == DeliveryState.FAILED:
            go_another_way(given_up=rows, now=now)
        moved += count
    reach("before_mark_commit")
    if moved < len(answers):
        log.warning("message_leases_lost", count=len(answers) - moved)
    return moved


def _only(messages: QuerySet[Message], rows: Sequence[Message]) -> QuerySet[Message]:
    """One array and not a thousand values, each of which is checked, written and read again."""
    return messages.extra(where=["notifications_message.id = ANY(%s)"], params=[[row.pk for row in rows]])


def _columns_of_sent(now: datetime) -> dict[str, Any]:
    return {"state": DeliveryState.SENT, "failure": "", "sent_at": now}


def _columns(row: Message, answer: Answer, now: datetime) -> dict[str, Any]:
    unsure = row.unsure + (answer.result == Result.UNSURE)
    result = verdict(answer, attempts=row.attempts, unsure=unsure, queued_at=row.queued_at, now=now)
    columns: dict[str, Any] = {"state": result.state, "failure": answer.reason[:200]}
    if answer.result == Result.UNSURE:
        columns["unsure"] = unsure
    if result.next_attempt_at:
        columns["next_attempt_at"] = result.next_attempt_at
    return columns


@transaction.atomic
def give_back(*, token: uuid.UUID, rows: Sequence[Message]) -> None:
    """What was claimed and not begun is due as before, as if nobody had taken it."""
    if not rows:
        return
    held = Message.objects.filter(pk__in=[row.pk for row in rows], state=DeliveryState.SENDING, lease_token=token)
    held.update(state=DeliveryState.QUEUED, attempts=F("attempts") - 1, **NO_LEASE)


@transaction.atomic
def recover_lost(*, now: datetime) -> int:
    """Give back what dead workers held. What may have arrived counts as unsure and waits before it goes again."""
    _mend_moments(now)
    lost = unsent().select_for_update(skip_locked=True).filter(state=DeliveryState.SENDING, lease_until__lte=now)
    held: dict[tuple[uuid.UUID, datetime], list[tuple[Message, Answer]]] = defaultdict(list)
    for row in (rows := list(lost)):
        started = row.data_started_at is not None
        held[row.lease].append((row, Answer(Result.UNSURE if started else Result.LATER, "the worker was lost")))
        log.warning("message_recovered", message=str(row.pk), unsure=started)
    for (token, until), answers in held.items():
        settle(token=token, answers=answers, now=until - LEASE)  # waits count from when it was last heard of
    return len(rows)


def _mend_moments(now: datetime) -> None:
    """After the clock was set back: no lease is longer than a lease, and nothing waits longer than the longest wait."""
    unsent().filter(state=DeliveryState.SENDING, lease_until__gt=now + LEASE).update(lease_until=now + LEASE)
    far = unsent().filter(state=DeliveryState.QUEUED, next_attempt_at__gt=now + LONGEST_WAIT)
    if mended := far.update(next_attempt_at=now + UNSURE_WAIT):
        log.warning("messages_from_the_future", count=mended)


@transaction.atomic
def expire_stale(*, now: datetime) -> int:
    """Messages of no use any more (a code past its time) are not sent; their rows say so."""
    gone = unsent().filter(state=DeliveryState.QUEUED, expires_at__lte=now).update(state=DeliveryState.EXPIRED)
    if gone:
        log.warning("messages_expired_unsent", count=gone)
    return gone


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Delete messages that only made sense in their moment (codes): a day later they are personal data and no more."""
    old = Message.objects.filter(kind__in=SHORT_LIVED, queued_at__lte=now - FORGET_AFTER)
    return old.exclude(state=DeliveryState.SENDING).delete()[0]
