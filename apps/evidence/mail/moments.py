"""Dates of mails with their zones, in the forms that mailers write. A zone is never guessed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from apps.evidence.mail.found import Moment

LONGEST = 200
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
AFTERNOON = ("下午", "晚上", "傍晚", "pm", "p.m.")
NOON = "中午"
MORNING = ("上午", "凌晨", "早上", "am", "a.m.")

_PERIOD = r"(?P<period>上午|下午|晚上|傍晚|凌晨|早上|中午)?"
_TIME = r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
_WEEKDAY = r"(?:[（(]?\s*(?:星期|周|週|礼拜)[一二三四五六日天]\s*[)）]?)?"
_ZONE = r"(?P<before>(?:GMT|UTC)\s*[+-]\d{1,2}(?::?\d{2})?|北京时间)?"
FORMS = [
    # 2018年2月14日(星期三) 晚上6:30 · 2018-02-14 18:30:05 · 2018/2/14 周三 18:30 · 2018年2月14日 GMT+8 18:30:05
    re.compile(
        rf"(?P<year>\d{{4}})\s*[年/.-]\s*(?P<month>\d{{1,2}})\s*[月/.-]\s*(?P<day>\d{{1,2}})\s*日?[\sT,，]*"
        rf"{_WEEKDAY}\s*{_ZONE}\s*{_PERIOD}\s*{_TIME}"
    ),
    # Wednesday, February 14, 2018 6:30 PM · Wed, Feb 14, 2018 at 6:30 PM · February 14, 2018 at 18:30:05 PST
    re.compile(rf"(?P<name>[A-Z][a-z]{{2,8}})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}),?\s+(?:at\s+)?{_TIME}"),
    # Wednesday, 14 February 2018 18:30 · 14 Feb 2018, at 18:30
    re.compile(rf"(?P<day>\d{{1,2}})\.?\s+(?P<name>[A-Z][a-z]{{2,8}})\.?,?\s+(?P<year>\d{{4}}),?\s+(?:at\s+)?{_TIME}"),
]
OFFSET = re.compile(r"(?:GMT|UTC)?\s*(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?")
# Names that mean one offset in a mail. Not CST: in Beijing it is another hour than in Chicago.
NAMED = {
    "GMT": 0, "UTC": 0, "UT": 0, "Z": 0, "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CDT": -5, "EST": -5, "EDT": -4,
    "JST": 9, "北京时间": 8, "CET": 1, "CEST": 2,
}  # fmt: skip


def read_moment(value: str) -> Moment:
    """A date in whatever form it stands. `at` stays None where it cannot be told."""
    written = " ".join(value.split())[:LONGEST]
    for read in (_standard, _worded):
        if moment := read(written):
            return moment
    return Moment(written)


def _standard(written: str) -> Moment | None:
    """RFC 5322 with its obsolete forms: `Wed, 14 Feb 2018 18:30:05 -0800 (PST)`."""
    bare = re.sub(r"\([^()]*\)", "", written).strip()
    if not re.search(r"[A-Za-z]{3}.*\d{1,2}:\d{2}", bare):
        return None
    zone = bare.rsplit(" ", 1)[-1] if " " in bare else ""
    if not re.fullmatch(r"[+-]\d{4}|[A-Za-z]{1,4}", zone) or zone.lower() in ("am", "pm"):
        return None
    at = _attempt(lambda: parsedate_to_datetime(bare))
    if at is None:
        return None
    if zone == "-0000" or (zone[0].isalpha() and zone.upper() not in NAMED):
        return Moment(written, at.replace(tzinfo=None))
    if zone.upper() in NAMED:
        return Moment(written, at.replace(tzinfo=timezone(timedelta(hours=NAMED[zone.upper()]))), zone)
    return Moment(written, at if at.tzinfo else at.replace(tzinfo=UTC), zone)


def _worded(written: str) -> Moment | None:
    for form in FORMS:
        for found in form.finditer(written):
            at = _attempt(lambda found=found: _built(found))  # type: ignore[misc]
            if at is not None:
                zone = _zone(written[found.end() :], found.groupdict().get("before") or "")
                return Moment(written, at.replace(tzinfo=_offset(zone)), zone if _offset(zone) else "")
    return None


def _attempt(make: Callable[[], datetime]) -> datetime | None:
    try:
        return make()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _built(found: re.Match[str]) -> datetime:
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _month_called(parts["name"])
    hour = int(parts["hour"])
    half = (parts.get("period") or parts.get("half") or "").lower()
    if (half in AFTERNOON and hour < 12) or (half == NOON and hour < 3):
        hour += 12
    elif half in MORNING and hour == 12:
        hour = 0
    minute, second = int(parts["minute"]), int(parts["second"] or 0)
    return datetime(int(parts["year"]), month, int(parts["day"]), hour, minute, second)  # noqa: DTZ001  wall time


def _month_called(name: str) -> int:
    """1 to 12 by the first three letters. Raises ValueError."""
    return MONTHS.split().index(name[:3].lower()) + 1


def _zone(rest: str, before: str) -> str:
    """The zone that follows a time, or stood before it; empty where none is stated."""
    if before:
        return before.replace(" ", "")
    found = re.match(r"\s*[（(]?\s*((?:GMT|UTC)?\s*[+-]\d{1,2}:?\d{0,2}|[A-Z]{1,4}\b|北京时间)", rest)
    return found.group(1).replace(" ", "") if found else ""


def _offset(zone: str) -> timezone | None:
    if zone.upper() in NAMED:
        return timezone(timedelta(hours=NAMED[zone.upper()]))
    found = OFFSET.fullmatch(zone)
    if not found or int(found["hours"]) > 14 or int(found["minutes"] or 0) > 59:
        return None
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    return timezone(timedelta(minutes=minutes if found["sign"] == "+" else -minutes))
