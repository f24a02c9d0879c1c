"""A case's docket: its notice and its steps are entered there in the transaction that tells of them."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.accounts.models import User
from apps.cases.enums import CLOSED, EventKind
from apps.cases.models import Case
from apps.cases.rules import APPEAL_EVENTS, NOTICE_EVENTS, docket_subject, event_of_step, notice_events, rules_met_by
from apps.deadlines.actions import (
    Change,
    close_docket,
    correct_trigger,
    declare_triggers,
    describe_docket,
    enter_trigger,
    meet_by_rule,
    open_docket,
    pause_clock,
    reopen_docket,
    resume_clock,
    withdraw_trigger,
)
from apps.deadlines.models import Docket, TriggerEntry
from apps.deadlines.rules import Trigger
from apps.deadlines.selectors import events_possible, standing_triggers


def docket_of(case: Case, now: datetime) -> Docket:
    """The case's docket; one filed before there were dockets gets its own."""
    if case.docket is None:
        case.docket = open_docket(reference=case.reference, now=now)
        case.save(update_fields=["docket"])
    return case.docket


def enter_notice(*, case: Case, held: Collection[str], by: User, now: datetime) -> list[Change]:
    """The notice opens deadlines; filed again with another date, it moves them. Returns what changed."""
    docket = docket_of(case, now)
    subject = docket_subject(
        platform=case.platform,
        marketplace=case.marketplace,
        country=case.country,
        case_type=case.case_type,
        held=held,
        seller_zone=_zone_of(by),
    )
    changes = describe_docket(docket=docket, subject=subject, owner=by, reference=case.reference, by=by, now=now)
    if case.notice_date is None:
        raise ValueError("a filed case has the day of its notice")
    event = Trigger(case.notice_date, case.notice_time, case.notice_zone)
    kinds = notice_events(case.case_type)
    return changes + declare_triggers(docket=docket, kinds=kinds, among=NOTICE_EVENTS, event=event, by=by, now=now)


def enter_step(*, case: Case, name: EventKind, event: Trigger | None = None, by: User, now: datetime) -> None:
    """A step with the platform, when it was (`event`) or as it is told: it meets dates, opens others, or ends them."""
    docket = docket_of(case, now)
    meet_by_rule(docket=docket, rule_ids=rules_met_by(name), by=by, now=now)
    if case.state in CLOSED:
        close_docket(docket=docket, by=by, now=now)
    elif kind := event_of_step(name):
        enter_trigger(docket=docket, kind=kind, event=event or _moment_told(case, docket, now), by=by, now=now)


def _moment_told(case: Case, docket: Docket, now: datetime) -> Trigger:
    zone = docket.seller_zone or case.notice_zone
    here = now.astimezone(ZoneInfo(zone))
    return Trigger(here.date(), here.time().replace(second=0, microsecond=0), zone)


def enter_first_refusal(*, case: Case, event: Trigger, by: User, now: datetime) -> None:
    """The first appeal was refused: where there is a second, its time runs from here."""
    enter_trigger(docket=docket_of(case, now), kind="first_appeal_rejected", event=event, by=by, now=now)


def close_dates(*, case: Case, by: User, now: datetime) -> None:
    """Nothing is to be done any more."""
    close_docket(docket=docket_of(case, now), by=by, now=now)


def reopen_dates(*, case: Case, by: User, now: datetime) -> None:
    """What was closed with the case stands again."""
    reopen_docket(docket=docket_of(case, now), by=by, now=now)


def kinds_for(docket: Docket) -> list[str]:
    """What may be entered by hand: events something counts from, but neither the notice, which is corrected instead,
    nor an appeal and its answer, which are told with the attempt."""
    return [kind for kind in events_possible(docket) if kind not in (*NOTICE_EVENTS, *APPEAL_EVENTS)]


@transaction.atomic
def add_event(*, case: Case, kind: str, event: Trigger, by: User, now: datetime) -> list[Change]:
    """Something else happened on a day: what counts from it opens. Returns what is new."""
    opened = enter_trigger(docket=docket_of(case, now), kind=kind, event=event, by=by, now=now)
    return [Change(deadline, None, deadline.at) for deadline in opened]


@transaction.atomic
def correct_event(*, case: Case, entry: TriggerEntry, event: Trigger, by: User, now: datetime) -> list[Change]:
    """It was on another day. The notice is one, whatever it is to the rules: all that stands for it is corrected, and
    the case says so too. Returns what moved."""
    if entry.kind not in NOTICE_EVENTS:
        return correct_trigger(entry=entry, event=event, by=by, now=now)
    case.notice_date, case.notice_time, case.notice_zone = event.day, event.at, event.zone
    case.save(update_fields=["notice_date", "notice_time", "notice_zone"])
    standing = standing_triggers(docket_of(case, now)).filter(kind__in=NOTICE_EVENTS)
    same = [other for other in standing if other.event == entry.event]
    return [change for one in same for change in correct_trigger(entry=one, event=event, by=by, now=now)]


def correct_step(*, case: Case, name: EventKind, was: Trigger, event: Trigger, by: User, now: datetime) -> list[Change]:
    """A step was on another day than told: what counts from it moves. Returns what moved.

    Where two steps were told with the same moment, the one entered last is meant: they count alike.
    """
    standing = standing_triggers(docket_of(case, now)).filter(kind=event_of_step(name))
    same = [entry for entry in standing if entry.event == was]
    return correct_trigger(entry=same[-1], event=event, by=by, now=now) if same else []


@transaction.atomic
def withdraw_event(*, case: Case, entry: TriggerEntry, by: User, now: datetime) -> list[Change]:
    """It did not happen. Returns what fell away."""
    return withdraw_trigger(entry=entry, by=by, now=now)


def pause_dates(*, case: Case, day: date, covers_own: bool, by: User, now: datetime) -> None:
    """The platform stopped its clock. Raises DecisionRefused."""
    pause_clock(docket=docket_of(case, now), day=day, covers_own=covers_own, by=by, now=now)


def resume_dates(*, case: Case, day: date, by: User, now: datetime) -> list[Change]:
    """It runs again. Returns what moved. Raises DecisionRefused."""
    return resume_clock(docket=docket_of(case, now), day=day, by=by, now=now)


def _zone_of(person: User) -> str:
    """Their time zone, or the likely one; unknown for those of whom we know nothing."""
    return str(person.zone) if person.time_zone or person.language == "zh-hans" else ""
