"""When to remind: steps before a date, quiet nights, what is done about steps that come late. All moments are UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from apps.deadlines.enums import Kind

STEPS = {  # what may be chosen, the longest before the date first
    "90d": timedelta(days=90),
    "30d": timedelta(days=30),
    "14d": timedelta(days=14),
    "7d": timedelta(days=7),
    "3d": timedelta(days=3),
    "1d": timedelta(days=1),
    "12h": timedelta(hours=12),
    "6h": timedelta(hours=6),
    "3h": timedelta(hours=3),
}
DEFAULT_STEPS = ("7d", "3d", "1d", "6h")
OF_KIND = {Kind.LIMITATION: ("90d", "30d")}  # a claim that lapses after years wants a lawyer, and that takes weeks
AT_ONCE, OPENS, OVER, SNOOZED, OWN = "now", "opens", "over", "snoozed", "own"

TOLD = "told"  # to another, because its owner did not answer
NEAR = "near"  # to whoever acts for those whom a date of many concerns
WEEK = timedelta(days=7)

QUIET_FROM, QUIET_UNTIL = time(22), time(8)
BEFORE_QUIET = timedelta(minutes=30)
NEEDED = timedelta(hours=2)  # a reminder less than this before the end is of no use
LONGEST_SNOOZE = timedelta(days=30)  # of what has no end
WORK_FROM, WORK_UNTIL = time(9), time(18)
LATE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a reader wants to be reminded: which steps before a date, and when not at all, on their own clock."""

    zone: tzinfo
    steps: tuple[str, ...] = DEFAULT_STEPS
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL

    def is_quiet(self, at: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a reader asked for about one date: they know of it, not before a moment, at a moment of their own."""

    is_known: bool = False
    not_before: datetime | None = None
    own: datetime | None = None


NOTHING_ASKED = Wishes()


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder to come."""

    step: str
    at: datetime


def out_of_the_night(at: datetime, end: datetime, habits: Habits) -> datetime:
    """`at`, or if it falls into quiet hours their end; shortly before they begin when their end were too late."""
    local = at.astimezone(habits.zone)
    if not habits.is_quiet(local.time()):
        return at
    over_midnight = habits.quiet_from > habits.quiet_until
    ends_on = local.date() + timedelta(days=1 if over_midnight and local.time() >= habits.quiet_from else 0)
    morning = _moment(ends_on, habits.quiet_until, habits.zone)
    if morning <= end - NEEDED:
        return morning
    began_on = ends_on - timedelta(days=1) if over_midnight else ends_on
    return _moment(began_on, habits.quiet_from, habits.zone) - BEFORE_QUIET


def is_near(end: datetime, habits: Habits, now: datetime) -> bool:
    """Whether a reader who is told once of a date is told now: from the first of their steps on, a week before at the
    earliest, and not at night."""
    first = end - min(WEEK, max(STEPS[step] for step in habits.steps))
    return first <= now < end and out_of_the_night(now, end, habits) <= now


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def plan_before(
    end: datetime, habits: Habits, now: datetime, *, kind: str = "", last_chance: bool = True
) -> list[Planned]:
    """The steps still to come before `end`, the earliest first; two that fall together are the later step.

    When all of them are over and the end is not, one comes at once (unless `last_chance` is over too): whatever the
    hour, it is the last.
    """
    wanted = {*OF_KIND.get(kind, ()), *habits.steps}  # type: ignore[call-overload]
    steps: dict[datetime, str] = {}
    for step, before in STEPS.items():
        at = out_of_the_night(end - before, end, habits)
        if step in wanted and at > now:
            steps[at] = step
    if not steps and last_chance and now < end:
        return [Planned(AT_ONCE, now)]
    return [Planned(step, at) for at, step in sorted(steps.items())]


def plan_after(moment: datetime, step: str, habits: Habits, now: datetime) -> list[Planned]:
    """One step once `moment` is there (a window opens, a promise is overdue), in the morning if it is at night."""
    if moment <= now:
        return []
    return [Planned(step, out_of_the_night(moment, moment + timedelta(days=7), habits))]


@dataclass(frozen=True, slots=True)
class Moments:
    """What of a date its reminders hang on."""

    act_by: datetime | None = None
    late_after: datetime | None = None
    open_from: datetime | None = None
    kind: str = ""

    @property
    def end(self) -> datetime | None:
        return self.act_by or self.late_after


def plan(
    moments: Moments, habits: Habits, wishes: Wishes = NOTHING_ASKED, *, now: datetime, last_chance: bool = True
) -> list[Planned]:
    """Every reminder of one date for one reader, the earliest first. Depends on nothing else: again is the same."""
    found: list[Planned] = []
    if moments.open_from:
        found += plan_after(moments.open_from, OPENS, habits, now)
    if moments.act_by:
        before = plan_before(moments.act_by, habits, now, kind=moments.kind, last_chance=last_chance)
        found += before[-1:] if wishes.is_known else before
    elif moments.late_after:
        found += plan_after(moments.late_after, OVER, habits, now)
    if wishes.not_before and wishes.not_before > now:
        later = [step for step in found if step.at > wishes.not_before]
        found = [Planned(SNOOZED, wishes.not_before), *later]
    if wishes.own and wishes.own > now:
        found.append(Planned(OWN, wishes.own))
    return sorted(found, key=lambda step: step.at)


def latest_snooze(moments: Moments, zone: tzinfo, now: datetime) -> datetime | None:
    """Until when a reminder may be put off: the last moment in one's own working hours, or two hours before the end
    where that is over; a month where nothing ends. None when it is too late to put anything off."""
    if moments.act_by is None:
        return now + LONGEST_SNOOZE
    safe = min(last_working_moment(moments.act_by, zone), moments.act_by - NEEDED)
    return next((at for at in (safe, moments.act_by - NEEDED) if at > now), None)


def next_time(at: time, zone: tzinfo, now: datetime) -> datetime:
    """The next moment after `now` at which the clocks of `zone` show `at`."""
    today = now.astimezone(zone).date()
    moments = (_moment(today + timedelta(days=days), at, zone) for days in (0, 1, 2))
    return next(moment for moment in moments if moment > now)


def last_working_moment(end: datetime, zone: tzinfo) -> datetime:
    """The last moment before `end` in somebody's own working hours, every day of the week counted."""
    local = end.astimezone(zone)
    if local.time() >= WORK_UNTIL:
        return datetime.combine(local.date(), WORK_UNTIL, tzinfo=zone).astimezone(end.tzinfo)
    if local.time() > WORK_FROM:
        return end
    day_before = local.date() - timedelta(days=1)
    return datetime.combine(day_before, WORK_UNTIL, tzinfo=zone).astimezone(end.tzinfo)
