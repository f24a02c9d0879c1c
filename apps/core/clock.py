"""The one clock: code below the pages takes `now` as an argument and never asks the time itself."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


@cache
def _zones() -> set[str]:
    return available_timezones()


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone, such as Asia/Shanghai."""
    return name in _zones()


def latest_today(moment: datetime) -> date:
    """The latest calendar date it already is anywhere on earth: a date after it lies in the future for everybody."""
    return moment.astimezone(ZoneInfo("Pacific/Kiritimati")).date()
