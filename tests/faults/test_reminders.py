"""Workers are killed while they take due reminders: nothing is lost, nothing doubled.

Taking a reminder and queueing its message is one transaction: before its commit nothing has happened, after it the
outbox has the message. From there tests/faults/test_delivery.py goes on.
"""

import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import F

from apps.core import clock
from apps.deadlines.actions.planning import plan_reminders
from apps.deadlines.actions.reminding import BATCH
from apps.deadlines.enums import ReminderState
from apps.deadlines.models import Deadline, Reminder
from apps.notifications.enums import DeliveryState
from apps.notifications.models import Message
from tests.factories.deadlines import DeadlineFactory
from tests.faults.test_delivery import let_time_pass, run, worker
from tests.mail_server import MailServer, mail_server

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
POINTS = ("after_reminder_claim", "before_reminder_commit", "after_reminders")
DATES = BATCH + 10  # more than one batch


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def due(db: None) -> int:
    """So many dates in thirty days: of each the reminder of seven days is due."""
    now = clock.now()
    first = DeadlineFactory.create(day=now.date() + timedelta(days=30), now=now)
    columns = {field.attname: getattr(first, field.attname) for field in Deadline._meta.fields if field.name != "id"}
    dates = Deadline.objects.bulk_create([Deadline(**columns) for _ in range(DATES - 1)])
    plan_reminders(dates, now=now)
    Reminder.objects.filter(step="7d").update(due_at=now - timedelta(minutes=1))
    return DATES


def assert_each_once(server: MailServer, due: int) -> None:
    assert Message.objects.filter(state=DeliveryState.SENT).count() == due
    got = Counter(server.ids)
    assert (len(got), max(got.values())) == (due, 1)
    states = Counter(Reminder.objects.filter(step="7d").values_list("state", flat=True))
    assert states == {ReminderState.QUEUED: due}


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_while_it_reminds_loses_nothing_and_doubles_nothing(
    server: MailServer, due: int, point: str
) -> None:
    assert run(server, failpoint=point) == -signal.SIGKILL, "the point was not reached"
    assert Message.objects.count() == (BATCH if point == "after_reminders" else 0), "all of a batch or nothing"
    assert run(server) == 0
    assert_each_once(server, due)


def test_killed_at_every_point_in_turn_all_arrive_once(server: MailServer, due: int) -> None:
    for point in (*POINTS, *POINTS):
        run(server, failpoint=point)
    run(server)
    assert_each_once(server, due)


def test_two_beats_at_once_remind_once(server: MailServer, due: int) -> None:
    beats: list[subprocess.Popen[str]] = [worker(server) for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in beats]
    assert [process.returncode for process in beats] == [0, 0], said
    assert_each_once(server, due)


def test_a_missed_week_folds_into_one_reminder_each(server: MailServer, due: int) -> None:
    Reminder.objects.update(due_at=F("due_at") - timedelta(days=60))
    run(server)
    let_time_pass(timedelta(minutes=1))
    assert Message.objects.filter(state=DeliveryState.SENT).count() == due
    assert Counter(Reminder.objects.values_list("state", flat=True)) == {
        ReminderState.QUEUED: due,
        ReminderState.FOLDED: 3 * due,
    }
