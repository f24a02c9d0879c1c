"""What mail could not bring goes by the ways that are left: it is in the product's own list anyway, and it goes to the
chat robots and webhooks of its reader that are proved."""

import json
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from apps.notifications.actions.outbox import Draft, queue_messages
from apps.notifications.enums import IN_APP, MessageKind
from apps.notifications.models import Message
from apps.notifications.selectors import open_outlets

log = structlog.get_logger()
# An invitation's link is a key, and a chat group is not its reader; so is the one that stops updates of a campaign. A
# reminder has a row of its own for every robot.
ONLY_BY_MAIL = (
    MessageKind.CASE_INVITATION,
    MessageKind.MEMBER_INVITATION,
    MessageKind.LIST_INVITATION,
    MessageKind.DEADLINE_REMINDER,
    MessageKind.CAMPAIGN_UPDATE,
)


@transaction.atomic
def go_another_way(*, given_up: Sequence[Message], now: datetime) -> int:
    """Queue the same news for every proved robot of its reader, in the transaction that gives the mail up. Returns how
    many; twice is once."""
    mails = [
        row
        for row in given_up
        if row.recipient_id and row.outlet_id is None and row.kind in IN_APP and row.kind not in ONLY_BY_MAIL
    ]
    ways = open_outlets({row.recipient_id for row in mails if row.recipient_id}) if mails else {}
    drafts = [
        Draft(
            kind=MessageKind(row.kind),
            to=row.recipient,
            outlet=outlet,
            facts=json.loads(row.facts),
            dedupe_key=f"{outlet.kind}:{row.dedupe_key}",
        )
        for row in mails
        for (person_id, _kind), outlet in sorted(ways.items(), key=lambda way: way[0][1])
        if person_id == row.recipient_id and outlet.proved_at
    ]
    queued = queue_messages(drafts=drafts, now=now) if drafts else []
    if queued:
        log.info("messages_another_way", count=len(queued))
    return len(queued)
