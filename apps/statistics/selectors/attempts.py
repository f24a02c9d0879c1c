"""How appeals went and how long accounts stayed away, of counted cases: what the methods of a batch are made from."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, QuerySet

from apps.cases.enums import SENT, Answer, State
from apps.cases.models import Appeal, Case
from apps.statistics.models import AmountFact, CaseFact
from apps.statistics.rules.durations import Wait
from apps.statistics.rules.methods.telling import Away

TOGETHER = "restored_automatically"  # an outcome that no appeal brought
BACK = ("reinstated", "reinstated_admitted_error", TOGETHER)
TAKEN = (
    "account_suspension",
    "account_restricted",
    "account_termination",
    "brand_removal",
    "listing_removal",
    "listing_suppressed",
)  # kinds of cases in which something can come back
GRANTED = (Answer.ACCEPTED, Answer.PARTLY)
DECIDED = (*GRANTED, Answer.REFUSED)


def with_appeals(facts: QuerySet[CaseFact], which: str) -> QuerySet[CaseFact]:
    """Facts of cases whose appeals went so: `decided`, `succeeded`, `undecided` (sent, and none of them decided), or
    `restored` without any; empty: all of them."""
    if not which:
        return facts
    if which == "restored":
        return facts.filter(outcome=TOGETHER)
    sent = Appeal.objects.filter(state__in=SENT).order_by()
    answered = sent.filter(answer__in=GRANTED if which == "succeeded" else DECIDED).values("case_id")
    appealed = facts.exclude(outcome=TOGETHER)
    if which == "undecided":
        return appealed.filter(case_id__in=sent.values("case_id")).exclude(case_id__in=answered)
    return appealed.filter(case_id__in=answered)


def waits_of(facts: QuerySet[CaseFact]) -> list[Away]:
    """From the notice to the day something came back, or to the last that was heard: the last entry of the timeline.

    One for each seller and incident, from the first case of them, in the order of notices.
    """
    taken = facts.filter(case_type__in=TAKEN)
    ended = Q(events__to_state__in=(State.PARTLY_RESOLVED, State.RESOLVED))
    cases = Case.objects.filter(pk__in=taken.values("case_id")).order_by()
    heard = cases.annotate(last=Max("events__at"), back=Max("events__at", filter=ended))
    days = {row[0]: row[1:] for row in heard.values_list("pk", "notice_date", "last", "back")}
    found: dict[tuple[str, str], tuple[Any, Wait]] = {}
    for case_id, seller, incident, outcome in taken.values_list("case_id", "cluster", "incident", "outcome"):
        if case_id not in days or days[case_id][1] is None:
            continue
        notice, last, back = days[case_id]
        is_over = outcome in BACK and back is not None
        wait = Wait(max(0, ((back if is_over else last).date() - notice).days), is_over)
        place = str(seller), incident
        if place not in found or notice < found[place][0]:
            found[place] = notice, wait
    in_order = sorted(found.items(), key=lambda item: (item[1][0], item[0]))
    return [Away(seller, incident, wait) for (seller, incident), (_notice, wait) in in_order]


def likely_amounts(facts: QuerySet[CaseFact]) -> dict[str, dict[str, tuple[Decimal, Decimal]]]:
    """By incident, then by seller: what papers allow as likely and at most, in the reporting currency.

    Where two papers show the same money, only the documented amount is taken.
    """
    incident_of: Mapping[Any, tuple[Any, str]] = {
        row[0]: row[1:] for row in facts.filter(documented__gt=0).values_list("case_id", "cluster", "incident")
    }
    lines = AmountFact.objects.filter(case_id__in=facts.values("case_id"), in_documented__gt=0)
    made: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
    for case_id, low, documented, *above in lines.values_list(
        "case_id", "in_low", "in_documented", "in_likely", "in_high"
    ):
        likely, high = above if low == documented else (documented, documented)
        seller, incident = incident_of[case_id]
        of_incident = made.setdefault(incident, {})
        before = of_incident.get(str(seller), (Decimal(0), Decimal(0)))
        of_incident[str(seller)] = before[0] + (documented + 4 * likely + high) / 6, before[1] + high
    return made
