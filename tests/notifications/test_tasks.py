"""The doors through which delivery is started: tasks by their names, and the commands."""

import json
import signal
import smtplib
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command

from apps.core import clock
from apps.notifications import tasks  # noqa: F401  registers them
from apps.notifications.enums import DeliveryState, MessageKind
from apps.notifications.mailbox import Mailbox
from apps.notifications.models import Message
from apps.notifications.rules import LEASE
from tests.factories.notifications import MessageFactory
from tests.mail_server import free_port

commits = pytest.mark.usefixtures("committed")


def run(name: str) -> None:
    current_app.tasks[name]()


def command(*args: str) -> str:
    out = StringIO()
    call_command("deliver_due", *args, stdout=out)
    return out.getvalue()


@commits
def test_deliver_sends_what_is_due() -> None:
    MessageFactory.create_batch(2)
    run("notifications.deliver")
    assert len(mail.outbox) == 2
    assert {row.state for row in Message.objects.all()} == {DeliveryState.SENT}


@commits
def test_recover_gives_back_what_a_dead_worker_held() -> None:
    now = clock.now()
    row = MessageFactory.create(
        state=DeliveryState.SENDING,
        lease_until=now - timedelta(seconds=1),
        lease_token="6f1d1a34-8c7e-4b57-9d4e-0a5a3c0b8e11",
        queued_at=now - LEASE,
        attempts=1,
    )
    run("notifications.recover")
    row.refresh_from_db()
    assert row.state == DeliveryState.QUEUED


@commits
def test_forget_deletes_yesterdays_codes() -> None:
    MessageFactory.create(kind=MessageKind.SIGN_IN_CODE, queued_at=clock.now() - timedelta(days=2))
    run("notifications.forget")
    assert Message.objects.count() == 0


def test_every_task_of_the_schedule_exists() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {name for name in scheduled if name.startswith("notifications.")} == {
        "notifications.deliver",
        "notifications.recover",
        "notifications.forget",
    }
    assert {name for name in scheduled if name.startswith("notifications.")} <= set(current_app.tasks)


@commits
def test_the_command_delivers_without_a_broker_and_says_what_it_did() -> None:
    MessageFactory.create_batch(2)
    assert json.loads(command("--dry-run", "--json")) == {"due": 2, "reminders_due": 0}
    assert mail.outbox == []
    assert json.loads(command("--json")) == {"delivered": 2}
    assert command() == "nothing was due\n"


def test_mails_to_the_sink_are_kept(tmp_path: Path) -> None:
    """A process of its own, a real conversation, a stop by SIGTERM."""
    port, folder = free_port(), tmp_path / "mailbox"
    sink = subprocess.Popen(
        [sys.executable, "manage.py", "mail_sink", "--port", str(port), "--folder", str(folder), "--json"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert sink.stdout is not None
        assert json.loads(sink.stdout.readline()) == {"host": "127.0.0.1", "port": port, "folder": str(folder)}
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as session:
            session.sendmail(
                "a@recourse.test", ["lin@sellers.example"], "To: lin@sellers.example\nSubject: hello\n\nhi"
            )
    finally:
        sink.send_signal(signal.SIGTERM)
        sink.communicate(timeout=10)
    assert [(kept.subject, kept.to) for kept in Mailbox(folder).newest()] == [("hello", ("lin@sellers.example",))]
    assert sink.returncode == 0


def test_there_is_no_sink_in_production() -> None:
    with pytest.raises(CommandError, match="no local mailbox in production"):
        call_command("mail_sink", folder=None, port=free_port())
