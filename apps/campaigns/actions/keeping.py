"""Writing campaigns and what is noted of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.campaigns.actions.moves import StageRefused, lock_campaign
from apps.campaigns.enums import NOT_BEGUN, EntryKind, Stage
from apps.campaigns.models import Campaign, CampaignEntry
from apps.core.clock import latest_today


@transaction.atomic
def save_campaign(*, campaign: Campaign, by: User, now: datetime) -> Campaign:
    """Keep a draft as it was written. Raises StageRefused once it has begun: who joined, joined what stood there."""
    if campaign.pk and lock_campaign(campaign).stage != Stage.DRAFT:
        raise StageRefused(_("The campaign has begun. What people joined does not change any more."))
    if not campaign.pk:
        campaign.made_by, campaign.made_at, campaign.moved_at = by, now, now
    campaign.save()
    return campaign


@dataclass(frozen=True)
class Noted:
    """What is noted, for everybody to read. A text in one language is enough."""

    kind: EntryKind
    text_en: str
    text_zh: str
    source: str
    happened_on: date


@transaction.atomic
def note_entry(*, campaign: Campaign, noted: Noted, by: User, now: datetime) -> CampaignEntry:
    """Put an answer of the platform, or news, into the timeline. Raises StageRefused for what cannot be noted."""
    locked = lock_campaign(campaign)
    if locked.stage in NOT_BEGUN or noted.kind == EntryKind.STAGE:
        raise StageRefused(_("A draft has no timeline yet."))
    if noted.happened_on > latest_today(now):
        raise StageRefused(_("This day has not come yet."))
    return CampaignEntry.objects.create(
        campaign=locked,
        kind=noted.kind,
        text_en=noted.text_en or noted.text_zh,
        text_zh=noted.text_zh,
        source=noted.source,
        happened_on=noted.happened_on,
        by=by,
        at=now,
    )
