"""`make bench-reminders`: how fast reminders are planned and go out, beside bare SQL and SMTP. It prints figures."""

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
from apps.notifications.actions import claim, deliver_due, settle
from apps.notifications.actions.delivery import _Mails
from apps.notifications.enums import Result
from apps.notifications.models import Message
from apps.notifications.posting import SMTP_BACKEND
from apps.notifications.rules import Answer
from config.celery import leave_alone_what_stays
from tests.factories.deadlines import DocketFactory
from tests.mail_server import free_port

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
COUNT = int(os.environ.get("COUNT", "2000"))
PLANNED = int(os.environ.get("PLAN", str(COUNT)))
CLAIM = (
    "UPDATE bare SET state = 'sending', lease = now() + interval '1 minute' WHERE id IN (SELECT id FROM bare "
    "WHERE state = 'queued' ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id"
)
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
    link.execute(
        "CREATE TEMP TABLE bare (id bigserial PRIMARY KEY, state text DEFAULT 'queued', "
        "lease timestamptz, begun timestamptz)"
    )
    link.execute("INSERT INTO bare (state) SELECT 'queued' FROM generate_series(1, %s)", [count])
    link.execute("CREATE INDEX ON bare (id) WHERE state = 'queued'")
    link.commit()


def say_all_at_once(session: smtplib.SMTP) -> None:
    """As ours does where the server offers PIPELINING; smtplib itself cannot."""
    session.ehlo_or_helo_if_needed()
    session.send(b"MAIL FROM:<a@recourse.test>\r\nRCPT TO:<b@recourse.test>\r\nDATA\r\n")
    assert [session.getreply()[0] for _ in range(3)] == [250, 250, 354]
    session.send(MAIL + b".\r\n")
    assert session.getreply()[0] == 250


def say_one_by_one(session: smtplib.SMTP) -> None:
    session.sendmail("a@recourse.test", ["b@recourse.test"], MAIL)


def bare_loop(
    count: int, port: int, *, batch: int, group: int, say: Callable[[smtplib.SMTP], None] = say_one_by_one
) -> float:
    """Claim a batch, connect, send a group, mark it: with commits and connections where ours has them, no Django. One
    mail of 2.7 kB, made once, for everybody (ours is of 5.8 kB, in two parts, and everybody's own)."""
    with bare_database() as link:
        bare_rows(link, count)

        def work() -> None:
            while rows := [key for (key,) in link.execute(CLAIM, [batch])]:
                link.commit()
                with smtplib.SMTP("127.0.0.1", port) as session:
                    for start in range(0, len(rows), group):
                        some = rows[start : start + group]
                        link.execute("UPDATE bare SET begun = now() WHERE id = ANY(%s)", [some])
                        link.commit()
                        for _ in some:
                            say(session)
                        link.execute("UPDATE bare SET state = 'sent' WHERE id = ANY(%s)", [some])
                        link.commit()

        return count / seconds(work)


def warm_up() -> None:
    """What a worker does once in its life: templates are read, forms rendered, statements prepared."""
    make_due(20)
    remind_due(limit=20, now=clock.now())
    deliver_due(limit=20, seconds=60, clock=clock.now)
    Message.objects.all().delete()


def test_rows_claimed_rendered_and_handed_over(port: int) -> None:
    warm_up()
    leave_alone_what_stays()
    make_due(COUNT)
    reminded = COUNT / seconds(lambda: remind_due(limit=COUNT, now=clock.now()))
    began = time.process_time()
    rate = COUNT / seconds(lambda: deliver_due(limit=COUNT, seconds=3600, clock=clock.now))
    own = (time.process_time() - began) / COUNT
    assert Message.objects.filter(state="sent").count() == COUNT
    alike = bare_loop(COUNT, port, batch=_Mails.batch, group=_Mails.group)
    at_once = bare_loop(COUNT, port, batch=_Mails.batch, group=_Mails.group, say=say_all_at_once)
    single = bare_loop(COUNT, port, batch=1, group=1)
    print(f"\nreminders to messages: {reminded:,.0f}/s")
    print(
        f"claimed, rendered, handed over: {rate:,.0f}/s; {own * 1000:.2f} ms of processor, so at most {1 / own:,.0f}/s"
    )
    print(f"  bare SQL and SMTP in the same batches: {alike:,.0f}/s; ratio {rate / alike:.2f}")
    print(f"    the same with PIPELINING: {at_once:,.0f}/s; ratio {rate / at_once:.2f}")
    print(f"  bare SQL and SMTP row by row: {single:,.0f}/s; ratio {rate / single:.2f}")


@pytest.mark.parametrize("group", [1, 10, 50, 100])
def test_what_groups_cost(port: int, group: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group is what may come twice after a kill; small ones cost commits."""
    make_due(COUNT)
    remind_due(limit=COUNT, now=clock.now())
    monkeypatch.setattr(_Mails, "group", group)
    rate = COUNT / seconds(lambda: deliver_due(limit=COUNT, seconds=3600, clock=clock.now))
    print(f"\ngroups of {group}: {rate:,.0f}/s")


def test_bookkeeping_alone() -> None:
    """Claim with lease and token, mark by token: everything but writing and sending."""
    make_due(COUNT)
    with without_hints():
        remind_due(limit=COUNT, now=clock.now())
    Message.objects.update(next_attempt_at=clock.now())

    def book() -> None:
        while batch := claim(limit=1000, to_outlets=False, now=clock.now()):
            settle(token=batch.token, answers=[(row, Answer(Result.DELIVERED)) for row in batch.rows], now=clock.now())

    leave_alone_what_stays()
    began = time.process_time()
    rate = COUNT / seconds(book)
    own = (time.process_time() - began) / COUNT
    assert Message.objects.filter(state="sent").count() == COUNT
    whole = COUNT / seconds(lambda: Message.objects.update(attempts=2))
    with bare_database() as link:
        bare_rows(link, COUNT)
        bare = COUNT / seconds(lambda: (link.execute("UPDATE bare SET state = 'sent'"), link.commit()))
    print(f"\nclaimed and marked, a thousand at once: {rate:,.0f} rows/s; {own * 1e6:.0f} µs of processor")
    print(f"  one UPDATE of the same table: {whole:,.0f}; ratio {rate / whole:.2f}")
    print(f"  one UPDATE of a bare table: {bare:,.0f}; ratio {rate / bare:.2f}")


def test_planning() -> None:
    end, now = datetime(2027, 3, 19, 7, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
    habits = Habits(ZoneInfo("Asia/Shanghai"))

    def pure() -> None:
        for number in range(PLANNED):
            plan(Moments(act_by=end + timedelta(minutes=number)), habits, now=now)

    make_due(PLANNED)
    Reminder.objects.all().delete()
    dates = list(Deadline.objects.select_related("docket__owner"))
    kept = seconds(lambda: plan_reminders(dates, now=clock.now()))
    rows = Reminder.objects.count()
    again = seconds(lambda: plan_reminders(dates, now=clock.now()))
    assert Reminder.objects.count() == rows
    print(
        f"\n{PLANNED:,} dates planned in {kept:,.1f} s: {PLANNED / kept:,.0f} dates/s, {rows / kept:,.0f} reminders/s"
    )
    print(f"  again, which adds nothing: {again:,.1f} s; as values alone: {PLANNED / seconds(pure):,.0f} dates/s")
