"""Moves of a case from state to state, and the other entries of its timeline.

`move` is the only writer of `state`: a conditional UPDATE from the state the caller saw, then the event with its words.
Whoever comes second gets MoveRefused and nothing happens twice.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.dates import close_dates, enter_step, reopen_dates
from apps.cases.enums import WITH_OUTCOME, EventKind, State, Visibility
from apps.cases.models import Case, CaseEvent, Draft, EventRemark
from apps.cases.rules import PROGRESS, TRANSITIONS, Actor, Transition
from apps.marketplaces.enums import OUTCOMES
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind

LONGEST_REMARK = 5_000


class MoveRefused(Exception):
    """The case is not where this move starts from, or the move lacks something; `args[0]` says it to the user."""


def record(
    *,
    case: Case,
    kind: EventKind,
    from_state: str = "",
    to_state: str = "",
    details: dict[str, str] | None = None,
    words: str = "",
    by: User | None,
    now: datetime,
) -> CaseEvent:
    """Append an entry to the timeline, inside the caller's transaction. `words` stand apart, encrypted and erasable."""
    event = CaseEvent.objects.create(
        case=case, kind=kind, from_state=from_state, to_state=to_state, details=details or {}, at=now, by=by
    )
    if words.strip():
        EventRemark.objects.create(event=event, text=words.strip()[:LONGEST_REMARK])
    return event


def move(
    *,
    case: Case,
    name: EventKind,
    actor: Actor,
    fields: dict[str, object] | None = None,
    details: dict[str, str] | None = None,
    words: str = "",
    by: User,
    now: datetime,
) -> CaseEvent:
    """Make a named transition, inside the caller's transaction. Raises MoveRefused; `case` then is as it was.

    A move that would stay where the case is, is refused like any other that does not start there.
    """
    transition: Transition = TRANSITIONS[name]
    if actor not in transition.actors:
        raise MoveRefused(_("This step is not yours to take."))
    changes = {"state": transition.target, "moved_at": now, **(fields or {})}
    before = case.state
    begins_here = before in transition.sources and before != transition.target
    moved = begins_here and Case.objects.filter(pk=case.pk, state=before).update(**changes)
    if not moved:
        raise MoveRefused(_("The case has moved on in the meantime. Please look at where it stands now."))
    for name_of_field, value in changes.items():
        setattr(case, name_of_field, value)
    return record(
        case=case,
        kind=name,
        from_state=before,
        to_state=transition.target,
        details=details,
        words=words,
        by=by,
        now=now,
    )


def tell_owner(case: Case, kind: MessageKind, event: CaseEvent, now: datetime) -> None:
    """Queue the news of an event for the case's owner; the mail names the case and nothing of what is in it."""
    queue_message(
        kind=kind,
        to=case.owner,
        dedupe_key=f"{kind}:{event.pk}",
        facts={"reference": case.reference, "case_id": str(case.pk)},
        now=now,
    )


def tell_restored(*, case: Case, event: CaseEvent, now: datetime) -> None:
    """Tell the seller that their case was noted as restored by itself, inside the caller's transaction."""
    tell_owner(case, MessageKind.CASE_RESTORED, event, now)


def refuse_own_case(case: Case, by: User) -> None:
    """Nobody decides about their own case. Raises MoveRefused."""
    if case.owner_id == by.pk:
        raise MoveRefused(_("This is your own case. Another moderator has to decide about it."))


@transaction.atomic
def verify_case(*, case: Case, by: User, now: datetime) -> CaseEvent:
    """A moderator found the case plausible and complete: it counts from now on. Raises MoveRefused."""
    refuse_own_case(case, by)
    event = move(case=case, name=EventKind.VERIFY, actor=Actor.MODERATOR, fields={"verified_at": now}, by=by, now=now)
    tell_owner(case, MessageKind.CASE_VERIFIED, event, now)
    return event


