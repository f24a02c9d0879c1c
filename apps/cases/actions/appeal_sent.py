"""That an appeal was sent, and what came back: the one place where the case learns of it.

The seller sends it on the platform; here it is written down once, and locked. Submitting: the case and the attempt are
locked -> how many are left -> the guard -> state, place -> the case's move with its event -> its dates.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.appeals import (
    AppealMoved,
    AppealRefused,
    create_appeal,
    keep_version,
    lock_appeal,
    lock_case,
    move_appeal,
    refuse_beyond_limit,
)
from apps.cases.actions.dates import enter_first_refusal, enter_step
from apps.cases.actions.moves import LONGEST_REMARK, move, record
from apps.cases.enums import SENT, UNSENT, WITH_OUTCOME, Answer, AppealState, EventKind, Guard, Track
from apps.cases.models import Appeal, AppealAnswer, Case, CaseEvent, CaseFile
from apps.cases.rules import (
    ANSWER_MOVES,
    TRANSITIONS,
    Actor,
    AppealText,
    Sent,
    complaint_about_answer,
    complaint_about_sending,
)
from apps.cases.selectors.appeals import guard_of, limit_of, sent_count
from apps.core.clock import latest_today
from apps.deadlines.rules import Trigger
from apps.marketplaces.enums import OUTCOMES

ALREADY_SENT = _("This appeal has been recorded as sent already.")


@transaction.atomic
def submit_appeal(
    *, appeal: Appeal, sent: Sent, already: bool = False, words: str = "", by: User, now: datetime
) -> Appeal:
    """Record that the seller sent this attempt on the platform, and lock it.

    `already`: it went out before the guard was done with it; that is written down too. Raises AppealRefused when it was
    recorded before (a double click, a second tab), when the platform allows no more, or the guard is not done.
    """
    case = lock_case(appeal.case, by)
    current = lock_appeal(appeal)
    if current.is_sent:
        raise AppealMoved(ALREADY_SENT)
    refuse_impossible(case, sent, now)
    left = refuse_beyond_limit(case)
    guard = _pass_guard(current, is_last=left == 1, already=already, now=now)
    version = keep_version(current, by=by, now=now)
    current.platform_reference = sent.reference
    current.save(update_fields=["platform_reference"])
    try:
        with transaction.atomic():
            move_appeal(
                current,
                AppealState.SUBMITTED,
                now,
                guard=guard,
                allowed=limit_of(case).allowed,
                place=sent_count(case) + 1,
                submitted_at=now,
                sent_version=version.number,
                sent_day=sent.day,
                sent_time=sent.at,
                sent_zone=sent.zone,
                channel=sent.channel,
            )
    except IntegrityError as error:  # the database counts too
        raise AppealMoved(ALREADY_SENT) from error
    details = {"attempt": str(current.number), "channel": str(sent.channel), "guard": guard}
    _tell(case, EventKind.APPEAL, details=details, words=words, event=trigger_of(sent), by=by, now=now)
    return current


def refuse_impossible(case: Case, sent: Sent, now: datetime) -> None:
    """Raise AppealRefused where an appeal of the case cannot have been sent like this."""
    if complaint := complaint_about_sending(sent, notice=case.notice_date, latest_today=latest_today(now)):
        raise AppealRefused(complaint)


def _pass_guard(appeal: Appeal, *, is_last: bool, already: bool, now: datetime) -> str:
    """How it came past the guard; empty where none is needed. Raises AppealRefused."""
    if not is_last:
        return ""
    guard = guard_of(appeal)
    is_finished = appeal.state == AppealState.COOLING
    if is_finished and now >= guard.waits_until:
        return guard.passed_by
    if already:
        return Guard.ALREADY
    if not is_finished:
        raise AppealRefused(_("This is the last appeal there is. Call it finished first, then let it rest."))
    raise AppealRefused(_("It has not rested long enough yet. The page says from when it may go out."))


def trigger_of(sent: Sent) -> Trigger:
    """Its moment as dates count from it."""
    if sent.day is None:
        raise ValueError("an appeal is sent on a day")
    return Trigger(sent.day, sent.at, sent.zone)


@transaction.atomic
def record_sent_appeal(
    *, case: Case, track: Track, sent: Sent, text: str = "", words: str = "", by: User, now: datetime
) -> Appeal:
    """Record an attempt that was written and sent elsewhere; `text` is what was sent, if it is at hand.

    Raises AppealRefused while another is being written, and as `submit_appeal`.
    """
    locked = lock_case(case, by)
    if locked.appeals.filter(state__in=UNSENT).exists():
        raise AppealMoved(
            _("You are writing an appeal here. If this is what you sent, record it there; otherwise give it up first.")
        )
    refuse_beyond_limit(locked)
    appeal = create_appeal(locked, AppealText(track=track, whole=text), by=by, now=now)
    return submit_appeal(appeal=appeal, sent=sent, already=True, words=words, by=by, now=now)


@transaction.atomic
def record_answer(
    *,
    appeal: Appeal,
    answer: Answer,
    day: date,
    words: str = "",
    note: str = "",
    outcome: str = "",
    entry: CaseFile | None = None,
    seen: str = "",
    by: User,
    now: datetime,
) -> AppealAnswer:
    """Record what the platform said to an attempt (`words`), and on which day; `note` is the seller's own remark.

    A settlement needs an outcome of the vocabulary. `seen` is the attempt's answer as the page showed it: a double
    click is refused. Raises AppealRefused.
    """
    case = lock_case(appeal.case, by)
    current = lock_appeal(appeal)
    if current.state not in SENT or current.answer != seen:
        raise AppealMoved(_("This appeal has moved on in the meantime. Please look at where it stands now."))
    _refuse_impossible_answer(current, answer, day, outcome, entry, now=now)
    if current.state == AppealState.SUBMITTED:
        move_appeal(current, AppealState.ANSWERED, now, answer=answer, answered_day=day)
    else:
        Appeal.objects.filter(pk=current.pk).update(answer=answer, answered_day=day)
    kept = AppealAnswer(appeal=current, answer=answer, day=day, words=words, file=entry, entered_at=now, entered_by=by)
    kept.save(force_insert=True)
    details = {"attempt": str(current.number), **({"outcome": outcome} if outcome else {})}
    event = Trigger(day, None, current.sent_zone)
    _tell(case, ANSWER_MOVES[answer], details=details, outcome=outcome, words=note, event=event, by=by, now=now)
    if answer == Answer.REFUSED and current.place == 1 and not case.is_closed:
        enter_first_refusal(case=case, event=event, by=by, now=now)
    return kept


def _refuse_impossible_answer(
    appeal: Appeal, answer: Answer, day: date, outcome: str, entry: CaseFile | None, *, now: datetime
) -> None:
    if complaint := complaint_about_answer(day, sent=appeal.sent_day, latest_today=latest_today(now)):
        raise AppealRefused(complaint)
    if entry is not None and entry.case_id != appeal.case_id:
        raise AppealRefused(_("This file belongs to another case."))
    if (answer in (Answer.ACCEPTED, Answer.PARTLY)) != bool(outcome) or (outcome and outcome not in OUTCOMES):
        raise AppealRefused(_("Choose what came of it."))


def _tell(
    case: Case,
    name: EventKind,
    *,
    details: dict[str, str],
    outcome: str = "",
    words: str = "",
    event: Trigger,
    by: User,
    now: datetime,
) -> CaseEvent:
    """Tell the case: it moves where it can, else its timeline says so; its dates follow either way."""
    transition = TRANSITIONS.get(name)
    if transition and case.state in transition.sources and case.state != transition.target:
        fields: dict[str, object] = {"outcome": outcome if transition.target in WITH_OUTCOME else ""}
        told = move(
            case=case, name=name, actor=Actor.SELLER, fields=fields, details=details, words=words, by=by, now=now
        )
    else:
        told = record(case=case, kind=name, details=details, words=words[:LONGEST_REMARK], by=by, now=now)
    enter_step(case=case, name=name, event=event, by=by, now=now)
    return told
