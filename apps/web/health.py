"""What counts as healthy. One dictionary, shown by `/healthz` and `/metrics` alike."""

from datetime import datetime

from apps.core.selectors import is_database_up, queue_depth, seconds_since_heartbeats
from apps.deadlines.selectors import reminder_lateness
from apps.evidence.selectors import damaged_files
from apps.notifications.selectors import delivery_lateness, oldest_unsent_age
from apps.statistics.selectors import keeping

LATE_SECONDS = 600.0  # by then beat's recovery should have taken up whatever a dead worker left
SILENT_SECONDS = 60.0  # beat and worker give a sign of life every few seconds


def house_health(*, now: datetime) -> dict[str, bool | float | None]:
    """Seconds are ages; None is unknown.

    `oldest_unsent_seconds` may be long because a mail server says "later"; `delivery_late_seconds` and
    `reminders_late_seconds` (since when a reminder should have been handed to the outbox) are our own fault.
    `damaged_files` and what is said of figures want somebody to look, not another server: they take no part in `ok`.
    """
    database = is_database_up()
    queued = queue_depth()
    ages: dict[str, float | None] = {"beat": None, "worker": None}
    oldest = late = reminders = damaged = figures = None
    if database:
        ages = seconds_since_heartbeats(now=now)
        damaged = damaged_files().count()
        figures = keeping(now=now)
        oldest, late = oldest_unsent_age(now).total_seconds(), delivery_lateness(now).total_seconds()
        reminders = reminder_lateness(now).total_seconds()
    parts_live = all(age is not None and age < SILENT_SECONDS for age in ages.values())
    return {
        "ok": database and queued is not None and parts_live and max(late or 0, reminders or 0) < LATE_SECONDS,
        "database": database,
        "broker": queued is not None,
        "queue_depth": queued,
        "beat_seconds": ages["beat"],
        "worker_seconds": ages["worker"],
        "oldest_unsent_seconds": oldest,
        "delivery_late_seconds": late,
        "reminders_late_seconds": reminders,
        "damaged_files": damaged,
        "figures_changes_waiting": figures.waiting if figures else None,
        "figures_differences": figures.differences if figures else None,
        "figures_checked_seconds": figures.checked if figures else None,
    }
