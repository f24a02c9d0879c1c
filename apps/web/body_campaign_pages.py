"""Campaigns as those see them who run them in an association's name. Numbers of people stand in full tens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from apps.associations.models import Membership
from apps.campaigns.enums import UpdateState
from apps.campaigns.models import Campaign, CampaignUpdate
from apps.campaigns.rules import STEP
from apps.campaigns.selectors.bodies import campaigns_of_body
from apps.campaigns.selectors.updates import how_far, left_today, reach_of, updates_by, waits_for_sealed
from apps.marketplaces.enums import MARKETPLACES
from apps.notifications.enums import MessageKind
from apps.notifications.letters import Letter, write_letter
from apps.web.association_pages import crumbs_to, verbs_of
from apps.web.campaign_pages import badge_of_stage, count_in_words, timeline_of
from apps.web.components import Badge, Link
from apps.web.components.base import Tone

UPDATE_TONES: dict[str, Tone] = {"running": "info", "paused": "warning", "done": "success"}
EXAMPLE_ID = "00000000-0000-4000-8000-000000000000"


def tens(floored: int) -> str:
    """A number in full tens, as it is told."""
    if floored < STEP:
        return gettext("fewer than %(number)s") % {"number": STEP}
    return ngettext("at least %(number)s", "at least %(number)s", floored) % {"number": floored}


def frame_of(membership: Membership, campaign: Campaign | None = None) -> dict[str, Any]:
    """What every page of an association's campaigns has."""
    association = membership.association
    crumbs = crumbs_to(association)
    if campaign:
        crumbs = [*crumbs, Link(gettext("Campaigns"), reverse("body-campaigns", args=[association.slug]))]
    return {
        "association": association,
        "campaign": campaign,
        "may": verbs_of(membership),
        "current": "campaigns",
        "crumbs": crumbs,
    }


def list_parts(membership: Membership) -> dict[str, Any]:
    rows = [
        (campaign, badge_of_stage(campaign), count_in_words(campaign))
        for campaign in campaigns_of_body(membership.association)
    ]
    return {**frame_of(membership), "rows": rows}


def campaign_parts(membership: Membership, campaign: Campaign) -> dict[str, Any]:
    updates = updates_by(membership.association, campaign)
    return {
        **frame_of(membership, campaign),
        "badge": badge_of_stage(campaign),
        "count": count_in_words(campaign),
        "timeline": timeline_of(campaign),
        "updates": [(update, badge_of_update(update)) for update in updates],
    }


def badge_of_update(update: CampaignUpdate) -> Badge:
    return Badge(label=str(update.get_state_display()), tone=UPDATE_TONES.get(update.state, "neutral"))


def segment_in_words(update: CampaignUpdate) -> str:
    label = str(update.get_segment_display())
    return f"{label}: {MARKETPLACES.label(update.marketplace)}" if update.marketplace else label


@dataclass(frozen=True)
class Words:
    """An update in one language."""

    language: str
    title: str
    text: str


def words_of(update: CampaignUpdate) -> list[Words]:
    """In the languages in which it was written, Chinese first."""
    both = [Words("zh-Hans", update.title_zh, update.text_zh), Words("en", update.title_en, update.text_en)]
    return [words for words in both if words.text]


def letters_of(update: CampaignUpdate) -> list[tuple[str, Letter]]:
    """The mail as it is received, in both languages; the key in its link is no key."""
    facts = {"update_id": EXAMPLE_ID, "stop": gettext("a-key-of-each-reader")}
    kind = MessageKind.CAMPAIGN_UPDATE
    return [
        (shown, write_letter(kind=kind, language=language, facts=facts))
        for shown, language in (("zh-Hans", "zh-hans"), ("en", "en"))
    ]


def update_parts(membership: Membership, update: CampaignUpdate, now: datetime) -> dict[str, Any]:
    """Before it is mailed: for how many. From then on: how far it is."""
    is_draft = update.state == UpdateState.DRAFT
    return {
        **frame_of(membership, update.campaign),
        "update": update,
        "badge": badge_of_update(update),
        "segment": segment_in_words(update),
        "words": words_of(update),
        "letters": letters_of(update),
        "waits_for_sealed": waits_for_sealed(update),
        "runs": update.state == UpdateState.RUNNING,
        "paused": update.state == UpdateState.PAUSED,
        "is_draft": is_draft,
        **(reach_parts(update, now) if is_draft else far_parts(update, now)),
    }


def reach_parts(update: CampaignUpdate, now: datetime) -> dict[str, Any]:
    reach = reach_of(update, now)
    return {
        "figures": [
            (gettext("Meant and open today"), tens(reach.meant)),
            (gettext("A mail reaches"), tens(reach.reached)),
            (gettext("Want no such mail"), tens(reach.stopped)),
            (gettext("Mail comes back"), tens(reach.bounced)),
        ]
    }


def far_parts(update: CampaignUpdate, now: datetime) -> dict[str, Any]:
    far = how_far(update, now)
    return {
        "figures": [
            (gettext("In the outbox"), tens(far.waiting)),
            (gettext("Taken by a mail server"), tens(far.sent)),
            (gettext("Refused"), tens(far.refused)),
        ],
        "planned": far.planned,
        "meant": far.meant,
        "progress": gettext("%(planned)s of %(meant)s") % {"planned": tens(far.planned), "meant": tens(far.meant)},
        "is_enough_today": update.state == UpdateState.RUNNING and not left_today(update, now),
    }
