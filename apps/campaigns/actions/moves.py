"""The stages of a campaign. Who comes second gets StageRefused; what ends forgets what was sealed."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.campaigns.actions.keys import NoEscrowKey, make_keys
from apps.campaigns.enums import OVER, EntryKind, Stage
from apps.campaigns.models import Campaign, CampaignEntry, CampaignKeys, SignOn
from apps.campaigns.rules import MOVES, floored, is_over
from apps.core.dispatch import enqueue


class StageRefused(Exception):
    """The campaign is not where this was meant for; `args[0]` says it to the reader."""


@transaction.atomic
def move_campaign(
    *, campaign: Campaign, source: Stage, target: Stage, reason: str = "", by: User | None, now: datetime
) -> CampaignEntry:
    """Bring a campaign from the stage that was seen to the next; once, whoever asks twice or at the same time.

    Raises StageRefused. Beginning makes its keys; ending deletes them with everything that is still sealed.
    """
    if target not in MOVES.get(source, ()):
        raise StageRefused(_("A campaign does not go this way."))
    locked = lock_campaign(campaign)
    entry = put_stage(locked, source, target, by, now, reason=reason)
    if target == Stage.GATHERING:
        if is_over(locked.until, now):
            raise StageRefused(_("The last day to join has passed. Choose a later one first."))
        try:
            make_keys(locked)
        except NoEscrowKey as missing:
            raise StageRefused(_("This installation has no escrow key, so nobody can join sealed.")) from missing
    if target in OVER:
        forget_sealed(locked)
    return entry


def lock_campaign(campaign: Campaign) -> Campaign:
    """The row, held until the transaction ends: whoever joins, leaves, moves or counts stands in one line."""
    return Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)


def put_stage(
    campaign: Campaign, source: Stage, target: Stage, by: User | None, now: datetime, *, reason: str = ""
) -> CampaignEntry:
    """The compare-and-set with its entry. Raises StageRefused."""
    here = Campaign.objects.filter(pk=campaign.pk, stage=source)
    if not here.update(stage=target, moved_at=now):
        raise StageRefused(_("Somebody else has moved this campaign meanwhile. Look at it again."))
    campaign.stage, campaign.moved_at = target, now
    day = now.astimezone(UTC).date()
    return CampaignEntry.objects.create(
        campaign=campaign, kind=EntryKind.STAGE, to_stage=target, text_en=reason, happened_on=day, by=by, at=now
    )


def meet_threshold(campaign: Campaign, now: datetime) -> None:
    """Where a locked campaign gathers and enough rows stand, it has met its threshold; the worker opens the sealed."""
    if campaign.stage != Stage.GATHERING:
        return
    count = SignOn.objects.filter(campaign=campaign).count()
    if count < campaign.threshold:
        return
    put_stage(campaign, Stage.GATHERING, Stage.THRESHOLD_MET, None, now)
    Campaign.objects.filter(pk=campaign.pk).update(shown_count=floored(count), shown_on=now.astimezone(UTC).date())
    enqueue("campaigns.open")


def forget_sealed(campaign: Campaign) -> int:
    """Delete what is still sealed, and every key of the campaign; returns how many rows nobody will ever read."""
    gone, _by_table = SignOn.objects.filter(campaign=campaign, person=None).delete()
    CampaignKeys.objects.filter(campaign=campaign).delete()
    return gone
