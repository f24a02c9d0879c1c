"""The guard of an appeal that cannot be repeated: how many there are, a second reader, a night's sleep.

Nothing gets past it in silence: doing without a reader is typed by hand and stands in the timeline.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.appeals import AppealMoved, AppealRefused, keep_version, lock_appeal, lock_case, move_appeal
from apps.cases.actions.moves import LONGEST_REMARK, record, tell_owner
from apps.cases.enums import CLOSED, AppealState, EventKind, Verdict
from apps.cases.models import Appeal, AppealLimit, AppealReading, Case
from apps.cases.rules import CONFIRMATIONS, says_alone
from apps.cases.selectors.appeals import can_be_asked, guard_of, readings_open_to
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind

MOST_ALLOWED = 20
MOST_TOLD = 1000  # of one tick; the next goes on


@transaction.atomic
def state_limit(*, case: Case, allowed: int | None, words: str, by: User, now: datetime) -> AppealLimit:
    """Say how often the platform allows an appeal, with the words it says it in. None: it names no limit.

    What was said before stays in the timeline. Raises AppealRefused without the words.
    """
    case = lock_case(case, by)
    if not words.strip():
        raise AppealRefused(_("Copy the sentence of the notice that says so."))
    if allowed is not None and not 1 <= allowed <= MOST_ALLOWED:
        raise AppealRefused(_("Give a number from 1 to 20."))
    limit = AppealLimit(case=case, allowed=allowed, words=words.strip()[:LONGEST_REMARK], stated_at=now, stated_by=by)
    limit.save(force_insert=True)
    record(case=case, kind=EventKind.LIMIT, details={"allowed": str(allowed or "")}, words=words, by=by, now=now)
    return limit


@transaction.atomic
def ask_reader(*, appeal: Appeal, person: User | None = None, by: User, now: datetime) -> AppealReading:
    """Ask for a second pair of eyes; the text stands still meanwhile. Raises AppealRefused.

    `person` may read the whole case already and gets a message; without one the moderators are asked. Somebody else is
    asked by asking again: the request before is taken back. Asking the same twice is once.
    """
    case = lock_case(appeal.case, by)
    current = lock_appeal(appeal)
    if current.typed.is_empty:
        raise AppealRefused(_("Write something first."))
    if person is not None and not can_be_asked(case, person, now=now):
        raise AppealRefused(_("This person cannot read the whole case. Share it with them first, then ask them."))
    open_now = current.readings.filter(verdict="", is_taken_back=False)
    if current.state == AppealState.IN_READING and (same := open_now.filter(asked_of=person).first()):
        return same
    version = keep_version(current, by=by, now=now)
    if current.state == AppealState.IN_READING:
        open_now.update(is_taken_back=True)
    else:
        move_appeal(current, AppealState.IN_READING, now)
    record(case=case, kind=EventKind.READING, details={"attempt": str(current.number)}, by=by, now=now)
    reading = AppealReading.objects.create(appeal=current, version=version.number, asked_at=now, asked_of=person)
    if person is not None:
        _tell_reader(reading, case, person, now)
    return reading


def _tell_reader(reading: AppealReading, case: Case, person: User, now: datetime) -> None:
    queue_message(
        kind=MessageKind.READING_ASKED,
        to=person,
        dedupe_key=f"{MessageKind.READING_ASKED}:{reading.pk}",
        facts={"reference": case.reference, "reading_id": str(reading.pk)},
        now=now,
    )


@transaction.atomic
def change_again(*, appeal: Appeal, by: User, now: datetime) -> Appeal:
    """Go back to writing from wherever it stands unsent. An approval holds only for the text that was read.

    Raises AppealRefused once it was sent.
    """
    lock_case(appeal.case, by)
    current = lock_appeal(appeal)
    if current.state == AppealState.DRAFTING:
        return current
    current.readings.filter(verdict="", is_taken_back=False).update(is_taken_back=True)
    move_appeal(current, AppealState.DRAFTING, now, goes_alone_at=None)
    return current


@transaction.atomic
def read_appeal(*, reading: AppealReading, verdict: Verdict, words: str, by: User, now: datetime) -> AppealReading:
    """A second reader says what they think.

    Raises AppealRefused: one's own, a second time, comments without words, or what this person may not read (any more).
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("owner").get(pk=reading.appeal.case_id)
    current = lock_appeal(reading.appeal)
    if case.owner_id == by.pk:
        raise AppealRefused(_("This is your own appeal. Somebody else has to read it."))
    if verdict == Verdict.COMMENTS and not words.strip():
        raise AppealRefused(_("Say what should be mended."))
    waiting = AppealReading.objects.filter(pk__in=readings_open_to(by, now=now).order_by().values("pk"), pk=reading.pk)
    if not waiting.update(verdict=verdict, read_at=now, reader=by):
        raise AppealMoved(_("This appeal was read by somebody else, or taken back, in the meantime."))
    reading.refresh_from_db()
    reading.words = words.strip()[:LONGEST_REMARK]
    reading.save(update_fields=["words"])
    move_appeal(current, AppealState.READ, now)
    details = {"attempt": str(current.number), "verdict": str(verdict)}
    event = record(case=case, kind=EventKind.READ, details=details, by=by, now=now)
    tell_owner(case, MessageKind.APPEAL_READ, event, now)
    return reading


