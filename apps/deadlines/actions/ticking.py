"""One beat of reminding: the same for the beat's task and for `manage.py deliver_due`, and careful with clocks.

A machine that slept, an outage and a clock set wrong look alike: suddenly it is hours later. What is urgent goes out at
once. The rest waits a quarter of an hour, so that somebody or the time service may set a wrong clock right before it
cries; then it is caught up, each step once, saying that it is late. The same after a shorter silence when a crowd is
due at once, which is how a wrong clock or a restored database looks from here. A clock set back needs no guard: what
went out has its row, and nothing is due early.
"""

from collections import Counter
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from apps.core.actions import note_heartbeat
from apps.core.selectors import seen_at
from apps.deadlines.actions.digests import send_digests
from apps.deadlines.actions.reminding import remind_due
from apps.deadlines.actions.stand_ins import tell_stand_ins
from apps.deadlines.actions.wishes import follow_proved_outlets
from apps.deadlines.selectors import due_reminder_count

log = structlog.get_logger()
JUMP = timedelta(hours=6)
SILENCE, CROWD = timedelta(minutes=15), 200  # so many due at once are no surprise to a watch that looks every minute
HOLD = timedelta(minutes=15)
URGENT = timedelta(hours=24)  # dates that end sooner are not held
WATCH, JUMPED = "reminders", "clock jumped"


def tick(*, limit: int, now: datetime) -> Counter[str]:
    """Hand due reminders, daily summaries and words to stand-ins to the outbox; returns how many came to what.

    Twice is as once.
    """
    is_held = watch_clock(now=now)
    follow_proved_outlets(now=now)
    done = remind_due(limit=limit, ending_before=now + URGENT if is_held else None, now=now)
    if not is_held:
        done["summaries"] = send_digests(now=now)
        done["told"] = tell_stand_ins(now=now)
    return +done


@transaction.atomic
def watch_clock(*, now: datetime) -> bool:
    """Note that it is `now`; whether what is not urgent is held because the clock has jumped a short while ago."""
    last, jumped = seen_at(WATCH), seen_at(JUMPED)
    note_heartbeat(name=WATCH, now=now)
    if last and _has_jumped(last, now):
        log.error("clock_jumped", hours=round((now - last) / timedelta(hours=1), 1))
        if now > last:
            note_heartbeat(name=JUMPED, now=now)
            return True
    return _is_within_hold(jumped, now)


def is_held(*, now: datetime) -> bool:
    """Whether what is not urgent waits because the clock has jumped, be it that no beat has noted it yet."""
    last, jumped = seen_at(WATCH), seen_at(JUMPED)
    return (last is not None and now > last and _has_jumped(last, now)) or _is_within_hold(jumped, now)


def _is_within_hold(jumped: datetime | None, now: datetime) -> bool:
    return jumped is not None and jumped <= now < jumped + HOLD


def _has_jumped(last: datetime, now: datetime) -> bool:
    return abs(now - last) > JUMP or (now - last > SILENCE and due_reminder_count(now) >= CROWD)
