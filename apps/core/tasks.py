"""Tasks that belong to no part of the domain."""

from celery import shared_task

from apps.core import clock
from apps.core.actions import note_heartbeat
from apps.core.audit.sealing import seal_notes, sign_head


@shared_task(name="core.beat")
def beat() -> None:
    """Proves the whole way: beat sent it, the broker kept it, a worker ran it, the database took it."""
    note_heartbeat(name="beat", now=clock.now())


@shared_task(name="core.seal")
def seal() -> None:
    """Put what was written since into the record, and sign the day that is over."""
    now = clock.now()
    seal_notes(now=now)
    sign_head(now=now)
