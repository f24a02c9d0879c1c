"""From an event to deadlines, and from deadlines to reminders: inside the caller's transaction, the docket locked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from apps.accounts.models import User
from apps.deadlines.actions.planned_rows import PlannedRow, insert_planned
from apps.deadlines.enums import PLANNED, DeadlineState, ReminderState, Why
from apps.deadlines.models import Deadline, DeadlineEvent, Docket, Reminder, TriggerEntry
from apps.deadlines.rules import DueDates, Setting, compute, rule_book, rules_set_going
from apps.deadlines.rules.ladder import plan
from apps.deadlines.rules.pausing import Stillness, lengthen
from apps.deadlines.selectors import paused_among, readers_among
from apps.notifications.actions import drop_messages

ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Change:
    """What a correction did to one date: `was` is None for a new one, `now` for one that no longer applies."""

    deadline: Deadline
    was: datetime | None
    now: datetime | None


def find_dates(docket: Docket, entry: TriggerEntry, pauses: Collection[Stillness]) -> list[DueDates]:
    """What follows from an event by the rules of today. Rules that give no date leave no row."""
    setting = Setting(seller_zone=docket.seller_zone, platform_zone=docket.platform_zone)
    rules = rules_set_going(rule_book().values(), docket.subject, entry.kind)
    found = (compute(rule, entry.event, setting) for rule in rules)
    return [lengthen(dates, pauses) for dates in found if isinstance(dates, DueDates)]


def plan_triggers(
    docket: Docket,
    entries: Iterable[tuple[TriggerEntry, Iterable[Deadline]]],
    why: Why,
    *,
    by: User | None,
    now: datetime,
) -> list[Change]:
    """Make the deadlines that hang on each entry what the rules say, starting from those that are known of it.

    Doing it again changes nothing. What somebody decided about (met, missed, waived) keeps its decision and its date.
    However many dates are opened, it takes the same few statements.
    """
    pauses = [pause.value for pause in docket.pauses.all()]
    changes: list[Change] = []
    opened: list[Deadline] = []
    fallen: list[Deadline] = []
    for entry, known in entries:
        before = {deadline.rule_id: deadline for deadline in known}
        for dates in find_dates(docket, entry, pauses):
            deadline = before.pop(dates.rule.id, None)
            if deadline is None:
                opened.append(_new(docket, entry, dates, now=now))
                changes.append(Change(opened[-1], None, opened[-1].at))
            elif deadline.state in PLANNED:
                changes += _move(deadline, entry, dates, why, by=by, now=now)
            else:
                Deadline.objects.filter(pk=deadline.pk).update(trigger=entry)
        fallen += [deadline for deadline in before.values() if deadline.state in PLANNED]
    Deadline.objects.bulk_create(opened)
    _log_all(opened, Why.OPENED, by=by, now=now)
    plan_reminders([change.deadline for change in changes], now=now)
    return changes + [supersede(deadline, why, by=by, now=now) for deadline in fallen]


def columns_of(dates: DueDates) -> dict[str, Any]:
    """A found date as the columns of its row."""
    deciding = dates.opens.loose if dates.opens else None
    quoted = dates.opens
    if dates.due:
        quoted, deciding = dates.due, dates.due.strict if dates.act_by else dates.due.loose
    elif dates.opens and dates.open_from == dates.opens.strict.at:
        deciding = dates.opens.strict
    if quoted is None or deciding is None:
        raise ValueError(f"{dates.rule.id} found no date")
    return {
        "rule_checksum": dates.rule.checksum,
        "pack": dates.rule.pack.pack,
        "pack_version": dates.rule.pack.version,
        "due_day": quoted.day,
        "wall_day": deciding.day,
        "wall_clock": deciding.clock,
        "wall_zone": deciding.zone,
        "act_by": dates.act_by,
        "late_after": dates.late_after,
        "open_from": dates.open_from,
        "at": dates.act_by or dates.late_after or dates.open_from,
        "standing": dates.standing or "",
        "needs_counsel": dates.needs_counsel,
        "is_provisional": dates.is_provisional,
        "holidays_version": dates.holidays_version,
        "tzdata_version": dates.tzdata_version,
        "facts": dates.as_json(),
    }


def state_when_entered(act_by: datetime | None, late_after: datetime | None, now: datetime) -> DeadlineState:
    """An old notice is no alarm: what was over before it was entered is kept as past, without reminders."""
    end = act_by or late_after
    return DeadlineState.PAST if end and end <= now else DeadlineState.OPEN


def _new(docket: Docket, entry: TriggerEntry, dates: DueDates, *, now: datetime) -> Deadline:
    """A deadline that is not saved yet."""
    state = state_when_entered(dates.act_by, dates.late_after, now)
    facts = {"rule_id": dates.rule.id, "state": state, "opened_at": now, "moved_at": now}
    return Deadline(docket=docket, trigger=entry, **facts, **columns_of(dates))


def _move(
    deadline: Deadline, entry: TriggerEntry, dates: DueDates, why: Why, *, by: User | None, now: datetime
) -> list[Change]:
    """Take over what the rules say today; a new version only when a moment changed."""
    columns = columns_of(dates)
    moments = ("act_by", "late_after", "open_from", "due_day")
    moved = any(getattr(deadline, name) != columns[name] for name in moments)
    was, from_state = deadline.at, deadline.state
    for name, value in {**columns, "trigger": entry}.items():
        setattr(deadline, name, value)
    if moved:
        deadline.state = state_when_entered(deadline.act_by, deadline.late_after, now)
        deadline.version += 1  # the docket is locked
        deadline.moved_at = now
        forget_wishes(deadline)
    deadline.save()
    if not moved:
        return []
    log_change(deadline, why, from_state=from_state, was=was, by=by, now=now)
    cancel_reminders([deadline], now=now)
    return [Change(deadline, was, deadline.at)]


def supersede(deadline: Deadline, why: Why, *, by: User | None, now: datetime) -> Change:
    """It no longer follows from anything: it leaves the pages, its reminders are cancelled."""
    set_state(deadline, DeadlineState.SUPERSEDED, why, by=by, now=now)
    return Change(deadline, deadline.at, None)


def set_state(deadline: Deadline, state: DeadlineState, why: Why, *, by: User | None, now: datetime) -> bool:
    """Compare-and-set from the state the caller saw, with history and reminders; False when somebody was faster."""
    before = deadline.state
    moved = Deadline.objects.filter(pk=deadline.pk, state=before, version=deadline.version).update(
        state=state, version=deadline.version + 1, moved_at=now, decided_by=by if why == Why.DECIDED else None
    )
    if not moved:
        return False
    deadline.state, deadline.version, deadline.moved_at = state, deadline.version + 1, now
    log_change(deadline, why, from_state=before, was=deadline.at, by=by, now=now)
    cancel_reminders([deadline], now=now)
    return True


def log_change(
    deadline: Deadline,
    why: Why,
    *,
    from_state: str = "",
    was: datetime | None = None,
    by: User | None,
    now: datetime,
) -> None:
    _change(deadline, why, from_state=from_state, was=was, by=by, now=now).save(force_insert=True)


def _log_all(deadlines: Iterable[Deadline], why: Why, *, by: User | None, now: datetime) -> None:
    rows = (_change(deadline, why, from_state="", was=None, by=by, now=now) for deadline in deadlines)
    DeadlineEvent.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def _change(
    deadline: Deadline, why: Why, *, from_state: str, was: datetime | None, by: User | None, now: datetime
) -> DeadlineEvent:
    return DeadlineEvent(
        deadline=deadline,
        why=why,
        version=deadline.version,
        from_state=from_state,
        to_state=deadline.state,
        from_moment=was,
        to_moment=deadline.at,
        at=now,
        by=by,
    )


def forget_wishes(deadline: Deadline) -> None:
    """What somebody asked about a date was about that day: for another one they are asked anew. The caller saves."""
    deadline.acknowledged_at = deadline.snoozed_until = deadline.reminds_at = None


def plan_reminders(deadlines: Collection[Deadline], *, last_chance: bool = True, now: datetime) -> int:
    """Rows for every reminder still to come of these versions, in a few statements for any number of dates; a date that
    is not open, or nobody's, or stands still has none. Returns how many were planned; what is planned already stays.

    The owner is reminded. Whom they named for what stays unanswered is told by actions.stand_ins.
    """
    standing = [deadline for deadline in deadlines if deadline.is_open and deadline.docket.owner_id]
    paused = paused_among(standing)
    readers = readers_among({deadline.docket.owner for deadline in standing if deadline.docket.owner})
    return insert_planned(
        PlannedRow(deadline.pk, deadline.version, step.step, reader.person.pk, channel, step.at)
        for deadline in standing
        if deadline.pk not in paused and (reader := readers[deadline.docket.owner_id])  # type: ignore[index]
        for step in plan(deadline.moments, reader.habits, deadline.wishes, now=now, last_chance=last_chance)
        for channel in reader.channels
    )


def plan_anew(deadline: Deadline, why: Why, *, was: datetime | None = None, by: User | None, now: datetime) -> None:
    """Another version with the reminders that its wishes and its reader's habits ask for now; `was` is its
    moment before, where that changed.

    Nothing goes out a second time at once, unless a reminder that was still to come would otherwise be lost.
    """
    deadline.version += 1  # the docket is locked
    deadline.save()
    _replan([deadline], why, was=was, by=by, now=now)


def plan_all_anew(deadlines: Collection[Deadline], why: Why, *, by: User | None, now: datetime) -> None:
    """The same for many whose moments and wishes have not changed, their dockets locked."""
    for deadline in deadlines:
        deadline.version += 1
    Deadline.objects.filter(pk__in=[deadline.pk for deadline in deadlines]).update(version=F("version") + 1)
    _replan(deadlines, why, was=None, by=by, now=now)


def _replan(deadlines: Collection[Deadline], why: Why, *, was: datetime | None, by: User | None, now: datetime) -> None:
    changes = [
        _change(deadline, why, from_state=deadline.state, was=was or deadline.at, by=by, now=now)
        for deadline in deadlines
    ]
    DeadlineEvent.objects.bulk_create(changes, batch_size=ROWS_AT_ONCE)
    cancelled = cancel_reminders(deadlines, now=now)
    chances: dict[bool, list[Deadline]] = {True: [], False: []}
    for deadline in deadlines:
        lost = deadline.pk in cancelled or why == Why.RESUMED
        chances[lost and why not in (Why.ACKNOWLEDGED, Why.SNOOZED)].append(deadline)
    for last_chance, some in chances.items():
        if some:
            plan_reminders(some, last_chance=last_chance, now=now)


def cancel_reminders(deadlines: Collection[Deadline], *, now: datetime) -> set[UUID]:
    """Nothing of earlier versions goes out any more, also not what already waits in the outbox. Returns the dates of
    which something was still to come."""
    reminders = Reminder.objects.filter(deadline__in=[deadline.pk for deadline in deadlines])
    planned = dict(reminders.filter(state=ReminderState.PLANNED).select_for_update().values_list("pk", "deadline"))
    if planned:
        Reminder.objects.filter(pk__in=list(planned)).update(state=ReminderState.CANCELLED, settled_at=now)
    queued = {row.message_key: row.deadline_id for row in reminders.filter(state=ReminderState.QUEUED)}
    return {*planned.values(), *(queued[key] for key in drop_messages(dedupe_keys=queued, now=now))}
