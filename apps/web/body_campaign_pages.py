"""Campaigns as those see them who run them in an association's name. Numbers of people stand in full tens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from apps.associations.models import Membership
from apps.campaigns.enums import NOT_BEGUN, OVER, Stage, UpdateState
from apps.campaigns.models import Campaign, CampaignUpdate
from apps.campaigns.rules import STEP, leaders_moves
from apps.campaigns.selectors.bodies import asked_to_join, campaigns_of_body, leads
from apps.campaigns.selectors.mandates import agents_of
from apps.campaigns.selectors.updates import how_far, left_today, reach_of, updates_by, waits_for_sealed
from apps.deadlines.models import Deadline
from apps.marketplaces.enums import MARKETPLACES
from apps.notifications.enums import MessageKind
from apps.notifications.letters import Letter, write_letter
from apps.web.association_pages import crumbs_to, verbs_of
from apps.web.campaign_pages import badge_of_stage, count_in_words, days_of, timeline_of
from apps.web.components import Badge, Link
from apps.web.components.base import Tone

UPDATE_TONES: dict[str, Tone] = {"running": "info", "paused": "warning", "done": "success"}
EXAMPLE_ID = "00000000-0000-4000-8000-000000000000"


def tens(floored: int) -> str:
    """A number of people in full tens, as it is told."""
    if floored < STEP:
        return gettext("fewer than %(number)s people") % {"number": STEP}
    return ngettext("at least %(number)s person", "at least %(number)s people", floored) % {"number": floored}


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
    asked = list(asked_to_join(membership.association))
    return {**frame_of(membership), "rows": rows, "asked": asked}


def campaign_parts(membership: Membership, campaign: Campaign) -> dict[str, Any]:
    updates = updates_by(membership.association, campaign)
    return {
        **frame_of(membership, campaign),
        "badge": badge_of_stage(campaign),
        "count": count_in_words(campaign),
        "timeline": timeline_of(campaign),
        "leads": leads(campaign, membership.association),
        "next_stages": leaders_moves(Stage(campaign.stage)),
        "is_draft": campaign.stage == Stage.DRAFT,
        "has_begun": campaign.stage not in NOT_BEGUN,
        "returned": returned_because(campaign),
        "agents": agents_of(campaign),
        "days": days_of(campaign),
        "updates": [(update, badge_of_update(update)) for update in updates],
    }


def returned_because(campaign: Campaign) -> str:
    """What a moderator found missing, while it is a draft again."""
    told = [entry for entry in campaign.entries.all() if entry.to_stage == Stage.DRAFT and entry.text_en]
    return told[-1].text_en if told and campaign.stage == Stage.DRAFT else ""


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
    frame = frame_of(membership, update.campaign)
    way_back = reverse("body-campaign", args=[membership.association.slug, update.campaign.slug])
    return {
        **frame,
        "crumbs": [*frame["crumbs"], Link(str(update.campaign.title), way_back)],
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


# -- what is asked before it is done, and the words over forms


def question_of_stage(target: Stage) -> dict[str, Any]:
    """Before a campaign is moved."""
    if target == Stage.SUBMITTED:
        text = gettext("A moderator reads it and lets it begin, or says what is missing. Until then its words stand.")
        return {"title": gettext("Hand it to a moderator?"), "text": text, "label": gettext("Hand it in")}
    if target == Stage.DRAFT:
        text = gettext("It is a draft again, and you can change its words.")
        return {"title": gettext("Take it back?"), "text": text, "label": gettext("Take it back")}
    text = gettext("It stands on the public page and in the feed at once. A campaign that is over is not begun again.")
    names = {"stage": target.label}
    return {
        "title": gettext("Next stage: %(stage)s?") % names,
        "text": text,
        "label": gettext("Yes: %(stage)s") % names,
        "danger": target in OVER,
    }


def question_of_joining(membership: Membership, campaign: Campaign) -> dict[str, Any]:
    text = gettext(
        "The association stands on the campaign's page, and participants can give it a mandate. It learns of nobody "
        "else. It can leave at any time."
    )
    return {
        "title": gettext("Take part in “%(title)s”?") % {"title": campaign.title},
        "text": text,
        "label": gettext("Take part"),
        "back": reverse("body-campaigns", args=[membership.association.slug]),
    }


def question_of_leaving(membership: Membership, campaign: Campaign) -> dict[str, Any]:
    text = gettext("Every mandate it holds in this campaign ends at once, and it writes to nobody in it any more.")
    return {
        "title": gettext("Leave “%(title)s”?") % {"title": campaign.title},
        "text": text,
        "label": gettext("Leave it"),
        "back": reverse("body-campaign", args=[membership.association.slug, campaign.slug]),
        "danger": True,
    }


def words_of_new() -> dict[str, str]:
    lead = gettext(
        "What you ask for, of whom, and how many have to join. A moderator reads it first; once people join, its words "
        "stand. Write so that somebody who is afraid understands what joining means."
    )
    return {"title": gettext("Write a campaign"), "lead": lead, "label": gettext("Keep the draft")}


def words_of_note() -> dict[str, str]:
    lead = gettext("It stands on the public timeline and in the feed, and is not changed any more.")
    return {"title": gettext("Note an answer or news"), "lead": lead, "label": gettext("Note it")}


def words_of_day() -> dict[str, str]:
    lead = gettext("When it is filed, by when an answer was promised. Everybody reads it on the campaign's page.")
    lead += " " + gettext("Coordinators of all associations that take part are reminded before it.")
    return {"title": gettext("Add a day"), "lead": lead, "label": gettext("Add it")}


def words_of_moved_day() -> dict[str, str]:
    lead = gettext("The public page shows the new day at once. Coordinators who were told of the day are told again.")
    return {"title": gettext("Move a day"), "lead": lead, "label": gettext("Save the day")}


def question_of_day(membership: Membership, campaign: Campaign, day: Deadline) -> dict[str, Any]:
    text = gettext("“%(label)s” leaves the public page and all calendars, and nobody is reminded of it.")
    return {
        "title": gettext("Take this day back?"),
        "text": text % {"label": day.label},
        "label": gettext("Take it back"),
        "back": reverse("body-campaign", args=[membership.association.slug, campaign.slug]),
        "danger": True,
    }


def words_of_ask() -> dict[str, str]:
    lead = gettext("It takes part once its owner agrees. Sellers choose for themselves whom they give a mandate.")
    return {"title": gettext("Ask an association to take part"), "lead": lead, "label": gettext("Ask it")}
