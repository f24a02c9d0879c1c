"""Workers are killed at every point of a delivery, and what was lost or doubled is counted.

The worker is `manage.py deliver_due` in a process of its own; the mail server is real and writes down every Message-ID.
Waiting is done by setting the rows' moments back, never by sleeping.
"""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F, Sum

from apps.core import clock
from apps.notifications.enums import DeliveryState
from apps.notifications.models import Message
from tests.factories.notifications import MessageFactory
from tests.faults.processes import on_tests_database
from tests.mail_server import MailServer, mail_server

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
# Where a worker with three messages in one group is killed: how many have arrived, how many it may have handed over,
# and how many it still holds when another has come.
POINTS = {
    "after_claim": (0, 0, 3),
    "after_begin": (0, 3, 3),
    "after_354": (0, 3, 3),
    "after_dot": (1, 3, 3),
    "after_answer": (1, 3, 3),
    "before_mark": (3, 3, 3),
    "before_mark_commit": (3, 3, 3),
    "after_mark": (3, 0, 0),
}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def worker(server: MailServer, *options: str, failpoint: str = "") -> subprocess.Popen[str]:
    """`manage.py deliver_due` on the tests' database."""
    environment = on_tests_database(failpoint, EMAIL_URL=f"smtp://127.0.0.1:{server.port}", EMAIL_TIMEOUT="2")
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "deliver_due", "--json", *options]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(server: MailServer, failpoint: str = "") -> int:
    process = worker(server, failpoint=failpoint)
    process.communicate(timeout=240)  # a busy machine takes its time to start a process
    server.wait_until_quiet()
    return process.returncode


def let_time_pass(by: timedelta) -> None:
    """As if `by` had passed since the rows were last touched."""
    moments = ("queued_at", "next_attempt_at", "lease_until", "data_started_at")
    Message.objects.update(**{name: F(name) - by for name in moments})


def assert_conserved(server: MailServer) -> None:
    """Nothing lost, nothing doubled beyond what was recorded as unsure, nothing invented."""
    got = Counter(server.ids)
    rows = {f"<{row.pk}@recourse.test>": row for row in Message.objects.all()}
    assert {number for number, row in rows.items() if row.state == DeliveryState.SENT} == set(got)
    assert {row.state for row in rows.values()} == {DeliveryState.SENT}
    assert [number for number, times in got.items() if times > 1 + rows[number].unsure] == []


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_anywhere_loses_nothing(server: MailServer, point: str) -> None:
    arrived, may_have_arrived, holds = POINTS[point]
    MessageFactory.create_batch(3, queued_at=clock.now())
    assert run(server, failpoint=point) == -signal.SIGKILL, "the point was not reached"
    assert len(server.had) == arrived

    assert run(server) == 0
    assert Message.objects.filter(state=DeliveryState.SENDING).count() == holds, "the lease runs: nobody takes it"
    let_time_pass(timedelta(seconds=61))
    run(server)
    held = Message.objects.filter(state=DeliveryState.QUEUED).count()
    assert held == may_have_arrived, "what may have arrived waits ten minutes"
    let_time_pass(timedelta(minutes=10))
    run(server)

    assert_conserved(server)
    assert Message.objects.aggregate(unsure=Sum("unsure")) == {"unsure": may_have_arrived}
    assert len(server.had) == 3 + (arrived if may_have_arrived else 0)
    warned = ["twice" in mail.get_body(("plain",)).get_content() for mail in server.had]
    assert warned == [False] * arrived + [may_have_arrived > 0] * (len(server.had) - arrived), "the second one says so"


def test_killed_again_and_again_all_arrive(server: MailServer) -> None:
    MessageFactory.create_batch(6, queued_at=clock.now())
    for point in ("before_mark", "after_dot", "after_354", "after_claim"):
        run(server, failpoint=point)
        let_time_pass(timedelta(minutes=1))
    for _ in range(3):
        run(server)
        let_time_pass(timedelta(minutes=11))
    assert_conserved(server)


def test_two_workers_at_once_never_send_the_same_message(server: MailServer) -> None:
    MessageFactory.create_batch(40, queued_at=clock.now())
    workers = [worker(server) for _ in range(2)]
    said = [process.communicate(timeout=240)[0] for process in workers]
    assert [process.returncode for process in workers] == [0, 0]
    assert max(Counter(server.ids).values()) == 1
    assert len(server.had) == 40, said
    assert_conserved(server)


def test_a_worker_in_a_loop_ends_when_asked_and_leaves_nothing_half_done(server: MailServer) -> None:
    MessageFactory.create_batch(2, queued_at=clock.now())
    process = worker(server, "--loop")
    assert process.stdout is not None
    assert process.stdout.readline() == '{"delivered": 2}\n'
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert_conserved(server)


@pytest.mark.parametrize(
    ("mood", "state"),
    [
        ("greylist", DeliveryState.QUEUED),
        ("unknown_recipient", DeliveryState.FAILED),
        ("drop_in_data", DeliveryState.QUEUED),
        ("silent", DeliveryState.QUEUED),
        ("silent_after_dot", DeliveryState.QUEUED),
    ],
)
def test_a_bad_mood_of_the_server_ends_in_a_state_that_says_so(
    server: MailServer, mood: str, state: DeliveryState
) -> None:
    MessageFactory.create(queued_at=clock.now())
    server.mood = mood
    assert run(server) == 1
    row = Message.objects.get()
    assert (row.state, bool(row.failure)) == (state, True)
    if state == DeliveryState.QUEUED:
        server.mood = "accept"
        let_time_pass(timedelta(minutes=10))
        assert run(server) == 0
        assert_conserved(server)


def test_no_address_and_no_fact_is_in_what_a_worker_prints(server: MailServer) -> None:
    MessageFactory.create(queued_at=clock.now(), recipient__email="canary@sellers.example")
    server.mood = "unknown_recipient"
    process = worker(server)
    printed = "".join(process.communicate(timeout=240))
    assert '"refused": 1' in printed
    assert [word for word in ("canary", "sellers.example", "RC-7KFM-39XQ-T") if word in printed] == []
