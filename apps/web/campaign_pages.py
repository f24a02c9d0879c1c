"""A campaign as the parts of its page. Nothing here depends on whether the reader takes part."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.utils.translation import gettext, ngettext

from apps.accounts.models import User
from apps.campaigns.enums import TAKES_ESCROW, TAKES_PEOPLE, EntryKind, Stage, Wish
from apps.campaigns.models import Campaign, CampaignEntry
from apps.campaigns.rules import STEP
from apps.campaigns.selectors.mandates import agents_of
from apps.core.moments import say_date
from apps.deadlines.models import Deadline
from apps.deadlines.selectors import dates_of
from apps.web.components import Badge, TimelineEntry
from apps.web.components.base import Tone
from apps.web.components.frames import Link
from apps.web.forms.campaigns import SignForm

STAGE_TONES: dict[str, Tone] = {
    "gathering": "accent",
    "threshold_met": "info",
    "filed": "info",
    "answered": "warning",
    "won": "success",
    "partly_won": "success",
}


def badge_of_stage(campaign: Campaign) -> Badge:
    return Badge(label=str(campaign.get_stage_display()), tone=STAGE_TONES.get(campaign.stage, "neutral"))


def count_in_words(campaign: Campaign) -> str:
    """How many joined, as far as it is shown."""
    if campaign.shown_count < STEP:
        return gettext("Fewer than %(number)s have joined so far") % {"number": STEP}
    shown = campaign.shown_count
    return ngettext("At least %(number)s seller has joined", "At least %(number)s sellers have joined", shown) % {
        "number": shown
    }


def timeline_of(campaign: Campaign) -> list[TimelineEntry]:
    return [_entry(entry) for entry in campaign.entries.all()]


def _entry(entry: CampaignEntry) -> TimelineEntry:
    if entry.kind == EntryKind.STAGE:
        return TimelineEntry(
            title=str(entry.get_to_stage_display()),
            text=str(entry.text),
            at=entry.happened_on,
            tone=STAGE_TONES.get(entry.to_stage, "neutral"),
        )
    is_address = entry.source.startswith(("https://", "http://"))
    return TimelineEntry(
        title=entry.text,
        at=entry.happened_on,
        badge=str(entry.get_kind_display()),
        links=[Link(gettext("source"), entry.source)] if is_address else [],
        text="" if is_address or not entry.source else entry.source,
    )


def days_of(campaign: Campaign) -> list[Deadline]:
    """The days on its docket, the earliest first."""
    return list(dates_of(campaign.docket)) if campaign.docket else []


def share_text(campaign: Campaign, address: str) -> str:
    """A few words for a chat or a post: what it is, how far, the address."""
    return f"{campaign.title} · {count_in_words(campaign)} · {address}"


def frame_of(campaign: Campaign, address: str) -> str:
    """What another site puts into its page."""
    return f'<iframe src="{address}card/" width="360" height="170" title="{campaign.slug}" loading="lazy"></iframe>'


def parts_of_campaign(campaign: Campaign, person: User | None, address: str) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "badge": badge_of_stage(campaign),
        "count": count_in_words(campaign),
        "timeline": timeline_of(campaign),
        "form": SignForm(campaign=campaign, person=person) if person else None,
        "takes_people": campaign.stage in TAKES_PEOPLE,
        "takes_sealed": campaign.takes_escrow and campaign.stage in TAKES_ESCROW,
        "waits": campaign.stage == Stage.GATHERING,
        "last_day": say_date(campaign.until),
        "share": share_text(campaign, address),
        "address": address,
        "frame": frame_of(campaign, address),
        "agents": agents_of(campaign),
        "days": days_of(campaign),
    }


def question_of(campaign: Campaign, wish: str) -> dict[str, str]:
    """What is asked before it is done: title, text and the button's words."""
    names = {"title": str(campaign.title), "number": campaign.threshold, "day": say_date(campaign.until)}
    if wish == Wish.LEAVE:
        text = (
            gettext("If you are on “%(title)s”, sealed or not, you are taken off. Mandates you gave in it end.") % names
        )
        return {"title": gettext("Take you off this campaign?"), "text": text, "label": gettext("Take me off")}
    if wish == Wish.ESCROWED:
        text = gettext(
            "You count for “%(title)s” once at least %(number)s sellers have joined, if that is by %(day)s (UTC). Then "
            "moderators can see which seller you are. If too few join, it is deleted unread."
        )
        return {"title": gettext("Join sealed?"), "text": text % names, "label": gettext("Join sealed")}
    text = gettext("You count for “%(title)s” at once, and moderators can see which seller you are.")
    return {"title": gettext("Join now?"), "text": text % names, "label": gettext("Join")}


@dataclass(frozen=True)
class FeedEntry:
    """An entry as feed readers take it: midnight (UTC) of its day."""

    number: int
    title: str
    text: str
    day: datetime


def entries_of_feed(campaign: Campaign) -> list[FeedEntry]:
    return [
        FeedEntry(
            number=entry.pk,
            title=str(entry.get_to_stage_display() if entry.kind == EntryKind.STAGE else entry.get_kind_display()),
            text=str(entry.text),
            day=datetime.combine(entry.happened_on, time(), UTC),
        )
        for entry in reversed(campaign.entries.all())
    ]
