"""When a day begins and ends, zone by zone. All moments returned are aware and in UTC.

Zones come from the `tzdata` package, never from the operating system, so that the same date is found on every machine
and its version can be kept with the date.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import tzdata
import yaml

from apps.deadlines.enums import DATA, Jurisdiction
from apps.deadlines.rules.words import InputRefused, Words

TZDATA_VERSION = f"tzdata {tzdata.IANA_VERSION}"
PLACES_FILE = yaml.safe_load((DATA / "places.yaml").read_text(encoding="utf-8"))
TICK = timedelta(microseconds=1)


class ZoneUnknown(InputRefused):
    """`name` is not a time zone of the IANA database."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Words(
                f"“{name}” is not a time zone. Write it as the IANA database does, such as Asia/Shanghai.",
                f"“{name}”不是有效的时区。请使用IANA时区名称，例如 Asia/Shanghai。",
            )
        )


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises ZoneUnknown."""
    if name not in zone_names():
        raise ZoneUnknown(name)
    with (files("tzdata") / "zoneinfo" / name).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def instant_of(day: date, at: time, zone_name: str) -> datetime:
    """The instant of a wall time. One that comes twice, or never, at a clock change means the earlier instant."""
    wall = datetime.combine(day, at, tzinfo=zone(zone_name))
    return min(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def is_clear(day: date, at: time, zone_name: str) -> bool:
    """Whether a wall time comes exactly once."""
    wall = datetime.combine(day, at, tzinfo=zone(zone_name))
    return wall.utcoffset() == wall.replace(fold=1).utcoffset()


@lru_cache(maxsize=65536)
def start_of_day(day: date, zone_name: str) -> datetime:
    """The first instant of a day. Where the clock skips midnight, that is the instant of the skip itself."""
    return datetime.combine(day, time(), tzinfo=zone(zone_name)).astimezone(UTC)


def end_of_day(day: date, zone_name: str) -> datetime:
    """The instant a day is over, which is the first of the next one: “24:00”."""
    return start_of_day(day + timedelta(days=1), zone_name)


def day_in(moment: datetime, zone_name: str) -> date:
    """The date it is at `moment` in that zone."""
    return moment.astimezone(zone(zone_name)).date()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a court sits or a platform acts.

    `holidays` names a country, or country and subdivision (`US-CA`), whose public holidays count; empty: weekends only.
    """

    code: str
    name: Words
    zones: tuple[str, ...]
    holidays: str


def _places() -> dict[str, Place]:
    return {
        code: Place(code, Words(row["en"], row["zh"]), tuple(row["zones"]), row["holidays"] or "")
        for code, row in PLACES_FILE["places"].items()
    }


PLACES = _places()


@lru_cache(maxsize=256)
def platform_zones(platform: str, jurisdictions: tuple[Jurisdiction, ...]) -> tuple[str, ...]:
    """The zones a platform's day may end in where its text names none, in the order of the jurisdictions."""
    zones = PLACES_FILE["platform_zones"]
    if platform not in zones:
        return tuple(zones["default"])
    own = zones[platform]
    found = [name for code in jurisdictions for name in own.get(code, ())]
    return tuple(dict.fromkeys(found)) or tuple(own["any"])
