"""Reads of dockets. A person's dates are those of the dockets they own; `deadlines_of` carries that right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet

from apps.accounts.models import User
from apps.accounts.rules import hash_of_secret
from apps.deadlines.enums import TRIGGERS, DeadlineState, ReminderState
from apps.deadlines.models import (
    CalendarLink,
    Deadline,
    Docket,
    Pause,
    Reminder,
    ReminderSettings,
    StandIn,
    TriggerEntry,
)
from apps.deadlines.rules import applies, rule_book
from apps.deadlines.rules.calendars import HOLIDAYS_VERSION
from apps.deadlines.rules.ladder import Habits
from apps.deadlines.rules.zones import TZDATA_VERSION
from apps.notifications.enums import Channel
from apps.notifications.selectors import proved_kinds

NEAR = timedelta(days=7)
MOST_NEAR = 20
YEAR, MONTH = timedelta(days=365), timedelta(days=30)
FELL_AWAY = (DeadlineState.SUPERSEDED, DeadlineState.WAIVED, DeadlineState.CLOSED)


def standing_triggers(docket: Docket) -> QuerySet[TriggerEntry]:
    """What is known to have happened: entries that no later one replaces, the oldest first."""
    return docket.triggers.filter(superseded_by__isnull=True, is_withdrawal=False).order_by("day", "id")


def deadlines_of(person: User) -> QuerySet[Deadline]:
    """Every date of a person's dockets that was not replaced, the earliest first."""
    shown = Deadline.objects.filter(docket__owner=person).exclude(state=DeadlineState.SUPERSEDED)
    return shown.select_related("docket", "trigger").order_by("at", "id")


def dockets_of(person: User) -> QuerySet[Docket]:
    """Their dockets in which something was entered, the newest first."""
    stands = TriggerEntry.objects.filter(docket=OuterRef("pk"))
    return Docket.objects.filter(Q(is_personal=True) | Exists(stands), owner=person).order_by("-opened_at")


def references_of(person: User) -> list[str]:
    """What their cases with dates are called."""
    return list(dockets_of(person).exclude(reference="").values_list("reference", flat=True))


def open_deadlines(person: User) -> QuerySet[Deadline]:
    """Those of them that still stand."""
    return deadlines_of(person).filter(state=DeadlineState.OPEN)


def dates_of(docket: Docket) -> QuerySet[Deadline]:
    """The dates of one docket that were not replaced, the earliest first. Who may read the docket may read them."""
    shown = docket.deadlines.exclude(state=DeadlineState.SUPERSEDED)
    return shown.select_related("docket", "trigger").order_by("at", "id")


def coming_first(deadlines: Iterable[Deadline], now: datetime) -> list[Deadline]:
    """Open ones in the order a reader needs them: what is to be done next, what is over, what has opened."""

    def order(deadline: Deadline) -> tuple[int, datetime]:
        if deadline.at > now:
            return 0, deadline.at
        return (1 if deadline.is_over(now) else 2), deadline.at

    return sorted((deadline for deadline in deadlines if deadline.is_open), key=order)


def dates_near(person: User, now: datetime) -> QuerySet[Deadline]:
    """Open dates of the coming seven days, and those over since seven days without a word of what became of them."""
    return open_deadlines(person).filter(at__gt=now - NEAR, at__lte=now + NEAR)[:MOST_NEAR]


def calendar_links_of(person: User) -> QuerySet[CalendarLink]:
    """Their calendar addresses that still work."""
    return CalendarLink.objects.filter(person=person, revoked_at=None)


def calendar_link(secret: str) -> CalendarLink:
    """The living address with this secret part. Raises CalendarLink.DoesNotExist for any other, revoked or not."""
    live = CalendarLink.objects.select_related("person").filter(revoked_at=None, person__is_active=True)
    return live.get(token_hash=hash_of_secret(secret))


def dates_for_calendar(person: User, now: datetime) -> QuerySet[Deadline]:
    """What a calendar shows: all that is to come or was within a year, and for a month what fell away."""
    fell_away = Q(state__in=FELL_AWAY)
    shown = Deadline.objects.filter(docket__owner=person).filter(
        (~fell_away & Q(at__gt=now - YEAR)) | (fell_away & Q(moved_at__gt=now - MONTH))
    )
    waiting = Reminder.objects.filter(state=ReminderState.PLANNED, channel=Channel.EMAIL)
    return (
        shown.select_related("docket")
        .prefetch_related(Prefetch("reminders", waiting, to_attr="waiting"))
        .order_by("at")
    )


def stand_in_of(docket: Docket | None) -> User | None:
    """Who is told when its owner does not answer."""
    named = StandIn.objects.filter(docket=docket, ended_at=None).select_related("person").first() if docket else None
    return named.person if named else None


def settings_of(person: User) -> ReminderSettings:
    """How they chose to be reminded; unsaved defaults for whoever chose nothing."""
    return ReminderSettings.objects.filter(person=person).first() or ReminderSettings(person=person)


@dataclass(frozen=True)
class Reader:
    """Whom to remind, when, and by which ways: mail always, and whatever chat robot or webhook of theirs is proved."""

    person: User
    habits: Habits
    channels: tuple[str, ...]


