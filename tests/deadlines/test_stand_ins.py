"""Somebody else is told once, a day before a date that its owner leaves unanswered, and only while they may read it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from apps.accounts.models import User
from apps.deadlines import actions
from apps.deadlines.actions import acknowledge, end_stand_in, name_stand_in, snooze, stand_ins, tell_stand_ins
from apps.deadlines.models import Deadline, Reminder
from apps.deadlines.tasks import remind
from apps.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.deadlines import ENTERED, DeadlineFactory, StandInFactory

pytestmark = pytest.mark.django_db
END = datetime(2018, 3, 20, 16, tzinfo=UTC)  # of the factory's date: midnight in Beijing
NEAR = END - timedelta(hours=24)


@pytest.fixture
def deadline() -> Deadline:
    found = DeadlineFactory.create()
    assert found.act_by == END
    return found


@pytest.fixture
def friend(deadline: Deadline) -> User:
    person: User = UserFactory.create(time_zone="Europe/Berlin", language="en")
    StandInFactory.create(docket=deadline.docket, person=person)
    return person


def told() -> list[Message]:
    return list(Message.objects.filter(kind="date_unanswered"))


def test_they_are_told_a_day_before_and_once(deadline: Deadline, friend: User) -> None:
    assert tell_stand_ins(now=NEAR - timedelta(seconds=1)) == 0
    assert tell_stand_ins(now=NEAR) == 1
    assert tell_stand_ins(now=NEAR + timedelta(hours=1)) == 0
    message = told()[0]
    assert message.recipient == friend
    assert json.loads(message.facts) == {
        "reference": "RC-7KFM-39XQ-T",
        "mine": "20 Mar 2018, 17:00 (Berlin time)",
        "there": "21 Mar 2018, 00:00 (Beijing time)",
    }
    assert Reminder.objects.get(step="told").recipient == friend


@pytest.mark.parametrize("answer", ["acknowledged", "snoozed", "met", "waived", "ended", "nobody"])
def test_whoever_answers_is_left_in_peace(answer: str, deadline: Deadline, friend: User) -> None:
    owner = deadline.docket.owner
    assert owner
    before = NEAR - timedelta(hours=1)
    match answer:
        case "acknowledged":
            acknowledge(deadline=deadline, by=owner, now=before)
        case "snoozed":
            snooze(deadline=deadline, until=NEAR + timedelta(hours=3), by=owner, now=before)
        case "met":
            actions.mark_met(deadline=deadline, by=owner, now=before)
        case "waived":
            actions.waive(deadline=deadline, by=owner, now=before)
        case "ended":
            end_stand_in(docket=deadline.docket, now=before)
        case "nobody":
            User.objects.filter(pk=friend.pk).update(is_active=False)
    assert tell_stand_ins(now=NEAR) == 0
    assert told() == []


def test_a_snooze_that_is_over_is_no_answer(deadline: Deadline, friend: User) -> None:
    owner = deadline.docket.owner
    assert owner
    snooze(deadline=deadline, until=NEAR + timedelta(hours=3), by=owner, now=NEAR - timedelta(hours=1))
    assert tell_stand_ins(now=NEAR + timedelta(hours=15)) == 1


def test_who_may_read_no_more_is_told_no_more(deadline: Deadline) -> None:
    StandInFactory.create(docket=deadline.docket, until=NEAR)
    assert tell_stand_ins(now=NEAR) == 0


def test_an_answer_that_comes_before_the_mail_stops_it(deadline: Deadline, friend: User) -> None:
    tell_stand_ins(now=NEAR)
    owner = deadline.docket.owner
    assert owner
    deadline.refresh_from_db()
    acknowledge(deadline=deadline, by=owner, now=NEAR + timedelta(seconds=1))
    assert told()[0].state == "expired"


def test_the_owner_has_an_hour_to_answer_what_came_late(deadline: Deadline, friend: User) -> None:
    Deadline.objects.update(moved_at=NEAR)
    assert tell_stand_ins(now=NEAR + timedelta(minutes=59)) == 0
    assert tell_stand_ins(now=NEAR + timedelta(minutes=60)) == 1


def test_nobody_is_woken_at_night(deadline: Deadline) -> None:
    StandInFactory.create(docket=deadline.docket, person=UserFactory.create(time_zone="Asia/Shanghai"))
    assert tell_stand_ins(now=NEAR) == 0  # midnight in Beijing
    assert tell_stand_ins(now=NEAR + timedelta(hours=8)) == 1


def test_one_is_told_at_a_time_and_twice_is_as_once(deadline: Deadline, friend: User) -> None:
    first = name_stand_in(docket=deadline.docket, person=friend, until=None, now=ENTERED)
    assert name_stand_in(docket=deadline.docket, person=friend, until=None, now=ENTERED) == first
    other: User = UserFactory.create(time_zone="Europe/Berlin")
    name_stand_in(docket=deadline.docket, person=other, until=None, now=ENTERED)
    assert tell_stand_ins(now=NEAR) == 1
    assert told()[0].recipient == other


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_tell_once(deadline: Deadline, friend: User) -> None:
    def work(_number: int) -> int:
        try:
            return tell_stand_ins(now=NEAR)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 1
    assert len(told()) == 1


def test_beat_tells(deadline: Deadline, friend: User, at: Callable[[datetime], object]) -> None:
    at(NEAR)
    remind()
    remind()
    assert len(told()) == 1


@pytest.mark.django_db(transaction=True)
def test_the_loop_without_a_broker_tells(deadline: Deadline, friend: User, at: Callable[[datetime], object]) -> None:
    at(NEAR)
    call_command("deliver_due", "--json")
    assert [message.state for message in told()] == ["sent"]


def test_those_who_sleep_keep_nobody_waiting(deadline: Deadline, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as one turn takes may be asleep: whoever is awake behind them is told all the same."""
    monkeypatch.setattr(stand_ins, "MOST", 1)
    now = END - timedelta(hours=20)  # 20:00 UTC: deep night in Shanghai, evening in Berlin
    StandInFactory.create(docket=deadline.docket, person__time_zone="Asia/Shanghai")
    later = DeadlineFactory.create(day=date(2018, 3, 21), at=time(1))
    awake = StandInFactory.create(docket=later.docket, person__time_zone="Europe/Berlin").person
    assert tell_stand_ins(now=now) == 1
    assert [message.recipient for message in told()] == [awake]
