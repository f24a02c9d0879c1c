"""The same news to very many people: into the outbox as columns, not row by row."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import connection, transaction

from apps.core.dispatch import enqueue
from apps.core.encryption import seal
from apps.notifications.enums import DeliveryState, MessageKind
from apps.notifications.models import Message

# Each column is one text with a value on each line: ten times as fast to hand over as lists of values. In the order of
# the key, so that two who plan the same meet the same rows in the same order.
_INSERT = """
INSERT INTO notifications_message
    (id, recipient_id, language, facts, dedupe_key, kind, address, state, queued_at, next_attempt_at, attempts, unsure,
     failure, retried_for)
SELECT fresh.*, %s, ''::bytea, %s, %s, %s, 0, 0, '', ''
FROM unnest(
    string_to_array(%s, E'\n')::uuid[], string_to_array(%s, E'\n')::uuid[], string_to_array(%s, E'\n'),
    string_to_array(%s, E'\n')::bytea[], string_to_array(%s, E'\n')
) AS fresh
ORDER BY 5
ON CONFLICT DO NOTHING
RETURNING recipient_id, id
"""


class Letter(NamedTuple):
    """What `Draft` says of a mail to a person, without the person: their id and language."""

    recipient_id: UUID
    language: str
    dedupe_key: str
    facts: dict[str, str]


@transaction.atomic
def queue_letters(*, kind: MessageKind, letters: Sequence[Letter], now: datetime) -> dict[UUID, UUID]:
    """Put one mail to each into the outbox, in the caller's transaction, as `queue_messages` would; they are sent after
    commit. Returns message ids by person: of those that were not there before."""
    if not letters:
        return {}
    columns = zip(*map(_columns, letters), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [kind, DeliveryState.QUEUED, now, now, *map("\n".join, columns)])
        queued = dict(cursor.fetchall())
    if queued:
        enqueue("notifications.deliver")
    return queued


def _columns(letter: Letter) -> tuple[str, str, str, str, str]:
    key = str(uuid4())
    facts = seal(json.dumps(letter.facts, ensure_ascii=False).encode(), f"{Message._meta.db_table}|facts|{key}")
    return key, str(letter.recipient_id), letter.language or "en", rf"\x{facts.hex()}", letter.dedupe_key
