"""What monitors see."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import DatabaseError
from django.test import Client, override_settings
from kombu import Connection

from apps.core.actions import note_heartbeat
from apps.core.tasks import beat
from tests.factories.notifications import MessageFactory

NOW = datetime(2018, 2, 20, 9, tzinfo=UTC)


@pytest.fixture
def alive(db: None, at: Callable[[datetime], Any]) -> None:
    """A beat 3 s ago, a worker 5 s ago."""
    current_app.control.purge()
    note_heartbeat(name="beat", now=NOW - timedelta(seconds=3))
    note_heartbeat(name="worker", now=NOW - timedelta(seconds=5))
    at(NOW)


def health() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/healthz")
    return answer.status_code, answer.json()


def test_a_healthy_house(alive: None) -> None:
    assert health() == (
        200,
        {
            "ok": True,
            "database": True,
            "broker": True,
            "queue_depth": 0,
            "beat_seconds": 3.0,
            "worker_seconds": 5.0,
            "oldest_unsent_seconds": 0.0,
            "delivery_late_seconds": 0.0,
            "reminders_late_seconds": 0.0,
            "damaged_files": 0,
            "figures_changes_waiting": 0,
            "figures_differences": None,
            "figures_checked_seconds": None,
        },
    )


def test_a_house_that_never_had_a_beat_is_not_healthy(db: None) -> None:
    status, told = health()
    assert (status, told["ok"], told["beat_seconds"], told["worker_seconds"]) == (503, False, None, None)


@pytest.mark.parametrize(("name", "seconds", "status"), [("beat", 59, 200), ("beat", 60, 503), ("worker", 60, 503)])
def test_a_silent_process_is_noticed(alive: None, name: str, seconds: int, status: int) -> None:
    note_heartbeat(name=name, now=NOW - timedelta(seconds=seconds))
    assert health()[0] == status


def test_a_broker_that_is_away_is_noticed(alive: None, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Connection("redis+socket:///nowhere.sock")
    monkeypatch.setattr("apps.core.selectors.current_app.connection_for_read", lambda: nowhere)
    status, told = health()
    assert (status, told["broker"], told["queue_depth"], told["database"]) == (503, False, None, True)


def test_a_database_that_is_away_is_noticed(alive: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr("apps.core.selectors.connection.cursor", away)
        status, told = health()
        live = Client().get("/livez")
    assert (status, told["database"], told["oldest_unsent_seconds"], live.status_code) == (503, False, None, 503)


def test_a_message_that_waits_for_its_next_try_is_old_but_nobody_is_late(alive: None) -> None:
    MessageFactory.create(queued_at=NOW - timedelta(hours=2), next_attempt_at=NOW + timedelta(minutes=5))
    status, told = health()
    assert (status, told["oldest_unsent_seconds"], told["delivery_late_seconds"]) == (200, 7200.0, 0.0)


def test_a_message_nobody_tries_to_send_is_noticed(alive: None) -> None:
    MessageFactory.create(queued_at=NOW - timedelta(minutes=10), next_attempt_at=NOW - timedelta(minutes=10))
    status, told = health()
    assert (status, told["delivery_late_seconds"]) == (503, 600.0)


def test_the_load_balancer_is_not_told_about_beat(db: None) -> None:
    assert Client().get("/livez").content == b"ok\n"


def test_the_beat_task_writes_its_row(db: None) -> None:
    assert health()[1]["beat_seconds"] is None
    beat()
    assert health()[1]["beat_seconds"] is not None


def test_metrics_tell_the_same(alive: None, settings: Any) -> None:
    settings.METRICS_TOKEN = "right"
    answer = Client().get("/metrics", headers={"Authorization": "Bearer right"})
    lines = answer.content.decode().splitlines()
    assert answer.status_code == 200
    assert {"recourse_ok 1.0", "recourse_beat_seconds 3.0", "recourse_queue_depth 0.0"} <= set(lines)
    assert [line for line in lines if line.startswith("django_http_requests_before_middlewares_total")]


@pytest.mark.parametrize(("token", "given"), [("", ""), ("", "Bearer "), ("right", "Bearer wrong"), ("right", "right")])
def test_metrics_are_not_for_everybody(db: None, token: str, given: str) -> None:
    with override_settings(METRICS_TOKEN=token, DEBUG=False):
        assert Client().get("/metrics", headers={"Authorization": given}).status_code == 404
