"""Tasks that belong to no part of the domain."""

from celery import shared_task

from apps.core import clock
from apps.core.actions import note_heartbeat


@shared_task(name="core.beat")
def beat() -> None:
    """Proves the whole way: beat sent it, the broker kept it, a worker ran it, the database took it."""
    note_heartbeat(name="beat", now=clock.now())
