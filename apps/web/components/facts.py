"""What is shown: states, figures, moments, money."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.core.moments import say_date, say_distance, say_moment
from apps.core.money import Money
from apps.web.components.base import Component, Tone
from apps.web.components.frames import Link

# How a case's state looks. States not named here (a new one) are neutral.
STATE_TONES: dict[str, Tone] = {
    "draft": "neutral",
    "submitted": "info",
    "returned": "warning",
    "verified": "accent",
    "appealed": "info",
    "more_info": "warning",
    "rejected": "error",
    "escalated": "info",
    "mediation": "info",
    "arbitration": "info",
    "litigation": "info",
    "partly_resolved": "success",
    "resolved": "success",
    "lost": "neutral",
    "withdrawn": "neutral",
}


@dataclass(frozen=True, kw_only=True)
class Badge(Component):
    """One or two words that classify. Colour only repeats what they say."""

    label: str
    tone: Tone = "neutral"
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class State(Component):
    """A case's state as a badge: its stored code and its word in the reader's language."""

    state: str
    label: str

    @property
    def tone(self) -> Tone:
        return STATE_TONES.get(self.state, "neutral")


@dataclass(frozen=True, kw_only=True)
class Definitions(Component):
    """Names and their values: pairs as `rows`, or as `content` a `<div><dt>…</dt><dd>…</dd></div>` for each."""

    rows: Iterable[tuple[Any, ...]] = ()
    content: str = ""


@dataclass(frozen=True, kw_only=True)
class Stats(Component):
    """Figures side by side; `content` is made of `{% ui "stat" %}`."""

    content: str


@dataclass(frozen=True, kw_only=True)
class Stat(Component):
    """One figure with what it counts and who says so. `status` is its place on the ladder (claimed, confirmed …)."""

    label: str
    value: str
    note: str = ""
    status: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, kw_only=True)
class Progress(Component):
    """Long work: how much of it is done. Without a maximum it is under way."""

    label: str
    value: int | None = None
    maximum: int = 100
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One event: a moment (or a date, or words where no date is known), a sentence, perhaps a text below it."""

    title: str
    at: datetime | date | None = None
    when: str = ""  # words in place of `at`: "date not known"
    text: str = ""
    tone: Tone = "neutral"
    now: bool = False
    badge: str = ""
    links: Sequence[Link] = ()  # small, after the sentence: sources


@dataclass(frozen=True, kw_only=True)
class Timeline(Component):
    """What happened, in the order given. Entries with `now` stand out."""

    entries: Sequence[TimelineEntry]
    level: Literal[2, 3, 4] = 3


@dataclass(frozen=True, kw_only=True)
class When(Component):
    """A moment as `<time>`: in the reader's zone, and with `zone` also in the other one that matters.

    `shown`: `moment` (date, time, zone), `date`, or `countdown` (how long until or since, with the moment beside it;
    needs `now`). A plain date has no zone and is shown as it stands.
    """

    at: datetime | date
    shown: Literal["moment", "date", "countdown"] = "moment"
    zone: str = ""
    now: datetime | None = None

    @property
    def stamp(self) -> str:
        return self.at.isoformat()

    @property
    def text(self) -> str:
        if not isinstance(self.at, datetime) or self.shown == "date":
            return say_date(self.at)
        return say_moment(self.at)

    @property
    def other(self) -> str:
        """The same moment in `zone`; empty where that would say the same twice."""
        if not self.zone or not isinstance(self.at, datetime) or self.shown == "date":
            return ""
        other = ZoneInfo(self.zone)
        here = timezone.localtime(self.at)
        if here.utcoffset() == self.at.astimezone(other).utcoffset():
            return ""
        return say_moment(self.at, other)

    @property
    def distance(self) -> str:
        """`in 3 days`; empty unless a countdown was asked for."""
        if self.shown != "countdown" or self.now is None or not isinstance(self.at, datetime):
            return ""
        return say_distance(self.at - self.now)


@dataclass(frozen=True, kw_only=True)
class MoneyAmount(Component):
    """An amount with its currency as the reader's language writes it, or several, never added together."""

    money: Money | Sequence[Money]

    @property
    def amounts(self) -> list[Money]:
        return [self.money] if isinstance(self.money, Money) else list(self.money)
