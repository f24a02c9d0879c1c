"""Clocks that jump: each step goes out once, late ones say so, and a wrong clock set right soon tells nobody."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.models import Heartbeat
from apps.deadlines import actions
from apps.deadlines.actions.ticking import CROWD, HOLD, JUMP, SILENCE
from apps.deadlines.models import Deadline, Reminder
from apps.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.deadlines import DeadlineFactory

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def deadline() -> Deadline:
    """The end of 20 March 2018 in Beijing; the watch has looked just before its first reminder."""
    made: Deadline = DeadlineFactory.create()
    actions.tick(limit=100, now=due(made, "7d") - MINUTE)
    return made


def due(deadline: Deadline, step: str) -> datetime:
    return deadline.reminders.get(step=step).due_at


def tick(moment: datetime) -> dict[str, int]:
    return dict(actions.tick(limit=100, now=moment))


def late() -> list[str]:
    return [json.loads(message.facts)["late"] for message in Message.objects.order_by("queued_at")]


def test_a_clock_that_is_hours_ahead_and_set_right_tells_nobody_early(deadline: Deadline) -> None:
    first = due(deadline, "7d")
    assert tick(first) == {"queued": 1}
    second = due(deadline, "3d")
    assert tick(second + HOUR) == {}, "a jump of four days: held"
    assert tick(second + HOUR + HOLD - MINUTE) == {}
    assert tick(first + 10 * MINUTE) == {}, "set right"
    for hours in range(0, 4 * 24, 5):
        tick(first + hours * HOUR)
    assert tick(second) == {"queued": 1}
    assert late() == ["", ""]


def test_a_missed_night_is_caught_up_after_a_quarter_of_an_hour(deadline: Deadline) -> None:
    back = due(deadline, "3d") + 2 * HOUR
    assert tick(back) == {}
    assert tick(back + HOLD) == {"folded": 1, "queued": 1}
    assert late() == ["yes"]
    assert tick(back + HOLD + MINUTE) == {}


def test_what_ends_within_a_day_is_not_held(deadline: Deadline) -> None:
    assert tick(deadline.at - 5 * HOUR) == {"folded": 3, "queued": 1}


def test_a_pause_that_is_no_jump_holds_nothing(deadline: Deadline) -> None:
    first = due(deadline, "7d")
    assert tick(first - MINUTE + JUMP) == {"queued": 1}


@pytest.mark.parametrize(
    ("silence", "crowd", "expected"),
    [
        (SILENCE, CROWD, {"queued": CROWD}),
        (SILENCE + MINUTE, CROWD - 1, {"queued": CROWD - 1}),
        (SILENCE + MINUTE, CROWD, {}),
    ],
)
def test_a_crowd_due_at_once_after_a_silence_is_held(
    deadline: Deadline, silence: timedelta, crowd: int, expected: dict[str, int]
) -> None:
    looked = due(deadline, "7d") - MINUTE
    deadline.reminders.all().delete()
    Reminder.objects.bulk_create(
        Reminder(deadline=deadline, deadline_version=1, step=f"{n}", recipient=person, due_at=looked + MINUTE)
        for n, person in enumerate(UserFactory.create_batch(crowd))
    )
    now = looked + silence
    assert dict(actions.tick(limit=CROWD, now=now)) == expected
    if not expected:
        assert dict(actions.tick(limit=CROWD, now=now + HOLD)) == {"queued": crowd}


def test_a_clock_set_back_sends_nothing_twice(deadline: Deadline) -> None:
    first = due(deadline, "7d")
    tick(first)
    for hours in (-9, -6, -3, 0, 1):
        assert tick(first + hours * HOUR) == {}
    assert Message.objects.count() == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(jumps=st.lists(st.integers(-30 * 60, 40 * 60), max_size=25))
def test_however_the_clock_jumps_each_step_goes_out_once(deadline: Deadline, jumps: list[int]) -> None:
    Message.objects.all().delete()
    Reminder.objects.update(state="planned", settled_at=None)
    now = due(deadline, "7d") - MINUTE
    for minutes in jumps:
        now += minutes * MINUTE
        tick(now)
    end = max(now, deadline.at) + DAY
    tick(end)
    tick(end + HOLD)
    states = Counter(Reminder.objects.values_list("state", flat=True))
    assert states["queued"] + states["folded"] == 4, "none is left, none is lost"
    assert Message.objects.count() == states["queued"] >= 1
    assert set(Message.objects.values_list("dedupe_key", flat=True)) == {
        reminder.message_key for reminder in Reminder.objects.filter(state="queued")
    }


def test_the_watch_begins_with_the_first_look(db: None) -> None:
    made: Deadline = DeadlineFactory.create()
    assert tick(due(made, "7d")) == {"queued": 1}
    assert Heartbeat.objects.filter(name="reminders").count() == 1
