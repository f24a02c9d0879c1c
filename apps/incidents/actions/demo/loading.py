"""Making the demonstration: people, then every case through the moves it really would have made, at their dates.

Then comes the crowd, whose rows are written as such moves leave them, and last the watch looks at its waves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.accounts.selectors import forget_demonstration_data
from apps.cases.actions import (
    add_note,
    record_answer,
    record_progress,
    record_sent_appeal,
    return_case,
    start_case,
    submit_case,
    verify_case,
    withdraw_case,
)
from apps.cases.enums import Answer, EventKind, Track
from apps.cases.models import Case
from apps.cases.rules import Actor, Sent
from apps.core.dispatch import without_hints
from apps.incidents.actions.demo.crowd import make_crowd, read_crowd
from apps.incidents.actions.demo.people import make_person
from apps.incidents.actions.demo.plots import Plot, Script, Step, read_script
from apps.incidents.actions.placing import place_case, start_affected_case
from apps.incidents.actions.surges import watch_demonstration
from apps.incidents.models import Incident
from apps.notifications.actions import count_as_sent

TYPING = timedelta(minutes=7)  # from the first answer to submitting


@dataclass(frozen=True)
class Demonstration:
    """How much was made; `was_there` when nothing was, because it stands already."""

    people: int
    cases: int
    was_there: bool = False


@dataclass(frozen=True)
class Cast:
    """Who and what the plots speak of."""

    script: Script
    people: dict[str, User]
    moderator: User
    incidents: dict[str, Incident]


@transaction.atomic
def load_demonstration(*, dry_run: bool = False, now: datetime) -> Demonstration:
    """Make the invented people and cases, all of it or nothing; once. Nothing of it is sent to anybody.

    The project's incidents must be loaded. Raises LookupError when one of them is not.
    """
    script, crowd = read_script(), read_crowd()
    if demonstration_people().exists():
        return Demonstration(0, 0, was_there=True)
    if not dry_run:
        with without_hints():
            cast = _cast(script, now)
            for plot in sorted(script.plots, key=lambda plot: plot.filed_at(now)):
                _play(plot, cast, now)
            make_crowd(notices=script.notices, moderator=cast.moderator, incidents=cast.incidents)
            for wave in crowd.waves:
                if wave.incident:
                    watch_demonstration(day=wave.day, now=now)
        count_as_sent(people=demonstration_people(), now=now)
        transaction.on_commit(forget_demonstration_data)
    return Demonstration(people=len(script.people) + crowd.people, cases=len(script.plots) + crowd.cases)


def demonstration_people() -> QuerySet[User]:
    return User.objects.filter(is_demonstration=True)


def _cast(script: Script, now: datetime) -> Cast:
    slugs = {plot.incident for plot in script.plots} | {wave.incident for wave in read_crowd().waves}
    slugs.discard("")
    incidents = {incident.slug: incident for incident in Incident.objects.filter(slug__in=slugs)}
    if missing := slugs - set(incidents):
        raise LookupError(f"load the incidents first (manage.py load_incidents): {', '.join(sorted(missing))}")
    joined = min(plot.filed_at(now) for plot in script.plots) - timedelta(days=1)
    people = {person.email.split("@")[0]: make_person(person=person, joined=joined) for person in script.people}
    return Cast(script, people, people["moderator"], incidents)


def _play(plot: Plot, cast: Cast, now: datetime) -> None:
    """One case from its first answer to where it stands today."""
    account = cast.script.accounts[plot.account]
    owner, at = cast.people[account.owner], plot.filed_at(now)
    if plot.place == "seller":
        case = start_affected_case(incident=cast.incidents[plot.incident], by=owner, now=at - TYPING)
    else:
        case = start_case(by=owner, now=at - TYPING)
    if plot.draft:
        return
    filing = plot.filing(account, cast.script.notices, now)
    submit_case(case=case, filing=filing, by=owner, now=at)
    for number, step in enumerate(plot.steps, start=1):
        case.refresh_from_db()
        at += timedelta(days=step.days, minutes=23 * number)
        if step.move == "resubmit":
            submit_case(case=case, filing=filing, by=owner, now=at)
        elif step.move == "place":
            place_case(case=case, incident=cast.incidents[plot.incident], by=cast.moderator, now=at)
        else:
            _move(case, step, owner, cast.moderator, at)


def _move(case: Case, step: Step, owner: User, moderator: User, at: datetime) -> None:
    match step.move:
        case "verify":
            verify_case(case=case, by=moderator, now=at)
        case "return":
            return_case(case=case, reason=step.words, by=moderator, now=at)
        case "note":
            add_note(case=case, text=step.words, by=moderator, now=at)
        case "withdraw":
            withdraw_case(case=case, by=owner, now=at)
        case "appeal":
            sent = Sent(day=at.date(), zone="UTC", channel="form")
            record_sent_appeal(case=case, track=Track.ERROR, sent=sent, words=step.words, by=owner, now=at)
        case "reject" | "more_info" if appeal := case.appeals.last():
            answer = Answer.REFUSED if step.move == "reject" else Answer.MORE_INFO
            seen, day = appeal.answer, at.date()
            record_answer(appeal=appeal, answer=answer, day=day, note=step.words, seen=seen, by=owner, now=at)
        case _:
            record_progress(
                case=case,
                name=EventKind(step.move),
                actor=Actor.SELLER,
                outcome=step.outcome,
                words=step.words,
                by=owner,
                now=at,
            )
