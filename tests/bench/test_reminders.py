"""`make bench-reminders`: how fast reminders go out, beside the same loop in bare SQL and SMTP. It prints figures."""

import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from apps.core import clock
from apps.core.dispatch import without_hints
from apps.deadlines.actions import remind_due
from apps.deadlines.actions.planning import plan_reminders
from apps.deadlines.models import Deadline, Reminder
from apps.deadlines.rules.ladder import Habits, Moments, plan
from apps.notifications.actions import deliver_due
from apps.notifications.models import Message
from apps.notifications.posting import SMTP_BACKEND
from tests.factories.deadlines import DocketFactory
from tests.mail_server import free_port

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
COUNT = int(os.environ.get("COUNT", "2000"))
PLANNED = 100_000
MAIL = b"Subject: x\r\n\r\n" + b"A line of a reminder, as long as lines are.\r\n" * 60


@pytest.fixture
def port() -> Iterator[int]:
    number = free_port()
    sink = subprocess.Popen([sys.executable, "-m", "tests.bench.sink", str(number)], cwd=settings.BASE_DIR)
    for _ in range(200):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", number)) == 0:
                break
        time.sleep(0.1)
    with override_settings(EMAIL_BACKEND=SMTP_BACKEND, EMAIL_HOST="127.0.0.1", EMAIL_PORT=number):
        yield number
    sink.kill()
    sink.wait()


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def make_due(count: int) -> None:
    now = clock.now()
    end = now + timedelta(days=5)
    dockets = DocketFactory.create_batch(20, now=now)
    dates = [
        Deadline(
            docket=dockets[number % 20],
            due_day=end.date(),
            wall_day=end.date(),
            wall_clock="12:00",
            wall_zone="UTC",
            act_by=end,
            at=end,
            opened_at=now,
            moved_at=now,
        )
        for number in range(count)
    ]
    Deadline.objects.bulk_create(dates, batch_size=1000)
    rows = [
        Reminder(deadline=date, deadline_version=1, step="7d", recipient=date.docket.owner, due_at=now)
        for date in dates
    ]
    Reminder.objects.bulk_create(rows, batch_size=1000)


def bare_database() -> psycopg.Connection[tuple[object, ...]]:
    ours = connection.settings_dict
    host = ours["HOST"] or ours["OPTIONS"]["host"]
    return psycopg.connect(dbname=ours["NAME"], user=ours["USER"], host=host)


def bare_rows(link: psycopg.Connection[tuple[object, ...]], count: int) -> None:
    link.execute("CREATE TEMP TABLE bare (id bigserial PRIMARY KEY, state text DEFAULT 'queued', lease timestamptz)")
    link.execute("INSERT INTO bare (state) SELECT 'queued' FROM generate_series(1, %s)", [count])
    link.execute("CREATE INDEX ON bare (id) WHERE state = 'queued'")
    link.commit()


def bare_loop(count: int, port: int) -> float:
    """Claim, connect, send, mark: with commits where ours has them."""
    with bare_database() as link:
        bare_rows(link, count)

        def work() -> None:
            for _ in range(count):
                row = link.execute(
                    "UPDATE bare SET state = 'sending', lease = now() + interval '1 minute' WHERE id = (SELECT id "
                    "FROM bare WHERE state = 'queued' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"
                ).fetchone()
                link.commit()
                with smtplib.SMTP("127.0.0.1", port) as session:
                    session.sendmail("a@recourse.test", ["b@recourse.test"], MAIL)
                link.execute("UPDATE bare SET state = 'sent' WHERE id = %s", row)
                link.commit()

        return count / seconds(work)


def test_rows_claimed_rendered_and_handed_over(port: int) -> None:
    make_due(COUNT)

    def ours() -> None:
        remind_due(limit=COUNT, now=clock.now())
        deliver_due(limit=COUNT, seconds=3600, clock=clock.now)

    rate = COUNT / seconds(ours)
    assert Message.objects.filter(state="sent").count() == COUNT
    bare = bare_loop(COUNT, port)
    print(f"\nclaimed, rendered, handed over: {rate:,.0f}/s; bare SQL and SMTP: {bare:,.0f}/s; ratio {rate / bare:.2f}")


def test_bookkeeping_alone() -> None:
    make_due(COUNT)
    with without_hints():
        rate = COUNT / seconds(lambda: remind_due(limit=COUNT, now=clock.now()))
    assert Message.objects.count() == COUNT
    with bare_database() as link:
        bare_rows(link, COUNT)
        bare = COUNT / seconds(lambda: (link.execute("UPDATE bare SET state = 'sent'"), link.commit()))
    print(
        f"\nreminders to outbox in batches: {rate:,.0f} rows/s; one bare UPDATE: {bare:,.0f}; ratio {rate / bare:.3f}"
    )


def test_planning() -> None:
    end, now = datetime(2027, 3, 19, 7, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
    habits = Habits(ZoneInfo("Asia/Shanghai"))

    def pure() -> None:
        for number in range(PLANNED):
            plan(Moments(act_by=end + timedelta(minutes=number)), habits, now=now)

    make_due(COUNT)
    dates = list(Deadline.objects.select_related("docket__owner"))
    Reminder.objects.all().delete()
    kept = COUNT / seconds(lambda: plan_reminders(dates, now=clock.now()))
    print(f"\nplanned: {PLANNED / seconds(pure):,.0f} dates/s as values, {kept:,.0f} dates/s with their rows")
