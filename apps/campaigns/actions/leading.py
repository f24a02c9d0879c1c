"""What the association that leads a campaign does: writes it, hands it in, moves its stages, keeps its days."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.models import Association
from apps.campaigns.actions.keeping import Noted, note_entry, save_campaign
from apps.campaigns.actions.moves import StageRefused, lock_campaign, move_campaign
from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign, CampaignBody, CampaignEntry
from apps.campaigns.rules import leaders_moves
from apps.campaigns.selectors.bodies import leads
from apps.deadlines.actions import add_own_date, edit_own_date, open_docket, remove_own_date
from apps.deadlines.models import Deadline
from apps.incidents.models import Incident

LONGEST_SLUG = 50


@dataclass(frozen=True, kw_only=True)
class Told:
    """A campaign as it was written; `until` is its last day (UTC)."""

    incident: Incident | None
    platform: str
    forum: str
    title_en: str
    title_zh: str
    goal_en: str
    goal_zh: str
    demands_en: str
    demands_zh: str
    conduct_en: str
    conduct_zh: str
    threshold: int
    until: date
    takes_escrow: bool


@transaction.atomic
def write_campaign(*, association: Association, told: Told, by: User, now: datetime) -> Campaign:
    """A draft led by an association, which takes part in it from the start. Raises StageRefused."""
    if not association.is_approved:
        raise StageRefused(_("A moderator has to approve the association first."))
    words = slugify(told.title_en)[:LONGEST_SLUG].strip("-") or "campaign"
    campaign = Campaign(slug=f"{words}-{secrets.token_hex(3)}", led_by=association, **_columns(told))
    save_campaign(campaign=campaign, by=by, now=now)
    own = {"by": by, "at": now, "joined_by": by, "joined_at": now}
    CampaignBody.objects.create(campaign=campaign, association=association, **own)
    return campaign


@transaction.atomic
def rewrite_campaign(*, campaign: Campaign, association: Association, told: Told, by: User, now: datetime) -> None:
    """Other words for a draft. Raises StageRefused once somebody else is to rely on them."""
    locked = lock_led(campaign, association)
    if locked.stage != Stage.DRAFT:
        raise StageRefused(_("Its words stand while a moderator reads it, and once it has begun."))
    for name, value in _columns(told).items():
        setattr(locked, name, value)
    save_campaign(campaign=locked, by=by, now=now)


def _columns(told: Told) -> dict[str, object]:
    return {**asdict(told), "incident": told.incident}


def lock_led(campaign: Campaign, association: Association) -> Campaign:
    """The campaign, held, for the association that leads it. Raises StageRefused for another."""
    locked = lock_campaign(campaign)
    if not leads(locked, association):
        raise StageRefused(_("Another association leads this campaign."))
    return locked


@transaction.atomic
def lead_campaign(
    *, campaign: Campaign, association: Association, source: Stage, target: Stage, by: User, now: datetime
) -> CampaignEntry:
    """`move_campaign` by the association that leads; a moderator begins one. Raises StageRefused."""
    locked = lock_led(campaign, association)
    if target not in leaders_moves(source):
        raise StageRefused(_("A campaign does not go this way."))
    return move_campaign(campaign=locked, source=source, target=target, by=by, now=now)


@transaction.atomic
def note_as_leader(
    *, campaign: Campaign, association: Association, noted: Noted, by: User, now: datetime
) -> CampaignEntry:
    """An answer of the platform, or news, into the timeline. Raises StageRefused."""
    return note_entry(campaign=lock_led(campaign, association), noted=noted, by=by, now=now)


@transaction.atomic
def add_day(
    *, campaign: Campaign, association: Association, label: str, day: date, zone: str, by: User, now: datetime
) -> Deadline:
    """A day on the campaign's own docket, for everybody to read: when it is filed, by when an answer was promised.

    Whoever runs campaigns for an association that takes part is told of it (`tell_of_days`). Raises StageRefused, and
    DecisionRefused for a day that is over.
    """
    locked = lock_led(campaign, association)
    if locked.docket is None:
        locked.docket = open_docket(reference=locked.slug[:20], now=now)
        Campaign.objects.filter(pk=locked.pk).update(docket=locked.docket)
    return add_own_date(docket=locked.docket, label=label, day=day, zone=zone, by=by, now=now)


@transaction.atomic
def change_day(
    *,
    campaign: Campaign,
    association: Association,
    deadline: Deadline,
    label: str,
    day: date,
    zone: str,
    by: User,
    now: datetime,
) -> bool:
    """Another moment or other words for one of its days; who was told of the one before is told of the new one.

    False when nothing is different. Raises StageRefused, and DecisionRefused for a day that is over.
    """
    _refuse_foreign(lock_led(campaign, association), deadline)
    return edit_own_date(deadline=deadline, label=label, day=day, zone=zone, by=by, now=now)


@transaction.atomic
def remove_day(*, campaign: Campaign, association: Association, deadline: Deadline, by: User, now: datetime) -> None:
    """Take one of its days back: it leaves every page, and mails about it that wait. Raises as `change_day` does."""
    _refuse_foreign(lock_led(campaign, association), deadline)
    remove_own_date(deadline=deadline, by=by, now=now)


def _refuse_foreign(campaign: Campaign, deadline: Deadline) -> None:
    if campaign.docket_id is None or campaign.docket_id != deadline.docket_id:
        raise StageRefused(_("This day belongs to another campaign."))
