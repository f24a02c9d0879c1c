"""The promises of an incident's platform as the incident's page shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.moments import say_date, say_moment
from apps.deadlines.enums import Bound
from apps.deadlines.rules import rule_book
from apps.deadlines.rules.words import Words
from apps.incidents.models import Incident, PlatformPromise, PromiseOutcome
from apps.incidents.rules import PromiseStand
from apps.incidents.selectors import Promised, promised_in
from apps.web.components import Badge
from apps.web.components.base import Tone

SELLERS_ZONE = "Asia/Shanghai"
STANDS: dict[PromiseStand, tuple[str | Promise, Tone]] = {
    PromiseStand.KEPT: (_("Kept"), "success"),
    PromiseStand.BROKEN: (_("Broken"), "error"),
    PromiseStand.RUNNING: (_("Time is running"), "info"),
    PromiseStand.BETWEEN: (_("Over by the strict reading only"), "warning"),
    PromiseStand.OVER: (_("Time is over, keeping not known"), "warning"),
    PromiseStand.NO_DAY: (_("Not known whether it was kept"), "neutral"),
}


@dataclass(frozen=True)
class Reading:
    """One way to understand a promise: when it ends, on the sellers' clock and on the platform's."""

    name: str
    beijing: str
    there: str
    universal: str


@dataclass(frozen=True)
class PromiseRow:
    """One promise with everything its page says of it."""

    promised: Promised

    @property
    def fact(self) -> PlatformPromise:
        return self.promised.promise

    @property
    def outcome(self) -> PromiseOutcome | None:
        return self.promised.outcome

    @property
    def badge(self) -> Badge:
        label, tone = STANDS[self.promised.stand]
        return Badge(label=str(label), tone=tone)

    @property
    def readings(self) -> list[Reading]:
        """Strict, then loose; one where both are the same moment; none where the promise has no one day."""
        found = self.promised.readings
        if found is None:
            return []
        if found.strict == found.loose:
            return [_reading(gettext("Every reading"), found.loose, found.loose_zone)]
        strict = _reading(gettext("Strict reading"), found.strict, found.strict_zone)
        return [strict, _reading(gettext("Loose reading"), found.loose, found.loose_zone)]

    @property
    def says(self) -> str:
        """When it counts as late, in one sentence."""
        deadline = self.promised.deadline
        if self.promised.readings is None:
            return gettext("It has no one date: it runs from a day of each seller.")
        if deadline and deadline.facts.get("bound") == Bound.ABOUT:
            return gettext("The source says “about”: this is when to expect it, not a day it is owed on.")
        return gettext("It is late only after the later reading.")

    @property
    def became(self) -> str:
        """What an editor recorded, in one sentence; empty where nobody has."""
        outcome = self.outcome
        if outcome is None or outcome.kept_on is None:
            return ""
        kept = self.promised.stand == PromiseStand.KEPT
        words = gettext("Kept on %(day)s.") if kept else gettext("Kept late, on %(day)s.")
        return words % {"day": say_date(outcome.kept_on)}

    @property
    def source_is_address(self) -> bool:
        return self.outcome is not None and self.outcome.source.startswith(("https://", "http://"))

    @property
    def has_rule_page(self) -> bool:
        return self.fact.rule in rule_book()

    @property
    def working(self) -> list[Words]:
        deadline = self.promised.deadline
        return [Words(step["en"], step["zh"]) for step in deadline.facts["working"]] if deadline else []


def _reading(name: str, at: datetime, zone: str) -> Reading:
    there = zone if zone != SELLERS_ZONE else "America/Los_Angeles"
    return Reading(name, say_moment(at, SELLERS_ZONE), say_moment(at, there), say_moment(at, "UTC"))


def promises_of(incident: Incident, now: datetime) -> list[PromiseRow]:
    return [PromiseRow(promised) for promised in promised_in(incident, now)]
