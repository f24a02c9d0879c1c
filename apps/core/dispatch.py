"""The one way to start background work: by name, with ids only, after commit.

The row that needs work is the truth; a task is only a hint to look sooner than the next beat. So a broker that is away
costs a few seconds and never an error in a request: failures to publish are counted and left to the beat.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from celery import current_app
from django.db import transaction
from prometheus_client import Counter

log = structlog.get_logger()
UNPUBLISHED = Counter("recourse_tasks_unpublished", "Task hints that the broker did not take", ["task"])

Id = int | str
_silent: ContextVar[bool] = ContextVar("silent", default=False)


def enqueue(task: str, **ids: Id) -> None:
    """Start `task` (its registered name, such as `evidence.scan`) after the current transaction commits, if it does."""
    if not _silent.get():
        transaction.on_commit(lambda: _publish(task, ids), robust=True)


@contextmanager
def without_hints() -> Iterator[None]:
    """For bulk work whose rows need nobody's attention at once (demonstration data): the beat sees them soon enough."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def _publish(task: str, ids: dict[str, Id]) -> None:
    try:
        current_app.send_task(task, kwargs=ids, expires=300, ignore_result=True)
    except Exception as error:  # whatever the broker's client raises: the beat does the work a little later
        UNPUBLISHED.labels(task=task).inc()
        log.warning("task_not_published", task=task, error=type(error).__name__)
