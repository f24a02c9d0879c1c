"""How the machinery is: what `/healthz` and `/metrics` tell."""

from datetime import datetime

from celery import current_app
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

from apps.core.models import Heartbeat

PROCESSES = ("beat", "worker")


def is_database_up() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def queue_depth() -> int | None:
    """Task hints waiting in the broker; None when it does not answer within its short timeouts."""
    try:
        with current_app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            return int(broker.default_channel.client.llen(current_app.conf.task_default_queue))
    except (OperationalError, OSError, *current_app.connection_for_read().connection_errors):
        return None


def seen_at(name: str) -> datetime | None:
    """When the background work `name` last gave a sign of life; None if never."""
    return Heartbeat.objects.filter(name=name).values_list("seen_at", flat=True).first()


def seconds_since_heartbeats(*, now: datetime) -> dict[str, float | None]:
    """Age of the last sign of life of `beat` and `worker`; None for one that never gave any."""
    seen = dict(Heartbeat.objects.filter(name__in=PROCESSES).values_list("name", "seen_at"))
    return {name: (now - seen[name]).total_seconds() if name in seen else None for name in PROCESSES}
