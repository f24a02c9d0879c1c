"""From a waiting job to its end: claim by lease, work with no transaction open, mark by token.

A worker may die at any line: the lease runs out and another begins anew. What it had put on the disk without a row is
removed by the sweep. A row is never there without its bytes.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Q

from apps.core.failpoints import reach
from apps.evidence.actions.making import make_copy
from apps.evidence.actions.outcomes import Done, Later, Outcome, Refused
from apps.evidence.actions.scanning import scan_file
from apps.evidence.actions.stamping import stamp_file
from apps.evidence.enums import JobKind, JobState, Reason
from apps.evidence.models import FileJob
from apps.evidence.rules import LEASE, MOST_ATTEMPTS, wait_after

log = structlog.get_logger()
Clock = Callable[[], datetime]
WORK: dict[str, Callable[[FileJob], Outcome]] = {
    JobKind.SHARE: make_copy,
    JobKind.REDACTION: make_copy,
    JobKind.SCAN: scan_file,
    JobKind.STAMP: stamp_file,
}


class LeaseLost(Exception):
    """Another worker may have this job by now, or its file was discarded; what was made is dropped."""


class WorkingInTransaction(RuntimeError):
    """Work takes seconds and must hold no locks meanwhile."""


def run_due(*, limit: int, seconds: float, clock: Clock) -> Counter[str]:
    """Do what is due: at most `limit` jobs, begun within `seconds`. Returns how many ended in which state."""
    done: Counter[str] = Counter()
    stop_at = clock() + timedelta(seconds=seconds)
    while done.total() < limit and clock() < stop_at:
        state = work_next(clock=clock)
        if state is None:
            break
        done[state] += 1
    return done


def work_next(*, clock: Clock) -> str | None:
    """Claim, do and mark one job: the state it has now, or `lost`; None when nothing is due."""
    if connection.in_atomic_block:
        raise WorkingInTransaction
    job = claim_next(now=clock())
    if job is None:
        return None
    reach("job_claimed")
    outcome = _try(job)
    state: str
    try:
        state = settle(job=job, outcome=outcome, now=clock())
    except BaseException as error:
        if isinstance(outcome, Done):
            outcome.clean_up()
        if not isinstance(error, LeaseLost):
            raise
        state = "lost"
    log.info("file_job", job=job.pk, kind=job.kind, state=state, attempts=job.attempts)
    return state


def _try(job: FileJob) -> Outcome:
    try:
        return WORK[job.kind](job)
    except Exception as error:  # a fault of ours must not stop the other jobs
        log.error("file_job_crashed", job=job.pk, kind=job.kind, error=type(error).__name__)
        return Later(Reason.CRASHED)


@transaction.atomic
def claim_next(*, now: datetime) -> FileJob | None:
    """Take the next due job, or one whose worker was lost; None when nothing is due."""
    due = Q(state=JobState.WAITING, next_attempt_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lte=now)
    job = (
        FileJob.objects.filter(due)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("file", "asked_by")
        .order_by("next_attempt_at", "id")
        .first()
    )
    if job is None:
        return None
    job.state = JobState.RUNNING
    job.lease_token = uuid.uuid4()
    job.lease_until = now + LEASE
    job.attempts += 1  # the row is locked
    job.save(update_fields=["state", "lease_token", "lease_until", "attempts"])
    return job


@transaction.atomic
def settle(*, job: FileJob, outcome: Outcome, now: datetime) -> JobState:
    """Write down what came of it, and the rows of what was made. Raises LeaseLost."""
    last = job.attempts >= MOST_ATTEMPTS[JobKind(job.kind)]
    match outcome:
        case Done():
            state, reason, record = JobState.DONE, "", outcome.record
        case Refused():
            state, reason, record = JobState.REFUSED, outcome.reason, outcome.record
        case Later() if last:
            state, reason, record = JobState.FAILED, outcome.reason, outcome.give_up
        case Later():
            state, reason, record = JobState.WAITING, outcome.reason, _nothing
    token, _until = job.lease
    mine = FileJob.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=token)
    ended = state != JobState.WAITING
    moved = mine.update(
        state=state,
        reason=reason,
        finished_at=now if ended else None,
        next_attempt_at=job.next_attempt_at if ended else now + wait_after(job.attempts),
        lease_token=None,
        lease_until=None,
    )
    if not moved:
        raise LeaseLost
    made = record(now)
    if made is not None:
        FileJob.objects.filter(pk=job.pk).update(made=made)
    reach("job_before_commit")
    return state


def _nothing(now: datetime) -> None:
    return None
