"""Writes of the outbox, and the sending of what is in it."""

from apps.notifications.actions.delivery import (
    Claim,
    LeaseLost,
    SendingInTransaction,
    claim_next,
    deliver_due,
    deliver_next,
    expire_stale,
    forget_old,
    mark_body_started,
    recover_lost,
    settle,
)
from apps.notifications.actions.outbox import (
    count_as_sent,
    drop_messages,
    mark_all_read,
    queue_message,
    retry_message,
)
from apps.notifications.actions.outlets import close_outlet, note_answer, open_outlet, try_outlet

__all__ = [
    "Claim",
    "LeaseLost",
    "SendingInTransaction",
    "claim_next",
    "close_outlet",
    "count_as_sent",
    "deliver_due",
    "deliver_next",
    "drop_messages",
    "expire_stale",
    "forget_old",
    "mark_all_read",
    "mark_body_started",
    "note_answer",
    "open_outlet",
    "queue_message",
    "recover_lost",
    "retry_message",
    "settle",
    "try_outlet",
]