@transaction.atomic
def return_case(*, case: Case, reason: str, by: User, now: datetime) -> CaseEvent:
    """Give the case back with a reason, in words the seller reads on the case page. Raises MoveRefused without one."""
    if not reason.strip():
        raise MoveRefused(_("Say what is missing, so that the seller can mend it."))
    refuse_own_case(case, by)
    event = move(
        case=case,
        name=EventKind.RETURN,
        actor=Actor.MODERATOR,
        words=reason,
        by=by,
        now=now,
    )
    tell_owner(case, MessageKind.CASE_RETURNED, event, now)
    return event


@transaction.atomic
def withdraw_case(*, case: Case, by: User, now: datetime) -> CaseEvent:
    """The seller takes the case back, with it changes not yet submitted. It stops counting; it can be reopened."""
    event = move(case=case, name=EventKind.WITHDRAW, actor=Actor.SELLER, fields={"outcome": ""}, by=by, now=now)
    close_dates(case=case, by=by, now=now)
    Draft.objects.filter(case=case).delete()
    return event


@transaction.atomic
def reopen_case(*, case: Case, actor: Actor, words: str = "", by: User, now: datetime) -> CaseEvent:
    """A closed case goes back into the moderators' queue and has to be verified again."""
    fields: dict[str, object] = {"outcome": "", "verified_at": None, "submitted_at": now}
    event = move(case=case, name=EventKind.REOPEN, actor=actor, fields=fields, words=words, by=by, now=now)
    reopen_dates(case=case, by=by, now=now)
    return event


@transaction.atomic
def record_progress(
    *, case: Case, name: EventKind, actor: Actor, outcome: str = "", words: str = "", by: User, now: datetime
) -> CaseEvent:
    """Tell what happened next with the platform: an appeal sent, an answer, an ending. Raises MoveRefused.

    An ending (`partly_resolve`, `resolve`, `lose`) needs an outcome of the vocabulary; other moves must not have one.
    """
    if name not in PROGRESS:
        raise MoveRefused(_("This is not a step that can be recorded here."))
    target = TRANSITIONS[name].target
    if (target in WITH_OUTCOME) != bool(outcome) or (outcome and outcome not in OUTCOMES):
        raise MoveRefused(_("Choose what came of it."))
    details = {"outcome": outcome} if outcome else {}
    event = move(
        case=case,
        name=name,
        actor=actor,
        fields={"outcome": outcome},
        details=details,
        words=words,
        by=by,
        now=now,
    )
    enter_step(case=case, name=name, by=by, now=now)
    return event


@transaction.atomic
def add_note(*, case: Case, text: str, by: User, now: datetime) -> CaseEvent:
    """A moderator's note, for moderators only. Raises MoveRefused when there is nothing to note."""
    if not text.strip():
        raise MoveRefused(_("Write the note first."))
    return record(case=case, kind=EventKind.NOTE, words=text, by=by, now=now)


@transaction.atomic
def change_visibility(
    *, case: Case, visibility: Visibility, seen: str = "", by: User, now: datetime
) -> CaseEvent | None:
    """The seller says anew who may see the case; None when that is what it was.

    Raises MoveRefused where they changed it elsewhere since they saw it as `seen`.
    """
    others = Case.objects.filter(pk=case.pk).exclude(visibility=visibility)
    changed = (others.filter(visibility=seen) if seen else others).update(visibility=visibility)
    if not changed and seen and others.exists():
        raise MoveRefused(_("The case has moved on in the meantime. Please look at where it stands now."))
    if not changed:
        return None
    case.visibility = visibility
    return record(case=case, kind=EventKind.VISIBILITY, details={"visibility": visibility}, by=by, now=now)


@transaction.atomic
def record_placed(*, case: Case, incident_slug: str, by: User | None, now: datetime) -> CaseEvent | None:
    """Note on the timeline that the case stands in an incident. A draft has no timeline yet: None."""
    if case.state == State.DRAFT:
        return None
    return record(case=case, kind=EventKind.PLACED, details={"incident": incident_slug}, by=by, now=now)


def record_taken_out(*, case: Case, by: User, now: datetime) -> CaseEvent:
    """Note on the timeline that the case stands in no incident any more."""
    return record(case=case, kind=EventKind.TAKEN_OUT, by=by, now=now)
