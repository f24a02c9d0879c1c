"""A request that is sent twice is done once: deed and answer are one transaction."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Reply, User

KEPT = timedelta(hours=24)
AT_ONCE = 1000


class KeyUsed(Exception):
    """The key belongs to another request."""


class KeyBusy(Exception):
    """The same request is being worked on right now."""


@dataclass(frozen=True)
class Answered:
    """What is answered; `again` when it was done before and nothing happened now."""

    status: int
    body: Any
    again: bool = False


@transaction.atomic
def answer_once(
    *, person: User, address: str, key: str, request_hash: str, do: Callable[[], tuple[int, Any]], now: datetime
) -> Answered:
    """What `do` answers, or answered when this key was first sent. Raises KeyUsed, KeyBusy, and what `do` raises.

    Only what succeeded is remembered: of what failed nothing was kept, so doing it again is right. If the process dies,
    neither deed nor answer are there.
    """
    key_hash = sha256(f"{address}\x1f{key}".encode()).hexdigest()
    _hold(f"{person.pk}\x1f{key_hash}")
    known = Reply.objects.filter(person=person, key_hash=key_hash, answered_at__gt=now - KEPT).first()
    if known and known.request_hash != request_hash:
        raise KeyUsed(_("This key was sent before with another request."))
    if known:
        return Answered(known.status, json.loads(known.body) if known.body else None, again=True)
    status, body = do()
    Reply.objects.filter(person=person, key_hash=key_hash).delete()
    Reply.objects.create(
        person=person,
        key_hash=key_hash,
        request_hash=request_hash,
        status=status,
        body="" if body is None else json.dumps(body, ensure_ascii=False),
        answered_at=now,
    )
    return Answered(status, body)


def _hold(name: str) -> None:
    """Until the transaction ends nobody else works on this key; whoever comes second does not wait. Raises KeyBusy."""
    number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise KeyBusy(_("The same request is being worked on. Repeat it in a second."))


@transaction.atomic
def forget_replies(*, now: datetime) -> int:
    """Answers older than a day go; returns how many."""
    old = Reply.objects.filter(answered_at__lte=now - KEPT).values("pk")[:AT_ONCE]
    return Reply.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
