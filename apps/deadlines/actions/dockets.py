"""Events of a docket: entering, correcting, taking back; and counting again when rules or calendars change."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.deadlines.actions.planning import Change, plan_triggers, supersede
from apps.deadlines.enums import PLANNED, TRIGGERS, Why
from apps.deadlines.models import Deadline, Docket, TriggerEntry
from apps.deadlines.rules import Subject
from apps.deadlines.rules import Trigger as Event
from apps.deadlines.selectors import standing_triggers


@transaction.atomic
def open_docket(*, reference: str = "", owner: User | None = None, now: datetime) -> Docket:
    """A new docket in which nothing has happened yet."""
    return Docket.objects.create(reference=reference, owner=owner, opened_at=now)


def lock(docket: Docket) -> Docket:
    """The docket's row, locked, so that two who write agree about what stands."""
    return Docket.objects.select_for_update(of=("self",)).select_related("owner").get(pk=docket.pk)


@transaction.atomic
def describe_docket(
    *, docket: Docket, subject: Subject, owner: User | None, reference: str, by: User | None, now: datetime
) -> list[Change]:
    """Say what the docket is about and whom to remind, if anybody; dates that depend on it are counted again."""
    docket = lock(docket)
    before = docket.subject, docket.owner_id
    docket.owner, docket.reference = owner, reference
    docket.platform = subject.platform
    docket.case_types = list(subject.case_types)
    docket.jurisdictions = list(subject.jurisdictions)
    docket.platform_zone, docket.seller_zone = subject.platform_zone, subject.seller_zone
    docket.save()
    if (docket.subject, docket.owner_id) == before:
        return []
    return plan_again(docket, Why.FACTS_CHANGED, by=by, now=now)


@transaction.atomic
def enter_trigger(*, docket: Docket, kind: str, event: Event, by: User | None, now: datetime) -> list[Deadline]:
    """Something happened: the rules that count from it open their deadlines, with reminders, in this transaction.

    When it happened before (a second appeal), what still ran from the first time is replaced. Raises KeyError for a
    kind that is not in the vocabulary, rules.InputRefused for a day that cannot be counted from.
    """
    docket = lock(docket)
    before = standing_triggers(docket).filter(kind=kind).last()
    for deadline in _open_of(before):
        supersede(deadline, Why.EVENT_AGAIN, by=by, now=now)
    entry = _write(docket, kind, event, supersedes=before, by=by, now=now)
    return [change.deadline for change in plan_triggers(docket, [(entry, [])], Why.OPENED, by=by, now=now)]


@transaction.atomic
def correct_trigger(*, entry: TriggerEntry, event: Event, by: User | None, now: datetime) -> list[Change]:
    """The event was on another day than entered: its deadlines move, keeping their identity. Returns what moved.

    The same day again changes nothing, and so does an entry that was replaced in the meantime.
    """
    docket = lock(entry.docket)
    if entry.event == event or not standing_triggers(docket).filter(pk=entry.pk).exists():
        return []
    newer = _write(docket, entry.kind, event, supersedes=entry, by=by, now=now)
    known = _dates_of([entry])[entry.pk]
    return plan_triggers(docket, [(newer, known)], Why.TRIGGER_CORRECTED, by=by, now=now)


@transaction.atomic
def withdraw_trigger(*, entry: TriggerEntry, by: User | None, now: datetime) -> list[Change]:
    """The event did not happen: what followed from it is replaced by nothing."""
    docket = lock(entry.docket)
    changes = [supersede(deadline, Why.TRIGGER_WITHDRAWN, by=by, now=now) for deadline in _open_of(entry)]
    _write(docket, entry.kind, entry.event, supersedes=entry, is_withdrawal=True, by=by, now=now)
    return changes


@transaction.atomic
def declare_triggers(
    *, docket: Docket, kinds: Collection[str], among: Collection[str], event: Event, by: User | None, now: datetime
) -> list[Change]:
    """Make the standing events of the kinds `among` be `kinds`, all of them `event`.

    One notice may be several events to the rules. What stands so already is left alone: saying it twice is saying it
    once.
    """
    docket = lock(docket)
    changes: list[Change] = []
    standing = {entry.kind: entry for entry in standing_triggers(docket).filter(kind__in=among)}
    for kind, entry in standing.items():
        if kind not in kinds:
            changes += withdraw_trigger(entry=entry, by=by, now=now)
    wrong = {kind: entry for kind, entry in standing.items() if kind in kinds and entry.event != event}
    known = _dates_of(wrong.values())
    written = TriggerEntry.objects.bulk_create(
        _entry(docket, kind, event, supersedes=wrong.get(kind), by=by, now=now)
        for kind in kinds
        if kind in wrong or kind not in standing
    )
    entries = [(entry, known[entry.supersedes_id]) for entry in written]
    return changes + plan_triggers(docket, entries, Why.TRIGGER_CORRECTED, by=by, now=now)


def plan_again(docket: Docket, why: Why, *, by: User | None, now: datetime) -> list[Change]:
    """Count every standing date of a locked docket again; returns what moved."""
    standing = list(standing_triggers(docket))
    if not standing:
        return []
    known = _dates_of(standing)
    return plan_triggers(docket, [(entry, known[entry.pk]) for entry in standing], why, by=by, now=now)


def _dates_of(entries: Iterable[TriggerEntry]) -> dict[int | None, list[Deadline]]:
    """The deadlines that hang on each of these, by its number."""
    found: dict[int | None, list[Deadline]] = defaultdict(list)
    if keys := [entry.pk for entry in entries]:
        for deadline in Deadline.objects.filter(trigger__in=keys).select_related("docket__owner"):
            found[deadline.trigger_id].append(deadline)
    return found


def _open_of(entry: TriggerEntry | None) -> Iterable[Deadline]:
    if entry is None:
        return []
    return list(Deadline.objects.filter(trigger=entry, state__in=PLANNED).select_related("docket__owner"))


def _write(docket: Docket, kind: str, event: Event, **facts: Any) -> TriggerEntry:
    entry = _entry(docket, kind, event, **facts)
    entry.save(force_insert=True)
    return entry


def _entry(
    docket: Docket,
    kind: str,
    event: Event,
    *,
    supersedes: TriggerEntry | None,
    is_withdrawal: bool = False,
    by: User | None,
    now: datetime,
) -> TriggerEntry:
    """An entry that is not saved yet. Raises KeyError for a kind that is not in the vocabulary."""
    return TriggerEntry(
        docket=docket,
        kind=TRIGGERS[kind].code,
        day=event.day,
        time=event.at,
        zone=event.zone,
        is_withdrawal=is_withdrawal,
        supersedes=supersedes,
        entered_at=now,
        entered_by=by,
    )
