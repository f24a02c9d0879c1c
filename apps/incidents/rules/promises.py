"""How a platform's promise stands: by both readings of its date, and by what was recorded. No database, no clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from apps.incidents.enums import PromiseEnd

# "US time" names no zone: the first of these to reach a day is the strict reading, the last to leave it the loose one.
FIRST_US_ZONE, LAST_US_ZONE = "America/New_York", "America/Los_Angeles"


@dataclass(frozen=True)
class Readings:
    """Two honest readings of when a promise is up: the earliest and the latest moment, each with its zone."""

    strict: datetime
    loose: datetime
    strict_zone: str = FIRST_US_ZONE
    loose_zone: str = LAST_US_ZONE


class PromiseStand(StrEnum):
    """What the page says of a promise. Nothing is called late before the later reading is over."""

    KEPT = "kept"
    BROKEN = "broken"
    RUNNING = "running"
    BETWEEN = "between"  # over by the strict reading, not yet by the loose one
    OVER = "over"  # over by both, and nobody has shown whether it was kept
    NO_DAY = "no_day"


def readings_of_promise(before: date) -> Readings:
    """Until the day `before` begins somewhere in the US, or until it has ended everywhere there."""
    strict = datetime.combine(before, time.min, ZoneInfo(FIRST_US_ZONE))
    loose = datetime.combine(before + timedelta(days=1), time.min, ZoneInfo(LAST_US_ZONE))
    return Readings(strict=strict.astimezone(UTC), loose=loose.astimezone(UTC))


def stand_of(end: str, readings: Readings | None, now: datetime) -> PromiseStand:
    """Where a promise stands; `end` is what was last recorded of it, empty where nothing was."""
    if end in (PromiseEnd.KEPT, PromiseEnd.BROKEN):
        return PromiseStand(end)
    if readings is None:
        return PromiseStand.NO_DAY
    if now < readings.strict:
        return PromiseStand.RUNNING
    return PromiseStand.BETWEEN if now < readings.loose else PromiseStand.OVER


def is_after(day: date, readings: Readings) -> bool:
    """Whether `day` begins only when even the later reading is over."""
    return datetime.combine(day, time.min, ZoneInfo(readings.loose_zone)) >= readings.loose
