"""Dates and moments in words: `3 Mar 2018, 08:00 (Los Angeles time)`, `2018年3月3日 08:00（洛杉矶时间）`.

Twenty-four hours and the month as a word, because 03/04 is another day on the other side of an ocean.
"""

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_location
from django.utils import timezone
from django.utils.translation import gettext

from apps.core.money import locale_of

BEIJING = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC")


def say_date(day: date, language: str | None = None) -> str:
    """A calendar date as it stands; a datetime is first taken to the active time zone."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    locale = locale_of(language)
    return format_date(day, format="long" if locale.language == "zh" else "d MMMM y", locale=locale)


def say_place(zone: tzinfo) -> str:
    """A time zone by the city people know it by, in the active language."""
    name = str(zone)
    if name in BEIJING:
        return gettext("Beijing time")
    if name in ("UTC", "Etc/UTC"):
        return "UTC"
    return gettext("%(city)s time") % {"city": get_timezone_location(zone, locale=locale_of(), return_city=True)}


def say_moment(moment: datetime, zone: tzinfo | str | None = None) -> str:
    """Date, time and place of an aware moment in `zone` (the active one when none is given), in the active language."""
    there = ZoneInfo(zone) if isinstance(zone, str) else zone or timezone.get_current_timezone()
    words = say_minute(moment, there)
    return f"{words}（{say_place(there)}）" if locale_of().language == "zh" else f"{words} ({say_place(there)})"


def say_minute(moment: datetime, zone: tzinfo | None = None) -> str:
    """The same without the place, for pages that name the zone once."""
    locale = locale_of()
    pattern = "y年M月d日 HH:mm" if locale.language == "zh" else "d MMM y, HH:mm"
    return format_datetime(moment, pattern, tzinfo=zone or timezone.get_current_timezone(), locale=locale)


def say_distance(distance: timedelta) -> str:
    """`in 3 days`, `2 hours ago`."""
    return format_timedelta(distance, add_direction=True, threshold=1.2, locale=locale_of())
