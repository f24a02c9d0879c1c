"""Which days are worked at a place: weekends, public holidays, and the PRC's make-up working days.

The holidays library carries the data; its version is kept with every date found by it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from holidays.version import __version__ as holidays_version

from apps.deadlines.enums import WORDS
from apps.deadlines.rules.words import WEEKDAYS, WEEKDAYS_ZH, Words, write_day
from apps.deadlines.rules.zones import Place

HOLIDAYS_VERSION = f"holidays {holidays_version}"
OBSERVED = " (observed)"


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that is not worked, and why."""

    day: date
    reason: Words

    @property
    def words(self) -> Words:
        """`Saturday 21 April 2018`, `Monday 25 December 2017, Christmas Day`."""
        english, chinese = (write_day(self.day, chinese=language, weekday=True) for language in (False, True))
        if english.startswith(self.reason.en):  # the weekday alone is the reason
            return Words(english, chinese)
        return Words(f"{english}, {self.reason.en}", f"{chinese}{self.reason.zh}")


@dataclass(frozen=True, slots=True)
class YearOfDays:
    """The days of one year that differ from the week: public holidays, and weekend days worked to make up for them."""

    off: dict[date, Words]
    worked: frozenset[date]
    provisional: bool  # the arrangement of this year is not announced yet


@lru_cache(maxsize=512)
def year_of(holidays_of: str, year: int) -> YearOfDays:
    """The holidays of a country, or of a country and subdivision (`US-CA`), in one year."""
    country, _, subdivision = holidays_of.partition("-")
    found = holidays.country_holidays(country, years=year, language="en_US")
    off = {day: Words(name, _chinese_for(name)) for day, name in found.items()}
    if "zh_CN" in found.supported_languages:
        chinese = holidays.country_holidays(country, years=year, language="zh_CN")
        off = {day: _exchanged(Words(name, chinese[day])) for day, name in found.items()}
    if subdivision:  # a court closes on its state's holidays and on the federal ones the state does not keep
        own = holidays.country_holidays(country, subdiv=subdivision, years=year, language="en_US")
        off = {day: Words(name, _chinese_for(name)) for day, name in own.items()} | off
    return YearOfDays(off, frozenset(found.weekend_workdays), _is_provisional(found, year))


def _exchanged(name: Words) -> Words:
    """The library's “Day off (substituted from 02/04/2024)” as people say it: off in exchange for a Sunday worked."""
    found = re.fullmatch(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)", name.en)
    if not found:
        return name
    worked = date(int(found[3]), int(found[1]), int(found[2]))
    english, chinese = (write_day(worked, chinese=language) for language in (False, True))
    return Words(f"day off in exchange for {english}", f"调休（{chinese}补班）")


def _chinese_for(names: str) -> str:
    """Chinese for names of holidays the library has none for; a name we have no word for stays English."""
    known = WORDS["holiday"]
    written = []
    for name in names.split("; "):
        plain = name.removesuffix(OBSERVED)
        written.append(str(known.get(plain, plain)) + ("（补假）" if name.endswith(OBSERVED) else ""))
    return "、".join(written)


def _is_provisional(found: holidays.HolidayBase, year: int) -> bool:
    """The PRC announces each year's days off in the November before; until then the library can only estimate."""
    if found.country != "CN":
        return False
    announced: Iterable[int] = found.special_public_holidays
    return year > max(announced)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of a place. Without a place every day counts as worked except Saturday and Sunday."""

    place: Place | None = None
    with_subdivision: bool = True

    @property
    def holidays_of(self) -> str:
        name = self.place.holidays if self.place else ""
        return name if self.with_subdivision else name.partition("-")[0]

    @property
    def version(self) -> str:
        """What the days came from; empty when only weekends counted."""
        return f"{HOLIDAYS_VERSION} ({self.holidays_of})" if self.holidays_of else ""

    def why_off(self, day: date) -> Words | None:
        """Why `day` is not a working day; None when it is one."""
        year = year_of(self.holidays_of, day.year) if self.holidays_of else None
        if year and day in year.off:
            return year.off[day]
        if day.weekday() >= 5 and not (year and day in year.worked):
            return Words(WEEKDAYS[day.weekday()], f"星期{WEEKDAYS_ZH[day.weekday()]}")
        return None

    def is_worked(self, day: date) -> bool:
        return self.why_off(day) is None

    def is_provisional(self, day: date) -> bool:
        """Whether the days off around `day` were not announced when the data was made."""
        return bool(self.holidays_of) and year_of(self.holidays_of, day.year).provisional
