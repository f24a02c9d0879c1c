"""Opening: once enough have joined, sealed rows become open ones, in the worker, which alone has the key for it."""

from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import transaction

from apps.accounts.models import User
from apps.campaigns.actions.keys import NoEscrowKey, private_key_of
from apps.campaigns.actions.moves import lock_campaign
from apps.campaigns.enums import OPENED
from apps.campaigns.models import Campaign, CampaignKeys, SignOn
from apps.campaigns.rules.sealing import Contents, bound_to, unpacked
from apps.cases.models import Case
from apps.core.failpoints import reach
from apps.core.sealed_boxes import open_box
from apps.notifications.actions import Draft, queue_messages
from apps.notifications.enums import MessageKind

BATCH = 200
log = structlog.get_logger()


def open_sealed(*, now: datetime) -> int:
    """Open what is sealed in campaigns that met their threshold; returns how many rows. Twice is as once.

    Batches are transactions: a worker that dies leaves whole batches, and the next goes on. The campaign's private key
    goes with its last sealed row. Where this process has no key nothing is opened, and a log line says so.
    """
    opened = 0
    for keys in CampaignKeys.objects.filter(campaign__stage__in=OPENED, private_box__isnull=False):
        try:
            while done := _open_batch(keys, now):
                opened += done
        except NoEscrowKey:
            log.error("escrow_key_missing", campaign=keys.campaign.slug)
    return opened


@transaction.atomic
def _open_batch(keys: CampaignKeys, now: datetime) -> int:
    campaign = lock_campaign(keys.campaign)
    rows = list(SignOn.objects.filter(campaign=campaign, person=None)[:BATCH])
    if not rows:
        CampaignKeys.objects.filter(pk=keys.pk).update(public_key=None, private_box=None)
        return 0
    private_key = private_key_of(keys)
    found = {
        row: unpacked(open_box(private_key, bytes(row.box or b""), bound_to=bound_to(campaign.pk))) for row in rows
    }
    people = User.objects.filter(is_active=True).in_bulk([contents.person for contents in found.values()])
    cases = set(Case.objects.filter(pk__in=[c.case for c in found.values()]).values_list("pk", flat=True))
    for row, contents in found.items():
        if contents.person in people and contents.case in cases:
            _open_row(row, contents, now)
        else:
            row.delete()
    reach("campaigns_before_open_commits")
    _tell(campaign, [people[c.person] for c in found.values() if c.person in people], now)
    return len(rows)


def _open_row(row: SignOn, contents: Contents, now: datetime) -> None:
    opened = {"person_id": contents.person, "case_id": contents.case, "joined_on": now.astimezone(UTC).date()}
    SignOn.objects.filter(pk=row.pk, person=None).update(box=None, **opened)


def key_of_opening(campaign: Campaign, person_id: UUID) -> str:
    """Under which somebody is told once that enough have joined."""
    return f"campaign_met:{campaign.pk}:{person_id}"


def _tell(campaign: Campaign, people: list[User], now: datetime) -> None:
    """A neutral mail to each: it names no campaign, because an inbox may be seen by others."""
    drafts = [
        Draft(
            kind=MessageKind.CAMPAIGN_MET,
            dedupe_key=key_of_opening(campaign, person.pk),
            facts={},
            to=person,
        )
        for person in people
    ]
    queue_messages(drafts=drafts, now=now)
