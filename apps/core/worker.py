"""A part of the Celery worker that writes its own heartbeat, so that a dead beat and a dead worker look different."""

from typing import Any

import structlog
from celery import bootsteps
from django.db import DatabaseError, connection

from apps.core import clock
from apps.core.actions import note_heartbeat

SECONDS = 15.0
log = structlog.get_logger()


class WorkerHeartbeat(bootsteps.StartStopStep):
    """Runs in the worker's main process, on its timer, after the pool has started."""

    requires = ("celery.worker.components:Timer", "celery.worker.components:Pool")  # type: ignore[assignment]

    def start(self, worker: Any) -> None:
        self._note()
        self.timer = worker.timer.call_repeatedly(SECONDS, self._note)

    def stop(self, worker: Any) -> None:
        if hasattr(self, "timer"):
            self.timer.cancel()

    def _note(self) -> None:
        try:
            note_heartbeat(name="worker", now=clock.now())
        except DatabaseError as error:
            log.warning("heartbeat_not_written", error=type(error).__name__)
        finally:
            connection.close()  # pool processes forked later must not inherit it
