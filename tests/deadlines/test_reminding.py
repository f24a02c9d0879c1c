"""Due reminders go to the outbox once; late ones say so; what is no longer true is silent, with a row that says so."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection

from apps.deadlines import actions
from apps.deadlines.enums import DeadlineState, ReminderState
from apps.deadlines.models import Deadline, Reminder
from apps.deadlines.tasks import recompute, remind
from apps.notifications.enums import DeliveryState
from apps.notifications.models import Message
from tests.factories.deadlines import DeadlineFactory, TriggerEntryFactory

pytestmark = pytest.mark.django_db


def steps(deadline: Deadline) -> dict[str, str]:
    return {reminder.step: reminder.state for reminder in deadline.reminders.all()}


def remind_at(moment: datetime) -> dict[str, int]:
    return dict(actions.remind_due(limit=100, now=moment))


@pytest.fixture
def deadline() -> Deadline:
    return DeadlineFactory.create()


def test_each_step_goes_out_once(deadline: Deadline) -> None:
    first = deadline.reminders.get(step="7d").due_at
    assert remind_at(first - timedelta(seconds=1)) == {}
    assert remind_at(first) == {"queued": 1}
    assert remind_at(first) == {}
    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("deadline_reminder", deadline.docket.owner)
    facts = json.loads(message.facts)
    assert facts == {
        "reference": "RC-7KFM-39XQ-T",
        "deadline_id": str(deadline.pk),
        "what": "act",
        "mine": "21 Mar 2018, 00:00 (Beijing time)",
        "there": "",
        "late": "",
    }


def test_a_missed_night_folds_into_one_that_says_it_is_late(deadline: Deadline) -> None:
    assert remind_at(deadline.reminders.get(step="3d").due_at + timedelta(hours=2)) == {"folded": 1, "queued": 1}
    assert steps(deadline) == {"7d": "folded", "3d": "queued", "1d": "planned", "6h": "planned"}
    assert json.loads(Message.objects.get().facts)["late"] == "yes"
    assert deadline.reminders.get(step="3d").was_late


def test_after_the_end_one_still_comes_and_says_that_it_is_over(deadline: Deadline) -> None:
    assert remind_at(deadline.at + timedelta(days=1)) == {"folded": 3, "queued": 1}
    assert json.loads(Message.objects.get().facts)["what"] == "over"


def test_met_is_silent_also_in_the_outbox(deadline: Deadline) -> None:
    first = deadline.reminders.get(step="7d").due_at
    remind_at(first)
    actions.mark_met(deadline=deadline, by=deadline.docket.owner, now=first)
    assert Message.objects.get().state == DeliveryState.EXPIRED
    assert remind_at(deadline.at) == {}
    assert set(steps(deadline).values()) == {ReminderState.QUEUED, ReminderState.CANCELLED}


def test_the_truth_is_read_again_before_a_reminder_goes_out(deadline: Deadline) -> None:
    Deadline.objects.update(state=DeadlineState.MET)
    assert remind_at(deadline.reminders.get(step="7d").due_at) == {"silent": 1}
    assert not Message.objects.exists()


def test_nobody_is_reminded_who_is_gone(deadline: Deadline) -> None:
    owner = deadline.docket.owner
    owner.is_active = False
    owner.save()
    assert remind_at(deadline.reminders.get(step="7d").due_at) == {"silent": 1}


def test_what_another_owes_is_told_once_it_is_late() -> None:
    docket = TriggerEntryFactory.create(kind="appeal_submitted").docket
    review = docket.deadlines.get(rule_id="amz.review_90d")
    assert list(steps(review)) == ["over"]
    remind_at(review.reminders.get().due_at)
    said = [json.loads(message.facts) for message in Message.objects.all()]
    assert {facts["what"] for facts in said} == {"owed"}


@pytest.mark.django_db(transaction=True)
def test_the_tick_and_the_command_do_the_same(deadline: Deadline, at: Callable[[datetime], object]) -> None:
    at(deadline.reminders.get(step="7d").due_at)
    remind()
    recompute()
    assert Message.objects.count() == 1
    back = deadline.reminders.get(step="3d").due_at
    for moment, sent in ((back, 1), (back + timedelta(minutes=15), 2)):  # nobody looked for four days
        at(moment)
        call_command("deliver_due", "--json")
        assert Message.objects.filter(state=DeliveryState.SENT).count() == sent


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_remind_once() -> None:
    first = DeadlineFactory.create()
    for _ in range(20):
        DeadlineFactory.create(docket=first.docket)
    moment = first.reminders.get(step="7d").due_at
    done: list[dict[str, int]] = []

    def beat() -> None:
        done.append(remind_at(moment))
        connection.close()

    beats = [Thread(target=beat) for _ in range(2)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    assert sum(counts.get("queued", 0) for counts in done) == 21
    assert Message.objects.count() == 21
    assert Reminder.objects.filter(step="7d", state=ReminderState.QUEUED).count() == 21
