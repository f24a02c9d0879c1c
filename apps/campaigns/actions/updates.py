"""Writing updates and mailing them: planned into the outbox in batches, a day's worth at most, until nobody is left."""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.models import Association
from apps.campaigns.actions.moves import lock_campaign
from apps.campaigns.actions.opening import key_of_opening
from apps.campaigns.enums import NOT_BEGUN, Segment, UpdateState
from apps.campaigns.models import Campaign, CampaignUpdate, SignOn, UpdateMail, UpdateStop
from apps.campaigns.selectors.bodies import takes_part
from apps.campaigns.selectors.updates import (
    hash_of_key,
    left_today,
    mail_of_key,
    next_to_mail,
    waits_for_sealed,
)
from apps.core.dispatch import enqueue
from apps.core.failpoints import reach
from apps.notifications.actions import Letter, drop_waiting, forget_messages, queue_letters
from apps.notifications.enums import MessageKind
from apps.notifications.models import Message

ROWS_AT_ONCE = 5000
_INSERT = """
INSERT INTO campaigns_updatemail (id, update_id, planned_on, person_id, message_id, stop_hash)
SELECT gen_random_uuid(), %s, %s, fresh.* FROM unnest(
    string_to_array(%s, E'\n')::uuid[], string_to_array(%s, E'\n', '')::uuid[], string_to_array(%s, E'\n')
) AS fresh
"""
Clock = Callable[[], datetime]
MOVES = {
    UpdateState.RUNNING: (UpdateState.DRAFT, UpdateState.PAUSED),
    UpdateState.PAUSED: (UpdateState.RUNNING,),
    UpdateState.CANCELLED: (UpdateState.RUNNING, UpdateState.PAUSED),
}


