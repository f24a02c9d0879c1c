"""Clocks go wrong and change: each step goes out once, late ones say so."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.deadlines import actions
from apps.deadlines.models import Deadline, Reminder
from apps.deadlines.rules.ladder import NEEDED, Habits, plan_before
from apps.notifications.models import Message
from tests.factories.deadlines import DeadlineFactory

# The nights on which clocks change in 2026, as the first midnight in UTC; Beijing has none and stands for all days.
NIGHTS = [
    ("America/Los_Angeles", datetime(2026, 3, 8, 8, tzinfo=UTC)),
    ("America/Los_Angeles", datetime(2026, 11, 1, 7, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 13, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 6, 3, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(2026, 3, 8, 16, tzinfo=UTC)),
]


@pytest.fixture
def deadline(db: None) -> Deadline:
    return DeadlineFactory.create()


def remind(now: datetime) -> Counter[str]:
    return actions.remind_due(limit=100, now=now)


def test_a_clock_set_back_sends_nothing_again(deadline: Deadline) -> None:
    due = deadline.reminders.get(step="7d").due_at
    assert remind(due) == {"queued": 1}
    for hours in (-3, -1, 0, 1):
        assert remind(due + timedelta(hours=hours)) == {}
    assert Message.objects.count() == 1


def test_a_clock_set_forward_by_a_day_sends_one_and_the_rest_in_their_time(deadline: Deadline) -> None:
    due = {reminder.step: reminder.due_at for reminder in deadline.reminders.all()}
    assert remind(due["3d"] - timedelta(hours=1)) == {"queued": 1}
    assert remind(due["7d"]) == {}, "set back again: the step of that day went out already"
    assert [remind(due[step]) for step in ("3d", "1d", "6h")] == [{"queued": 1}] * 3
    assert Message.objects.count() == 4


def test_a_missed_night_and_two_ticks_after_it_are_one_mail_that_says_it_is_late(deadline: Deadline) -> None:
    morning = deadline.reminders.get(step="1d").due_at + timedelta(hours=9)
    assert remind(morning) == {"queued": 1, "folded": 2}
    assert remind(morning) == {}
    assert json.loads(Message.objects.get().facts)["late"] == "yes"
    assert Reminder.objects.filter(was_late=True).count() == 3


@pytest.mark.parametrize(("name", "night"), NIGHTS)
def test_around_a_change_of_clocks_every_step_stands_once_by_day_and_in_time(name: str, night: datetime) -> None:
    habits = Habits(ZoneInfo(name))
    for minutes in range(0, 3 * 24 * 60, 17):
        end = night + timedelta(minutes=minutes)
        steps = plan_before(end, habits, night - timedelta(days=20))
        assert [step.at for step in steps] == sorted({step.at for step in steps})
        assert len({step.step for step in steps}) == len(steps) >= 3, end
        for step in steps:
            assert step.at <= end - NEEDED
            assert not habits.is_quiet(step.at.astimezone(habits.zone).time()), (end, step)


def test_planning_again_is_planning_once(deadline: Deadline) -> None:
    """Idempotent: what nobody changed keeps its rows, however often everything is counted again."""
    before = list(Reminder.objects.values_list("pk", "due_at", "state"))
    for _ in range(3):
        assert actions.recompute(docket=deadline.docket, now=datetime(2018, 3, 3, tzinfo=UTC)) == []
    assert list(Reminder.objects.values_list("pk", "due_at", "state")) == before
