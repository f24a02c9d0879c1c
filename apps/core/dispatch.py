"""The one way to start background work: by name, with ids only, after commit.

The row that needs work is the truth; a task is only a hint to look sooner than the next beat. So a broker that is away
costs a few seconds and never an error in a request: failures to publish are counted and left to the beat.
"""

import structlog
from celery import current_app
from django.db import transaction
from prometheus_client import Counter

log = structlog.get_logger()
UNPUBLISHED = Counter("recourse_tasks_unpublished", "Task hints that the broker did not take", ["task"])

Id = int | str


def enqueue(task: str, **ids: Id) -> None:
    """Start `task` (its registered name, such as `evidence.scan`) after the current transaction commits, if it does."""
    transaction.on_commit(lambda: _publish(task, ids), robust=True)


def _publish(task: str, ids: dict[str, Id]) -> None:
    try:
        current_app.send_task(task, kwargs=ids, expires=300, ignore_result=True)
    except Exception as error:  # whatever the broker's client raises: the beat does the work a little later
        UNPUBLISHED.labels(task=task).inc()
        log.warning("task_not_published", task=task, error=type(error).__name__)
