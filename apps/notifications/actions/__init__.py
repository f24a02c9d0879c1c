"""Writes of the outbox, and the sending of what is in it."""

from apps.notifications.actions.circulars import Letter, queue_letters
from apps.notifications.actions.claiming import (
    Batch,
    begin,
    claim,
    expire_stale,
    forget_old,
    give_back,
    recover_lost,
    settle,
)
from apps.notifications.actions.delivery import SendingInTransaction, deliver_due
from apps.notifications.actions.outbox import (
    Draft,
    count_as_sent,
    drop_messages,
    drop_waiting,
    forget_messages,
    mark_all_read,
    queue_message,
    queue_messages,
    retry_message,
)
from apps.notifications.actions.outlets import close_outlet, note_answer, open_outlet, try_outlet

__all__ = [
    "Batch",
    "Draft",
    "Letter",
    "SendingInTransaction",
    "begin",
    "claim",
    "close_outlet",
    "count_as_sent",
    "deliver_due",
    "drop_messages",
    "drop_waiting",
    "expire_stale",
    "forget_messages",
    "forget_old",
    "give_back",
    "mark_all_read",
    "note_answer",
    "open_outlet",
    "queue_letters",
    "queue_message",
    "queue_messages",
    "recover_lost",
    "retry_message",
    "settle",
    "try_outlet",
]
