"""A deadline rule as its page shows it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext

from apps.core.moments import say_date, say_moment
from apps.deadlines.enums import BASES, DOUBTS, KINDS, ZONE_POLICIES
from apps.deadlines.rules import DueDates, NoDate
from apps.deadlines.rules.describing import RuleCard


def parts_of_rule(card: RuleCard, found: DueDates | NoDate, day: date, zone: str) -> dict[str, Any]:
    """Everything the page shows: the rule, what it gives for `day`, why, and where it stands."""
    rule = card.rule
    dated = isinstance(found, DueDates)
    return {
        "card": card,
        "rule": rule,
        "kind": KINDS.label(rule.kind),
        "day": day,
        "found": found,
        "is_dated": dated,
        "moments": moments_of(found, zone) if isinstance(found, DueDates) else [],
        "working": [step.words for step in found.working] if isinstance(found, DueDates) else [],
        "doubts": [DOUBTS.label(doubt) for doubt in found.doubts],
        "facts": facts_of(card),
    }


def moments_of(found: DueDates, zone: str) -> list[tuple[str, str, str]]:
    """What counts, on the clock of `zone` and in UTC."""
    moments = [
        (gettext("Act before"), found.act_by),
        (gettext("Late only after"), found.late_after),
        (gettext("Possible from"), found.open_from),
    ]
    return [(name, say_moment(at, zone), say_moment(at, "UTC")) for name, at in moments if at]


def facts_of(card: RuleCard) -> list[tuple[str, Any]]:
    """What somebody who cites the rule needs, those parts that it has."""
    rule = card.rule
    rows = [
        (gettext("Length"), card.length),
        (gettext("Counts from"), card.trigger),
        (gettext("Whose turn"), card.who),
        (gettext("Platform"), card.platform),
        (gettext("Where it holds"), card.places),
        (gettext("How days are counted"), card.counting),
        (gettext("Whose clock"), ZONE_POLICIES.label(rule.zone_policy)),
        (gettext("Stands in"), BASES.label(rule.strongest_basis)),
        (gettext("Confidence"), card.confidence),
        (gettext("Known to apply on"), say_date(rule.as_of) if rule.as_of else gettext("the source carries no date")),
        (gettext("Valid"), validity_of(card)),
    ]
    return [(name, value) for name, value in rows if value]


def validity_of(card: RuleCard) -> str:
    """From when to when the rule holds, as far as known; empty where nothing bounds it."""
    start, end = card.rule.valid_from, card.rule.valid_to
    if start and end:
        return gettext("from %(start)s to %(end)s") % {"start": say_date(start), "end": say_date(end)}
    if start:
        return gettext("from %(start)s") % {"start": say_date(start)}
    return gettext("until %(end)s") % {"end": say_date(end)} if end else ""
