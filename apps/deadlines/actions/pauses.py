"""The platform stops its clock, and lets it run again."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.clock import latest_today
from apps.deadlines.actions.decisions import DecisionRefused
from apps.deadlines.actions.dockets import lock, plan_again
from apps.deadlines.actions.planning import Change, plan_all_anew
from apps.deadlines.enums import DeadlineState, Why
from apps.deadlines.models import Deadline, Docket, Pause
from apps.deadlines.selectors import paused_among, running_pause


@transaction.atomic
def pause_clock(*, docket: Docket, day: date, covers_own: bool = False, by: User, now: datetime) -> Pause:
    """From the morning of `day` nothing runs that others owe, and with `covers_own` nothing the seller has to do.

    Nobody is reminded of those dates until the clock runs again. Raises DecisionRefused for a day that has not come,
    and while it stands still already.
    """
    docket = lock(docket)
    if running_pause(docket):
        raise DecisionRefused(_("The clock stands still already."))
    if day > latest_today(now):
        raise DecisionRefused(_("This day has not come yet."))
    pause = Pause.objects.create(docket=docket, from_day=day, covers_own=covers_own, entered_at=now, entered_by=by)
    plan_all_anew(_standing_still(docket), Why.PAUSED, by=by, now=now)
    return pause


@transaction.atomic
def resume_clock(*, docket: Docket, day: date, by: User, now: datetime) -> list[Change]:
    """It runs again from the morning of `day`: what stood still is later by the days between. Returns what moved.

    Raises DecisionRefused when nothing stands still, for a day before it did, and for one that has not come.
    """
    docket = lock(docket)
    pause = running_pause(docket)
    if pause is None:
        raise DecisionRefused(_("The clock runs already."))
    if not pause.from_day <= day <= latest_today(now):
        raise DecisionRefused(_("The day must lie between the beginning of the pause and today."))
    stood_still = _standing_still(docket)
    pause.until_day, pause.ended_by = day, by
    pause.save(update_fields=["until_day", "ended_by"])
    changes = plan_again(docket, Why.RESUMED, by=by, now=now)
    moved = {change.deadline.pk for change in changes}
    unmoved = [deadline for deadline in stood_still if deadline.pk not in moved]
    plan_all_anew(unmoved, Why.RESUMED, by=by, now=now)
    return changes


def _standing_still(docket: Docket) -> list[Deadline]:
    open_dates = Deadline.objects.filter(docket=docket, state=DeadlineState.OPEN).select_related("docket__owner")
    paused = paused_among(open_dates)
    return [deadline for deadline in open_dates if deadline.pk in paused]