@transaction.atomic
def go_alone(*, appeal: Appeal, typed: str, by: User, now: datetime) -> Appeal:
    """Do without a second reader: only by typing so. It stands in the timeline. Raises AppealRefused."""
    case = lock_case(appeal.case, by)
    current = lock_appeal(appeal)
    if not says_alone(typed):
        raise AppealRefused(_("Type the sentence exactly as it is shown, so that this is no slip."))
    if current.state == AppealState.IN_READING:
        current.readings.filter(verdict="", is_taken_back=False).update(is_taken_back=True)
        move_appeal(current, AppealState.DRAFTING, now)
    if current.state not in (AppealState.DRAFTING, AppealState.READ):
        raise AppealMoved(_("This appeal has moved on in the meantime. Please look at where it stands now."))
    if current.goes_alone_at is None:
        current.goes_alone_at = now
        current.save(update_fields=["goes_alone_at"])
        record(case=case, kind=EventKind.ALONE, details={"attempt": str(current.number)}, by=by, now=now)
    return current


@transaction.atomic
def finish_appeal(*, appeal: Appeal, confirmed: Collection[str], by: User, now: datetime) -> Appeal:
    """Call it finished: from here it waits until it may be sent. Raises AppealRefused while something is missing."""
    lock_case(appeal.case, by)
    current = lock_appeal(appeal)
    keep_version(current, by=by, now=now)
    guard = guard_of(current)
    if guard.failed:
        raise AppealRefused(_("Something is still missing: look at the checklist."))
    if not guard.can_finish:
        raise AppealRefused(_("Nobody has approved this text yet. Ask a second reader first."))
    if set(confirmed) != set(CONFIRMATIONS):
        raise AppealRefused(_("Tick each of the four sentences once you have made sure of it."))
    knows = now if guard.waits_until <= now else None  # the page says at once that nothing has to be waited for
    move_appeal(current, AppealState.COOLING, now, rest_told_at=knows)
    return current


def tell_rested(*, most: int = MOST_TOLD, now: datetime) -> int:
    """Tell the sellers whose appeals have rested long enough, each once; how many. What moved meanwhile is silent."""
    resting = Appeal.objects.filter(state=AppealState.COOLING, rest_told_at__isnull=True)
    resting = resting.exclude(case__state__in=CLOSED).select_related("case__docket", "case__owner")
    rested = [appeal for appeal in resting.order_by("moved_at")[:most] if guard_of(appeal).waits_until <= now]
    return sum(_tell_rested(appeal, now) for appeal in rested)


@transaction.atomic
def _tell_rested(appeal: Appeal, now: datetime) -> bool:
    """Claimed by the state it was seen in: sent, given up, changed again or told already, it is left alone."""
    seen = Appeal.objects.filter(pk=appeal.pk, state=AppealState.COOLING, moved_at=appeal.moved_at)
    if not seen.filter(rest_told_at__isnull=True).update(rest_told_at=now):
        return False
    case = appeal.case
    queue_message(
        kind=MessageKind.APPEAL_RESTED,
        to=case.owner,
        dedupe_key=f"{MessageKind.APPEAL_RESTED}:{appeal.pk}:{appeal.moved_at.isoformat()}",
        facts={"reference": case.reference, "case_id": str(case.pk)},
        now=now,
    )
    return True
