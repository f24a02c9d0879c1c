"""Rules, holidays and time zones change: what they found before is found again, and its owner hears of it."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from apps.core.moments import say_moment
from apps.deadlines.actions.dockets import lock, plan_again
from apps.deadlines.actions.planning import Change
from apps.deadlines.enums import Why
from apps.deadlines.models import Docket
from apps.deadlines.selectors import stale_dockets
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind


@transaction.atomic
def recompute(*, docket: Docket, now: datetime) -> list[Change]:
    """Count every standing date again by the rules and calendars of today; returns what moved. Twice is as once.

    Its owner gets one message that says what moved from when to when.
    """
    changes = plan_again(lock(docket), Why.RULE_CHANGED, by=None, now=now)
    if changes:
        _tell(docket, changes, now)
    return changes


def recompute_stale(*, at_most: int = 200, now: datetime) -> int:
    """Recompute dockets whose dates were found by older rules, holidays or time zones; returns how many dates moved."""
    return sum(len(recompute(docket=docket, now=now)) for docket in stale_dockets()[:at_most])


def _tell(docket: Docket, changes: list[Change], now: datetime) -> None:
    """No titles: an inbox may be seen by others."""
    owner = docket.owner
    if owner is None:
        return
    with translation.override(owner.language or "en"):
        lines = [
            " → ".join(say_moment(moment, owner.zone) if moment else "–" for moment in (change.was, change.now))
            for change in changes
        ]
    newest = max(change.deadline.version for change in changes)
    queue_message(
        kind=MessageKind.DEADLINES_MOVED,
        to=owner,
        dedupe_key=f"moved:{changes[0].deadline.pk}:{newest}",
        facts={"reference": docket.reference, "lines": "\n".join(lines)},
        now=now,
    )
