"""When to try again and when to stop. Values in, values out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.notifications.enums import DeliveryState, Result

LEASE = timedelta(seconds=60)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
UNSURE_WAIT = timedelta(minutes=10)
MOST_UNSURE = 3  # a server that never answers must not get the same mail every ten minutes for days
LATE_AFTER = timedelta(hours=1)  # from then on the mail says that it comes late


@dataclass(frozen=True)
class Answer:
    """What came of one attempt. `reason` holds codes of the server and never an address.

    `server_is_away` means that the next message would fare the same, so a run stops there.
    """

    result: Result
    reason: str = ""
    server_is_away: bool = False


@dataclass(frozen=True)
class Verdict:
    """How a message stands after an attempt; `next_attempt_at` only while it waits."""

    state: DeliveryState
    next_attempt_at: datetime | None = None


def wait_before_retry(attempts: int) -> timedelta:
    """1, 2, 4, … minutes after the first, second, third … attempt, an hour at most (a greylist asks for minutes)."""
    return min(FIRST_WAIT * (1 << min(max(attempts - 1, 0), 10)), LONGEST_WAIT)


def verdict(answer: Answer, *, attempts: int, unsure: int, queued_at: datetime, now: datetime) -> Verdict:
    """What follows from `answer`, the `attempts`-th; `unsure` counts the unanswered ones with this one."""
    match answer.result:
        case Result.DELIVERED:
            return Verdict(DeliveryState.SENT)
        case Result.REFUSED:
            return Verdict(DeliveryState.FAILED)
        case Result.UNSURE:
            if unsure >= MOST_UNSURE:
                return Verdict(DeliveryState.FAILED)
            return Verdict(DeliveryState.QUEUED, now + UNSURE_WAIT)
        case Result.LATER:
            if now - queued_at >= GIVE_UP_AFTER:
                return Verdict(DeliveryState.FAILED)
            return Verdict(DeliveryState.QUEUED, now + wait_before_retry(attempts))


FAILURES_ALLOWED = 5
FIRST_REST, LONGEST_REST = timedelta(minutes=15), timedelta(hours=6)


def rest_after(failures: int) -> timedelta | None:
    """How long a chat robot or webhook is left alone after so many failures in a row; None: not yet."""
    over = failures - FAILURES_ALLOWED
    return min(FIRST_REST * (1 << min(over, 10)), LONGEST_REST) if over >= 0 else None
