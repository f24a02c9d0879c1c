"""Joining and leaving. Neither says whether somebody was on it before: the answer is the same for everybody."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.campaigns.actions.mandates import revoke_all
from apps.campaigns.actions.moves import lock_campaign, meet_threshold
from apps.campaigns.actions.updates import forget_updates
from apps.campaigns.enums import TAKES_ESCROW, TAKES_PEOPLE, Stage
from apps.campaigns.models import Campaign, CampaignKeys, SignOn
from apps.campaigns.rules import is_over
from apps.campaigns.rules.sealing import Contents, bound_to, mark, packed
from apps.campaigns.selectors import cases_to_join_with, fingerprint_of
from apps.cases.models import Case
from apps.conduct.actions import refuse_barred
from apps.conduct.enums import Part
from apps.core.sealed_boxes import close_box


class CannotJoin(Exception):
    """The campaign takes nobody (in this way) now, or the case does not fit; `args[0]` says so. Public facts only."""


@transaction.atomic
def join_campaign(*, campaign: Campaign, case: Case, is_sealed: bool, by: User, now: datetime) -> None:
    """Put the seller of `case` on a campaign: openly, or sealed until enough have joined.

    One row for a seller and for a person: who is on it already stays as they are, but a sealed row of one's own gives
    way to an open one. Nothing is written beside the row (no mail, no event, no log line), and nothing is returned.
    Raises CannotJoin, and Barred for whom a moderator keeps from it.
    """
    refuse_barred(person=by, part=Part.JOIN, now=now)
    locked = lock_campaign(campaign)
    _check(locked, case, is_sealed, by, now)
    keys = CampaignKeys.objects.get(campaign=locked)
    marks = {
        "mark": mark(keys.mark_key, "seller", fingerprint_of(case)),
        "person_mark": mark(keys.mark_key, "person", str(by.pk)),
    }
    if not is_sealed:
        SignOn.objects.filter(campaign=locked, person=None, person_mark=marks["person_mark"]).delete()
    row = SignOn(campaign=locked, **marks)
    if is_sealed:
        contents = packed(Contents(person=by.pk, case=case.pk))
        row.box = close_box(bytes(keys.public_key or b""), contents, bound_to=bound_to(locked.pk))
    else:
        row.person, row.case, row.joined_on = by, case, now.astimezone(UTC).date()
    SignOn.objects.bulk_create([row], ignore_conflicts=True)
    meet_threshold(locked, now)


def _check(campaign: Campaign, case: Case, is_sealed: bool, by: User, now: datetime) -> None:
    if campaign.stage not in TAKES_PEOPLE or (campaign.stage == Stage.GATHERING and is_over(campaign.until, now)):
        raise CannotJoin(_("This campaign takes nobody on now."))
    if is_sealed and (campaign.stage not in TAKES_ESCROW or not campaign.takes_escrow):
        raise CannotJoin(_("Enough have joined, so nothing is sealed any more. You can join openly."))
    if not cases_to_join_with(campaign, by).filter(pk=case.pk).exists():
        raise CannotJoin(_("Choose one of your filed cases against this platform."))


@transaction.atomic
def leave_campaign(*, campaign: Campaign, by: User, now: datetime) -> None:
    """Take somebody off a campaign, sealed or open, at any stage; their mandates in it end and its mails to them go.

    Whoever is not on it changes nothing and does not learn so: nothing is returned.
    """
    locked = lock_campaign(campaign)
    revoke_all(campaign=locked, by=by, now=now)
    forget_updates(campaign=locked, by=by)
    SignOn.objects.filter(campaign=locked, person=by).delete()
    keys = CampaignKeys.objects.filter(campaign=locked).first()
    if keys:
        own = mark(keys.mark_key, "person", str(by.pk))
        SignOn.objects.filter(campaign=locked, person=None, person_mark=own).delete()
