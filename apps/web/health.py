"""What counts as healthy. One dictionary, shown by `/healthz` and `/metrics` alike."""

from datetime import datetime

from apps.core.selectors import is_database_up, queue_depth, seconds_since_heartbeats

SILENT_SECONDS = 60.0  # beat and worker give a sign of life every few seconds


def house_health(*, now: datetime) -> dict[str, bool | float | None]:
    """Seconds are ages; None is unknown or, for `oldest_unsent_seconds`, nothing waits."""
    database = is_database_up()
    queued = queue_depth()
    ages: dict[str, float | None] = {"beat": None, "worker": None}
    if database:
        ages = seconds_since_heartbeats(now=now)
    parts_live = all(age is not None and age < SILENT_SECONDS for age in ages.values())
    return {
        "ok": database and queued is not None and parts_live,
        "database": database,
        "broker": queued is not None,
        "queue_depth": queued,
        "beat_seconds": ages["beat"],
        "worker_seconds": ages["worker"],
    }
