"""A moderator's word on amounts of a case, with its entry on the timeline; the seller hears of a sitting once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.cases.actions.moves import record, refuse_own_case
from apps.cases.enums import EventKind
from apps.cases.models import Case
from apps.losses.actions import judge_lines
from apps.losses.enums import Verdict
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind

SITTING = timedelta(minutes=15)  # without a word, and the moderator has got up: line by line takes seconds
MOST_TOLD = 200  # cases of one run


@transaction.atomic
def judge_amounts(*, case: Case, lines: Sequence[int], verdict: Verdict, reason: str, by: User, now: datetime) -> int:
    """Accept lines, refuse them with a reason, or take an earlier word back; returns of how many it is new.

    Raises MoveRefused on one's own case, VerdictRefused where the lines no longer stand so or a reason is missing.
    """
    refuse_own_case(case, by)
    changed = judge_lines(ledger=case.ledger, lines=lines, verdict=verdict, reason=reason, by=by, now=now)
    if changed:
        details = {"verdict": verdict.value, "lines": str(len(changed))}
        record(case=case, kind=EventKind.AMOUNTS_READ, details=details, words=reason, by=by, now=now)
        Case.objects.filter(pk=case.pk).update(amounts_read_at=now)
    return len(changed)


def tell_amounts_read(*, now: datetime) -> int:
    """Tell sellers that a moderator has looked at their amounts, once for each sitting; how many."""
    over = Case.objects.filter(amounts_read_at__lte=now - SITTING).select_related("owner")
    return sum(_tell(case, now) for case in over.order_by("amounts_read_at")[:MOST_TOLD])


@transaction.atomic
def _tell(case: Case, now: datetime) -> bool:
    """Claimed by the moment that was seen: after another word the sitting goes on, and this one is left alone."""
    seen = case.amounts_read_at
    if seen is None or not Case.objects.filter(pk=case.pk, amounts_read_at=seen).update(amounts_read_at=None):
        return False
    if case.owner and case.owner.is_active:
        queue_message(
            kind=MessageKind.AMOUNTS_READ,
            to=case.owner,
            dedupe_key=f"{MessageKind.AMOUNTS_READ}:{case.pk}:{seen.isoformat()}",
            facts={"reference": case.reference, "case_id": str(case.pk)},
            now=now,
        )
    return True