class UpdateRefused(Exception):
    """It cannot be written or mailed so; `args[0]` says why to the coordinator."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """An update as it was written: whole in one language at least, for whom, how many mails a day."""

    title_en: str
    text_en: str
    title_zh: str
    text_zh: str
    segment: Segment
    marketplace: str
    per_day: int


@transaction.atomic
def write_update(
    *, campaign: Campaign, association: Association, written: Written, by: User, now: datetime
) -> CampaignUpdate:
    """Keep a draft. Raises UpdateRefused where the association does not take part, or nobody was asked to join yet."""
    if not takes_part(campaign, association) or campaign.stage in NOT_BEGUN:
        raise UpdateRefused(_("An association that takes part writes, once the campaign has begun."))
    own = {"campaign": campaign, "association": association, "made_by": by, "made_at": now}
    return CampaignUpdate.objects.create(**own, **_columns(written))


@transaction.atomic
def rewrite_update(*, update: CampaignUpdate, written: Written, by: User, now: datetime) -> None:
    """Other words for a draft. Raises UpdateRefused once it is mailed."""
    if not CampaignUpdate.objects.filter(pk=update.pk, state=UpdateState.DRAFT).update(**_columns(written)):
        raise UpdateRefused(_("It is being mailed. Its words stand."))


def _columns(written: Written) -> dict[str, object]:
    limit = min(written.per_day, settings.CAMPAIGN_MAILS_PER_DAY)
    return {**asdict(written), "per_day": limit}


@transaction.atomic
def move_update(*, update: CampaignUpdate, source: UpdateState, target: UpdateState, by: User, now: datetime) -> None:
    """Begin, pause, go on, stop: from the state that was seen, once. Raises UpdateRefused.

    A pause plans no more mails; those in the outbox go. Stopping takes out of the outbox what has not gone.
    """
    if source not in MOVES.get(target, ()):
        raise UpdateRefused(_("An update does not go this way."))
    if target == UpdateState.RUNNING and not takes_part(update.campaign, update.association):
        raise UpdateRefused(_("The association does not take part in the campaign any more."))
    moments = {"begun_at": now} if source == UpdateState.DRAFT else {}
    if target == UpdateState.CANCELLED:
        moments = {"ended_at": now}
    if not CampaignUpdate.objects.filter(pk=update.pk, state=source).update(state=target, **moments):
        raise UpdateRefused(_("Somebody else was faster. Look at it again."))
    if target == UpdateState.CANCELLED:
        planned = UpdateMail.objects.filter(update=update).values("message")
        drop_waiting(messages=Message.objects.filter(pk__in=planned), now=now)
    enqueue("campaigns.updates")


def mail_updates(*, clock: Clock, seconds: float) -> int:
    """Plan what is to be mailed, for so long; returns how many mails. A worker that dies leaves whole batches."""
    stop_at = clock() + timedelta(seconds=seconds)
    planned = 0
    for update in CampaignUpdate.objects.filter(state=UpdateState.RUNNING).order_by("begun_at", "id"):
        while clock() < stop_at and (done := plan_batch(update=update, now=clock())):
            planned += done
            reach("campaigns_after_update_batch")
    return planned


@transaction.atomic
def plan_batch(*, update: CampaignUpdate, now: datetime) -> int:
    """Mails for the next of those it is for, as many as today allows; 0: nobody is left, or not today, or it rests.

    The campaign is locked: whoever leaves is gone before this reads, or waits and takes back what it planned.
    """
    campaign = lock_campaign(update.campaign)
    row = CampaignUpdate.objects.select_for_update().filter(pk=update.pk, state=UpdateState.RUNNING).first()
    if row is None:
        return 0
    row.campaign = campaign
    left = left_today(row, now)
    people = next_to_mail(row, now, at_most=min(left, ROWS_AT_ONCE)) if left else []
    if people:
        _plan(row, people, now)
        reach("campaigns_before_update_commits")
    elif left and not waits_for_sealed(row):
        CampaignUpdate.objects.filter(pk=row.pk).update(state=UpdateState.DONE, ended_at=now)
    return len(people)


def _plan(update: CampaignUpdate, people: list[tuple[UUID, str]], now: datetime) -> None:
    """Columns and not rows, through statements of the database: an update may be for a hundred thousand."""
    keys = {person: secrets.token_urlsafe(24) for person, _language in people}
    letters = [
        Letter(person, language, key_of_message(update.pk, person), {"update_id": str(update.pk), "stop": keys[person]})
        for person, language in people
    ]
    messages = queue_letters(kind=MessageKind.CAMPAIGN_UPDATE, letters=letters, now=now)
    columns = [
        map(str, keys),
        (str(messages.get(person, "")) for person in keys),
        map(hash_of_key, keys.values()),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [update.pk, now.astimezone(UTC).date(), *map("\n".join, columns)])


def key_of_message(update_id: UUID, person_id: UUID) -> str:
    """Under which the news of an update for one person is queued once."""
    return f"campaign_update:{update_id}:{person_id}"


@transaction.atomic
def stop_updates(*, key: str, now: datetime) -> None:
    """No more mails about the campaign of the mail that carries `key`; an unknown key changes nothing and is not told
    apart. What waits is not sent."""
    mail = mail_of_key(key)
    if mail:
        wish_for_updates(campaign=mail.update.campaign, wanted=False, by=mail.person, now=now)


@transaction.atomic
def wish_for_updates(*, campaign: Campaign, wanted: bool, by: User, now: datetime) -> None:
    """Whether somebody who takes part openly is mailed about updates; others change nothing."""
    lock_campaign(campaign)
    if wanted or not SignOn.objects.filter(campaign=campaign, person=by).exists():
        UpdateStop.objects.filter(campaign=campaign, person=by).delete()
        return
    today = now.astimezone(UTC).date()
    UpdateStop.objects.get_or_create(campaign=campaign, person=by, defaults={"stopped_on": today})
    planned = UpdateMail.objects.filter(update__campaign=campaign, person=by).values("message")
    drop_waiting(messages=Message.objects.filter(pk__in=planned), now=now)


def forget_updates(*, campaign: Campaign, by: User) -> None:
    """Everything that was mailed or was about to be to somebody who leaves, and their wish; in the caller's
    transaction, the campaign locked."""
    mails = UpdateMail.objects.filter(update__campaign=campaign, person=by)
    keys = {key_of_message(update_id, by.pk) for update_id in mails.values_list("update", flat=True)}
    mails.delete()
    UpdateStop.objects.filter(campaign=campaign, person=by).delete()
    forget_messages(dedupe_keys={*keys, key_of_opening(campaign, by.pk)})
