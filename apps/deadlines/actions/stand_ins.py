"""Somebody else is told when a date comes near and its owner has not answered: naming them, ending it, telling them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import translation

from apps.accounts.models import User
from apps.core.moments import say_moment
from apps.deadlines.actions.planning import ROWS_AT_ONCE
from apps.deadlines.enums import DeadlineState, ReminderState
from apps.deadlines.models import Deadline, Docket, Pause, Reminder, StandIn
from apps.deadlines.rules.ladder import TOLD, out_of_the_night
from apps.deadlines.selectors import Reader, readers_among
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind

BEFORE = timedelta(hours=24)  # so near is a date when another is told
TO_ANSWER = timedelta(hours=1)  # so long its owner has for an answer where it was entered or moved that late
MOST = 500


@transaction.atomic
def name_stand_in(*, docket: Docket, person: User, until: datetime | None, now: datetime) -> StandIn:
    """From now on `person` is told of this docket's unanswered dates, and nobody named before. Twice is as once."""
    Docket.objects.select_for_update().get(pk=docket.pk)
    before = StandIn.objects.filter(docket=docket, ended_at=None).first()
    if before and (before.person_id, before.until) == (person.pk, until):
        return before
    end_stand_in(docket=docket, now=now)
    return StandIn.objects.create(docket=docket, person=person, until=until, named_at=now)


@transaction.atomic
def end_stand_in(*, docket: Docket, person: User | None = None, now: datetime) -> bool:
    """Nobody is told any more (with `person`: if it was they). False when nobody was."""
    standing = StandIn.objects.filter(docket=docket, ended_at=None)
    if person is not None:
        standing = standing.filter(person=person)
    return bool(standing.update(ended_at=now))


@transaction.atomic
def hand_over_stand_ins(*, dockets: QuerySet[Docket], before: QuerySet[User], after: User | None, now: datetime) -> int:
    """Where one of `before` is told of these dockets, `after` is from now on and until the same moment, or nobody.

    Returns of how many dockets. Any number of them takes the same few statements.
    """
    standing = StandIn.objects.filter(person__in=before, ended_at=None)
    locked = dockets.filter(pk__in=standing.values("docket")).order_by("pk").select_for_update(of=("self",))
    known = standing.filter(docket__in=list(locked.values_list("pk", flat=True)))
    until = dict(known.values_list("docket", "until"))
    known.update(ended_at=now)
    if after:
        _name(until, after, now)
    return len(until)


@transaction.atomic
def name_where_nobody_is(*, until: Mapping[UUID, datetime | None], person: User, now: datetime) -> int:
    """From now on `person` is told of those of these dockets of which nobody is; returns of how many."""
    locked = Docket.objects.filter(pk__in=list(until)).order_by("pk").select_for_update()
    found = set(locked.values_list("pk", flat=True))
    found -= set(StandIn.objects.filter(docket__in=found, ended_at=None).values_list("docket", flat=True))
    _name({docket: until[docket] for docket in found}, person, now)
    return len(found)


def _name(until: Mapping[UUID, datetime | None], person: User, now: datetime) -> None:
    rows = [StandIn(docket_id=docket, person=person, until=end, named_at=now) for docket, end in until.items()]
    StandIn.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def tell_stand_ins(*, now: datetime) -> int:
    """Tell whoever is to be told by now; returns how many messages. Any number of workers may do this at once."""
    return sum(_tell(deadline, now) for deadline in _awake(list(_to_tell(now)), now)[:MOST])


def _awake(waiting: list[Deadline], now: datetime) -> list[Deadline]:
    """Without those whose stand-in is asleep: however many they are, they must not keep others from being told."""
    people = User.objects.in_bulk({deadline.teller for deadline in waiting})  # type: ignore[attr-defined]
    readers = readers_among(people.values())
    return [deadline for deadline in waiting if not _sleeps(deadline, readers, now)]


def _sleeps(deadline: Deadline, readers: dict[UUID, Reader], now: datetime) -> bool:
    habits = readers[deadline.teller].habits  # type: ignore[attr-defined]
    return deadline.act_by is not None and out_of_the_night(now, deadline.act_by, habits) > now


def _to_tell(now: datetime) -> QuerySet[Deadline]:
    """Open dates of the coming day without a word of their owner, of dockets with somebody to tell, not told yet."""
    stopped = Pause.objects.filter(docket=OuterRef("docket"), until_day=None, covers_own=True)
    live = StandIn.objects.filter(Q(until=None) | Q(until__gt=now), ended_at=None, person__is_active=True)
    told = Reminder.objects.filter(
        deadline=OuterRef("pk"), step=TOLD, settled_at__gte=OuterRef("moved_at"), recipient=OuterRef("teller")
    )
    found = Deadline.objects.filter(
        Q(snoozed_until=None) | Q(snoozed_until__lte=now),
        Q(rule_id="") | ~Exists(stopped),
        docket__stand_ins__in=live,
        state=DeadlineState.OPEN,
        acknowledged_at=None,
        act_by__gt=now,
        act_by__lte=now + BEFORE,
        moved_at__lte=now - TO_ANSWER,
    )
    found = found.annotate(teller=F("docket__stand_ins__person")).filter(~Exists(told))
    return found.select_related("docket").order_by("act_by", "id")


@transaction.atomic
def _tell(deadline: Deadline, now: datetime) -> bool:
    """One message, and the row of it; False when it is night where they are, or the truth has changed meanwhile."""
    current = _to_tell(now).filter(pk=deadline.pk).select_for_update(of=("self",), skip_locked=True).first()
    if current is None or current.act_by is None:
        return False
    person = User.objects.get(pk=current.teller)  # type: ignore[attr-defined]
    if out_of_the_night(now, current.act_by, readers_among([person])[person.pk].habits) > now:
        return False
    reminder, is_new = Reminder.objects.get_or_create(
        deadline=current,
        deadline_version=current.version,
        step=TOLD,
        recipient=person,
        defaults={"due_at": now, "state": ReminderState.QUEUED, "settled_at": now},
    )
    if is_new:
        queue_message(
            kind=MessageKind.DATE_UNANSWERED,
            to=person,
            dedupe_key=reminder.message_key,
            facts=_facts(current, person),
            now=now,
        )
    return is_new


def _facts(deadline: Deadline, person: User) -> dict[str, str]:
    """The reference and the moment on both clocks. No title: an inbox may be seen by others."""
    with translation.override(person.language or "en"):
        mine, there = say_moment(deadline.at, person.zone), say_moment(deadline.at, deadline.wall_zone)
    return {
        "reference": deadline.docket.reference,
        "mine": mine,
        "there": "" if deadline.wall_zone == str(person.zone) else there,
    }
