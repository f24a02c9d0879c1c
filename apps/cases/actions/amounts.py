"""A moderator's word on lines of a case's ledger, with its entry on the timeline."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.cases.actions.moves import record, refuse_own_case
from apps.cases.enums import EventKind
from apps.cases.models import Case
from apps.losses.actions import judge_lines
from apps.losses.enums import Verdict


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
    return len(changed)
