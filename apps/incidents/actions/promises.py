"""The docket of an incident, on which its platform's promises stand, and what became of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.clock import latest_today
from apps.deadlines.actions import (
    declare_triggers,
    describe_docket,
    mark_met,
    mark_missed,
    open_docket,
    take_back_decision,
)
from apps.deadlines.enums import DECIDED, DeadlineState
from apps.deadlines.models import Deadline
from apps.deadlines.rules import Rule, Subject, Trigger, rule_book
from apps.deadlines.rules.rule import Fixed
from apps.deadlines.selectors import standing_triggers
from apps.incidents.enums import PromiseEnd
from apps.incidents.models import Incident, PlatformPromise, PromiseOutcome
from apps.incidents.rules.promises import is_after
from apps.incidents.selectors import Promised, promised_in

SELLERS_ZONE = "Asia/Shanghai"  # the clock a promise is compared with beside the platform's: it is sellers' who wait


class OutcomeRefused(Exception):
    """What was recorded cannot be so; `args[0]` says why to the editor."""


@transaction.atomic
def keep_docket(*, incident: Incident, by: User | None, now: datetime) -> None:
    """Make the incident's docket hold the events its promises count from, and nothing else. Twice is as once.

    Nobody is reminded: a docket of an incident has no owner.
    """
    dated = [(rule, event) for promise in incident.promises.all() for rule, event in _basis_of(promise)]
    if incident.docket is None:
        if not dated:
            return
        incident.docket = open_docket(reference=incident.slug[:20], now=now)
        Incident.objects.filter(pk=incident.pk).update(docket=incident.docket)
    docket = incident.docket
    subject = Subject(
        platform=incident.platform,
        case_types=tuple(dict.fromkeys(kind for rule, _event in dated for kind in rule.case_types)),
        jurisdictions=tuple(dict.fromkeys(place for rule, _event in dated for place in rule.jurisdictions)),
        seller_zone=SELLERS_ZONE,
    )
    describe_docket(docket=docket, subject=subject, owner=None, reference=docket.reference, by=by, now=now)
    wanted = {rule.triggers[0]: event for rule, event in reversed(dated)}
    for entry in standing_triggers(docket).exclude(kind__in=wanted):
        declare_triggers(docket=docket, kinds=(), among=[entry.kind], event=entry.event, by=by, now=now)
    for kind, event in wanted.items():
        declare_triggers(docket=docket, kinds=[kind], among=[kind], event=event, by=by, now=now)


def _basis_of(promise: PlatformPromise) -> list[tuple[Rule, Trigger]]:
    """The rule and the event of a promise whose day is the same for everybody; nothing for any other."""
    rule = rule_book().get(promise.rule)
    if rule is None:
        return []
    if isinstance(rule.measure, Fixed):
        return [(rule, Trigger(rule.measure.day))]
    return [(rule, Trigger(promise.counted_from))] if promise.counted_from else []


@dataclass(frozen=True)
class Recorded:
    """What an editor says became of a promise. Reason and source are public; a reason in one language is enough."""

    end: PromiseEnd
    kept_on: date | None
    reason_en: str
    reason_zh: str
    source: str


@transaction.atomic
def record_outcome(
    *, incident: Incident, promise_key: str, recorded: Recorded, by: User, now: datetime
) -> PromiseOutcome:
    """Say what became of a promise; a later record replaces it on the page, the earlier one stays in the history.

    Its date on the docket is met or missed with it. Raises OutcomeRefused.
    """
    Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    promised = next((one for one in promised_in(incident, now) if one.promise.key == promise_key), None)
    if promised is None:
        raise OutcomeRefused(_("This promise is not there any more."))
    _check(promised, recorded, now)
    outcome = PromiseOutcome.objects.create(
        incident=incident,
        promise_key=promise_key,
        end=recorded.end,
        kept_on=recorded.kept_on,
        reason_en=recorded.reason_en or recorded.reason_zh,
        reason_zh=recorded.reason_zh,
        source=recorded.source,
        by=by,
        at=now,
    )
    if promised.deadline:
        _decide(promised.deadline, recorded.end, by, now)
    return outcome


def _check(promised: Promised, recorded: Recorded, now: datetime) -> None:
    readings, day = promised.readings, recorded.kept_on
    if not (recorded.reason_en or recorded.reason_zh) or not recorded.source:
        raise OutcomeRefused(_("Say how we know, and where it stands."))
    if day and day > latest_today(now):
        raise OutcomeRefused(_("This day has not come yet."))
    if recorded.end == PromiseEnd.KEPT and day is None:
        raise OutcomeRefused(_("Say on which day it was kept."))
    if recorded.end == PromiseEnd.NOT_KNOWN and day is not None:
        raise OutcomeRefused(_("A day is known only of what was kept, in time or late."))
    if recorded.end == PromiseEnd.KEPT and readings and day and is_after(day, readings):
        raise OutcomeRefused(_("That is after the later reading. Record it as broken, with the day it was kept late."))
    if recorded.end == PromiseEnd.BROKEN and readings and now < readings.loose:
        raise OutcomeRefused(_("By the later reading there is still time."))


def _decide(deadline: Deadline, end: PromiseEnd, by: User, now: datetime) -> None:
    wanted = {PromiseEnd.KEPT: DeadlineState.MET, PromiseEnd.BROKEN: DeadlineState.MISSED}.get(end)
    if deadline.state in DECIDED and deadline.state != wanted:
        take_back_decision(deadline=deadline, by=by, now=now)
    if wanted == DeadlineState.MET:
        mark_met(deadline=deadline, by=by, now=now)
    elif wanted == DeadlineState.MISSED:
        mark_missed(deadline=deadline, by=by, now=now)
