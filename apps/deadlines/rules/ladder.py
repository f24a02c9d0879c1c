"""When to remind: steps before a date, quiet nights, what is done about steps that come late. All moments are UTC."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

LADDER = (
    ("7d", timedelta(days=7)),
    ("3d", timedelta(days=3)),
    ("1d", timedelta(days=1)),
    ("6h", timedelta(hours=6)),
)
AT_ONCE, OPENS, OVER = "now", "opens", "over"

QUIET_FROM, QUIET_UNTIL = time(22), time(8)
EVENING_BEFORE = time(21, 30)
NEEDED = timedelta(hours=2)  # a reminder less than this before the end is of no use
WORK_FROM, WORK_UNTIL = time(9), time(18)
LATE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder to come."""

    step: str
    at: datetime


def out_of_the_night(at: datetime, end: datetime, zone: tzinfo) -> datetime:
    """`at`, or if it falls into quiet hours the next morning; the evening before when the morning were too late."""
    local = at.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    morning_day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    morning = datetime.combine(morning_day, QUIET_UNTIL, tzinfo=zone)
    if morning <= end - NEEDED:
        return morning.astimezone(at.tzinfo)
    return datetime.combine(morning_day - timedelta(days=1), EVENING_BEFORE, tzinfo=zone).astimezone(at.tzinfo)


def plan_before(end: datetime, zone: tzinfo, now: datetime) -> list[Planned]:
    """The steps still to come before `end`, the earliest first; two that fall together are the later step.

    When all of them are over and the end is not, one comes at once: whatever the hour, it is the last chance.
    """
    steps: dict[datetime, str] = {}
    for step, before in LADDER:
        at = out_of_the_night(end - before, end, zone)
        if at > now:
            steps[at] = step
    if not steps and now < end:
        return [Planned(AT_ONCE, now)]
    return [Planned(step, at) for at, step in sorted(steps.items())]


def plan_after(moment: datetime, step: str, zone: tzinfo, now: datetime) -> list[Planned]:
    """One step once `moment` is there (a window opens, a promise is overdue), in the morning if it is at night."""
    if moment <= now:
        return []
    return [Planned(step, out_of_the_night(moment, moment + timedelta(days=7), zone))]


def plan(
    *, act_by: datetime | None, late_after: datetime | None, open_from: datetime | None, zone: tzinfo, now: datetime
) -> list[Planned]:
    """Every reminder of one deadline for a reader in `zone`."""
    found: list[Planned] = []
    if open_from:
        found += plan_after(open_from, OPENS, zone, now)
    if act_by:
        found += plan_before(act_by, zone, now)
    elif late_after:
        found += plan_after(late_after, OVER, zone, now)
    return found


def last_working_moment(end: datetime, zone: tzinfo) -> datetime:
    """The last moment before `end` in somebody's own working hours, every day of the week counted."""
    local = end.astimezone(zone)
    if local.time() >= WORK_UNTIL:
        return datetime.combine(local.date(), WORK_UNTIL, tzinfo=zone).astimezone(end.tzinfo)
    if local.time() > WORK_FROM:
        return end
    day_before = local.date() - timedelta(days=1)
    return datetime.combine(day_before, WORK_UNTIL, tzinfo=zone).astimezone(end.tzinfo)