def readers_among(people: Iterable[User]) -> dict[UUID, Reader]:
    """How each of them wants to be reminded, in two queries for all."""
    known = {person.pk: person for person in people}
    chosen = {row.person_id: row for row in ReminderSettings.objects.filter(person__in=known)}
    proved = proved_kinds(known)
    found: dict[UUID, Reader] = {}
    for key, person in known.items():
        row = chosen.get(key)
        if row is not None:
            row.person = person
        habits = row.habits if row is not None else Habits(person.zone)
        found[key] = Reader(person, habits, (Channel.EMAIL, *proved.get(key, ())))
    return found


def running_pause(docket: Docket) -> Pause | None:
    """The pause that has not ended yet."""
    return docket.pauses.filter(until_day=None).first()


def is_paused(deadline: Deadline) -> bool:
    """Whether its clock stands still now, so that nobody is reminded of it."""
    return bool(paused_among([deadline]))


def paused_among(deadlines: Iterable[Deadline]) -> set[UUID]:
    """Those whose clock stands still now."""
    ruled = [deadline for deadline in deadlines if not deadline.is_own]
    if not ruled:
        return set()
    running = Pause.objects.filter(docket__in={deadline.docket_id for deadline in ruled}, until_day=None)
    covers_own = dict(running.values_list("docket", "covers_own"))
    return {row.pk for row in ruled if row.docket_id in covers_own and (not row.act_by or covers_own[row.docket_id])}


def events_possible(docket: Docket) -> list[str]:
    """The kinds of events from which some rule counts for such a docket, in the order of the vocabulary."""
    kinds = {kind for rule in rule_book().values() if applies(rule, docket.subject) for kind in rule.triggers}
    return [kind for kind in TRIGGERS if kind in kinds]


def reminders_to_come(deadline: Deadline) -> QuerySet[Reminder]:
    return deadline.reminders.filter(state=ReminderState.PLANNED).order_by("due_at")


def reminders_without_outlet() -> QuerySet[Reminder, Any]:
    """Mails still to come, with the kind (`other`) of each proved outlet of their reader that has no such reminder."""
    waiting = Reminder.objects.filter(state=ReminderState.PLANNED, channel=Channel.EMAIL)
    proved = Q(recipient__outlets__proved_at__isnull=False, recipient__outlets__closed_at=None)
    same = Reminder.objects.filter(
        deadline=OuterRef("deadline"),
        step=OuterRef("step"),
        recipient=OuterRef("recipient"),
        deadline_version=OuterRef("deadline_version"),
        channel=OuterRef("other"),
    )
    return waiting.filter(proved).annotate(other=F("recipient__outlets__kind")).filter(~Exists(same)).order_by("due_at")


def due_reminder_count(now: datetime) -> int:
    """How many would be handed to the outbox now."""
    return Reminder.objects.filter(state=ReminderState.PLANNED, due_at__lte=now).count()


def reminder_lateness(now: datetime) -> timedelta:
    """For how long the reminder that is longest due has been waiting to be handed to the outbox; zero when none is."""
    due = Reminder.objects.filter(state=ReminderState.PLANNED).aggregate(first=Min("due_at"))["first"]
    return max(now - due, timedelta()) if due else timedelta()


def stale_dockets() -> QuerySet[Docket]:
    """Dockets with an open date found by a rule, holidays or time zones other than today's."""
    current = [rule.checksum for rule in rule_book().values()]
    stale = Deadline.objects.filter(docket=OuterRef("pk"), state=DeadlineState.OPEN).exclude(rule_id="")
    stale = stale.filter(
        ~Q(rule_checksum__in=current)
        | ~Q(tzdata_version=TZDATA_VERSION)
        | (~Q(holidays_version="") & ~Q(holidays_version__startswith=f"{HOLIDAYS_VERSION} ("))  # of a place
    )
    return Docket.objects.filter(Exists(stale)).order_by("opened_at")


def dockets_with_rule(rule_id: str) -> QuerySet[Docket]:
    """Dockets with an open date of one rule, today's or one that is gone."""
    hangs = Deadline.objects.filter(docket=OuterRef("pk"), state=DeadlineState.OPEN, rule_id=rule_id)
    return Docket.objects.filter(Exists(hangs)).order_by("opened_at", "pk")


def open_dates_by_rule() -> dict[str, int]:
    """How many open dates hang on each rule; for moderators."""
    counted = Deadline.objects.filter(state=DeadlineState.OPEN).exclude(rule_id="").values("rule_id")
    return {row["rule_id"]: row["dates"] for row in counted.annotate(dates=Count("rule_id")).order_by("rule_id")}


def standing_entry(docket: Docket, entry_id: int) -> TriggerEntry:
    """One standing event of a docket. Raises TriggerEntry.DoesNotExist for what was replaced, or is another's."""
    return standing_triggers(docket).get(pk=entry_id)


def own_deadline(person: User, deadline_id: UUID) -> Deadline:
    """One date of a person. Raises Deadline.DoesNotExist for everybody else's."""
    return deadlines_of(person).get(pk=deadline_id)
