"""Associations in a campaign: one leads, others are asked and agree, each may leave."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.models import Association
from apps.campaigns.actions.moves import StageRefused, lock_campaign
from apps.campaigns.models import Campaign, CampaignBody, Mandate


@transaction.atomic
def ask_body(*, campaign: Campaign, association: Association, by: User, now: datetime) -> CampaignBody:
    """Ask an association to take part; twice is as once, and one that had left is asked anew. It takes part when its
    owner agrees. Raises StageRefused."""
    locked = lock_campaign(campaign)
    if locked.is_over or not association.is_approved:
        raise StageRefused(_("An approved association can take part, while the campaign runs."))
    body, _new = CampaignBody.objects.get_or_create(
        campaign=locked, association=association, defaults={"by": by, "at": now}
    )
    anew = {"by": by, "at": now, "joined_by": None, "joined_at": None, "left_at": None}
    CampaignBody.objects.filter(pk=body.pk, left_at__isnull=False).update(**anew)
    return body


@transaction.atomic
def join_as_body(*, campaign: Campaign, association: Association, by: User, now: datetime) -> None:
    """The association agrees to take part, by its owner. Raises StageRefused for one that was not asked, or has."""
    locked = lock_campaign(campaign)
    if locked.is_over or not association.is_approved:
        raise StageRefused(_("An approved association can take part, while the campaign runs."))
    asked = CampaignBody.objects.filter(campaign=locked, association=association, joined_at=None)
    if not asked.update(joined_by=by, joined_at=now):
        raise StageRefused(_("The association was not asked, or takes part already."))


@transaction.atomic
def leave_as_body(*, campaign: Campaign, association: Association, by: User, now: datetime) -> int:
    """The association takes part no more; every mandate it holds in the campaign ends. Returns how many did.

    Raises StageRefused for the one that leads: it ends the campaign instead.
    """
    locked = lock_campaign(campaign)
    if locked.led_by_id == association.pk and not locked.is_over:
        raise StageRefused(_("The association that leads a campaign stays until it is over."))
    here = CampaignBody.objects.filter(campaign=locked, association=association, joined_at__isnull=False, left_at=None)
    if not here.update(left_at=now):
        raise StageRefused(_("The association does not take part."))
    return Mandate.objects.filter(campaign=locked, agent=association, revoked_at=None).update(revoked_at=now)
