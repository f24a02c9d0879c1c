"""Dates and times as reports write them, with their zones. Day before month, or after it, is decided per file."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from itertools import repeat
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from apps.losses.reports.rows import Cell, Moment, are_texts

CACHE = 2_048
MONTH_LANGUAGES = ("en", "de", "fr", "it", "es", "nl", "sv", "pl", "pt", "tr")
MORE_MONTHS = {"sept": 9, "maerz": 3, "mrz": 3, "set": 9, "fev": 2, "fevr": 2, "aout": 8, "dec": 12, "ago": 8}


class Order(StrEnum):
    """What comes first in `03/04/2026`."""

    DAY = "dd/mm"
    MONTH = "mm/dd"


# Minutes east of UTC. CST is the American one and IST the Indian one, as the platforms use them.
_OFFSETS = {
    **dict.fromkeys(("UTC", "GMT", "Z", "UT", "WET"), 0),
    **dict.fromkeys(("WEST", "BST", "CET", "MEZ", "WAT"), 60),
    **dict.fromkeys(("CEST", "MESZ", "MSZ", "EET", "SAST", "CAT", "HNEC"), 120),
    **dict.fromkeys(("EEST", "MSK", "TRT", "AST+3", "EAT"), 180),
    "GST": 240,
    "IST": 330,
    "ICT": 420,
    **dict.fromkeys(("SGT", "HKT", "MYT", "PHT", "AWST"), 480),
    **dict.fromkeys(("JST", "KST"), 540),
    "AEST": 600,
    "AEDT": 660,
    "ACST": 570,
    "ACDT": 630,
    "NZST": 720,
    "NZDT": 780,
    "NDT": -150,
    "NST": -210,
    **dict.fromkeys(("BRT", "ADT", "ART", "CLST"), -180),
    **dict.fromkeys(("EDT", "AST", "CLT"), -240),
    **dict.fromkeys(("EST", "CDT"), -300),
    **dict.fromkeys(("CST", "MDT"), -360),
    **dict.fromkeys(("MST", "PDT"), -420),
    **dict.fromkeys(("PST", "AKDT"), -480),
    "AKST": -540,
    "HST": -600,
}
_SHIFT = re.compile(r"(?:(?:GMT|UTC)\s*)?([+\u2212-])(\d{1,2})(?::?(\d{2}))?")
_REGION = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?")

_DATE_FORMS = {
    "year": re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    "east": re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日"),
    "numbers": re.compile(r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?!\d)"),
    "day": re.compile(
        r"(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er|º)?[\s-]+(?:de\s+)?(?P<name>[^\W\d_]+)\.?,?[\s-]+(?:de\s+)?(?P<y>\d{4}|\d{2})(?!\d)"
    ),
    "month": re.compile(r"(?P<name>[^\W\d_]+)\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"),
}
_TIME = re.compile(
    r"[T,\s]*(?P<east>午前|午後|上午|下午)?\s*(?P<h>\d{1,2})[:.時](?P<mi>\d{2})(?:[:.分](?P<s>\d{2}))?(?:[.,]\d{1,9})?秒?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2\d{2}")


def _plain(word: str) -> str:
    """Without accents, dots and capitals: `Févr.` is `fevr`."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in decomposed if sign.isalpha())


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Names of months in every language that reports use. No two languages disagree about one (a test says so)."""
    names = dict(MORE_MONTHS)
    for language in MONTH_LANGUAGES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    names.setdefault(_plain(name), number)
    return names


def usual_order(language: str) -> Order | None:
    """Which comes first where this language is written (`en` is American, as its reports are); None if unknown."""
    try:
        pattern = Locale.parse(language, sep="-").date_formats["short"].pattern
    except (ValueError, UnknownLocaleError):
        return None
    return Order.MONTH if pattern.find("M") < pattern.find("d") and not pattern.startswith("y") else Order.DAY


class DateEvidence:
    """What the dates of a file say about their order."""

    def __init__(self) -> None:
        self.day = self.month = self.either = ""

    def add(self, cells: Iterable[Cell]) -> None:
        for cell in cells:
            if isinstance(cell, str) and cell[4:5] != "-" and (found := _NUMERIC.match(cell)):
                self._weigh(cell[:10], int(found[1]), int(found[3]))

    def _weigh(self, text: str, first: int, second: int) -> None:
        if first > 12:
            self.day = self.day or text
        elif second > 12:
            self.month = self.month or text
        elif first != second:
            self.either = self.either or text

    @property
    def is_decided(self) -> bool:
        """Whether more dates could not change what was found, save to contradict it."""
        return bool(self.day or self.month) or not self.either

    def decide(self, usual: Order | None) -> tuple[Order | None, str]:
        """The order and what decided it: `cells`, `language`, `guess`, `mixed` (no order) or `nothing`."""
        if self.day and self.month:
            return None, "mixed"
        if self.day or self.month:
            return (Order.DAY if self.day else Order.MONTH), "cells"
        if not self.either:
            return None, "nothing"
        return (usual, "language") if usual else (Order.MONTH, "guess")


@lru_cache(maxsize=512)
def zone_of(text: str) -> tzinfo | None:
    """`PST`, `GMT+09:00`, `-0700`, `Europe/Berlin`. Raises ValueError for a word that is no zone."""
    text = text.strip().strip("()")
    if not text:
        return None
    if (minutes := _OFFSETS.get(text.upper())) is not None:
        return timezone(timedelta(minutes=minutes)) if minutes else UTC
    if found := _SHIFT.fullmatch(text):
        shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(shift if found[1] == "+" else -shift)
    if _REGION.fullmatch(text):
        try:
            return ZoneInfo(text)
        except (KeyError, OSError) as error:
            raise ValueError("no such zone") from error
    raise ValueError("no zone")


def moment_of(at: datetime, zone: str) -> Moment:
    """Without a zone the instant is taken as UTC, and the day is the one that was written."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Moment(aware, aware.date(), zone, aware.astimezone(UTC).isoformat()[:19])


def day_of(day: date) -> Moment:
    """A day without a time."""
    return Moment(datetime(day.year, day.month, day.day, tzinfo=UTC), day, "", day.isoformat())


def _read_iso(cell: str) -> Moment | None:
    """The quick way for `2026-06-17 08:14:22 UTC` and `2025-06-05T22:07:18+00:00`."""
    if cell[4:5] != "-" or cell[7:8] != "-" or len(cell) < 16:
        return None
    try:
        if len(cell) == 23 and cell.endswith(" UTC") and cell[10] == " ":
            text = f"{cell[:10]}T{cell[11:19]}"
            at = datetime.fromisoformat(f"{text}+00:00")
            return Moment(at, at.date(), "UTC", text)
        if cell.endswith(" UTC"):
            return moment_of(datetime.fromisoformat(cell[:-4]).replace(tzinfo=UTC), "UTC")
        at = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return moment_of(at, cell[19:].strip() if at.tzinfo else "")


_STAMP = "2026-06-17 08:14:22 UTC"
_STAMPS = re.compile(r"(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n)+", re.ASCII)


def _stamps(lines: str) -> list[Moment | None]:
    """The moments of lines that all look like `_STAMP`. Raises ValueError for a day or an hour that there is not."""
    ats = list(map(datetime.fromisoformat, lines.replace(" UTC", "+00:00").splitlines()))
    texts = lines.replace(" UTC", "").replace(" ", "T").splitlines()
    return list(map(Moment._make, zip(ats, map(datetime.date, ats), repeat("UTC"), texts)))


class MomentReader(dict[Cell, Moment | None]):
    """`moments[cell]`, read in one order of day and month and remembered; None for an empty cell.

    Raises ValueError for what is no date, or could be two.
    """

    def __init__(self, order: Order | None) -> None:
        super().__init__()
        self.order = order

    def __missing__(self, cell: Cell) -> Moment | None:
        moment = self._read(cell)
        if len(self) >= CACHE:
            self.clear()
        self[cell] = moment
        return moment

    def column(self, cells: Sequence[Cell]) -> list[Moment | None]:
        """The moments of many cells, those of the commonest form all at once. Raises ValueError as for a single one."""
        if are_texts(cells) and set(map(len, cells)) == {len(_STAMP)}:
            together = "\n".join((*cells, ""))
            try:
                return _stamps(together) if _STAMPS.fullmatch(together) else list(map(self.__getitem__, cells))
            except ValueError:
                pass
        return list(map(self.__getitem__, cells))

    def _read(self, cell: Cell) -> Moment | None:
        if isinstance(cell, datetime):
            return moment_of(cell, "")
        if isinstance(cell, date):
            return day_of(cell)
        if not isinstance(cell, str):
            raise ValueError("a number")
        if moment := _read_iso(cell):
            return moment
        text = " ".join(unicodedata.normalize("NFKC", cell).strip().strip('"').split())
        return self._parse(text) if text not in ("", "--", "-", "N/A") else None

    def _parse(self, text: str) -> Moment:
        day, rest = self._date(text)
        found = _TIME.match(rest)
        if not found:
            zone_of(rest)
            return day_of(day)
        at = datetime(day.year, day.month, day.day, _hour(found), int(found["mi"]), int(found["s"] or 0))  # noqa: DTZ001
        rest = rest[found.end() :]
        return moment_of(at.replace(tzinfo=zone_of(rest)), rest.strip().strip("()"))

    def _date(self, text: str) -> tuple[date, str]:
        for form, pattern in _DATE_FORMS.items():
            if found := pattern.match(text):
                return self._day(form, found), text[found.end() :]
        raise ValueError("no date")

    def _day(self, form: str, found: re.Match[str]) -> date:
        year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
        if form in ("day", "month"):
            month = _months().get(_plain(found["name"]))
            if month is None:
                raise ValueError("no month")
            return date(year, month, int(found["d"]))
        if form != "numbers":
            return date(year, int(found["m"]), int(found["d"]))
        first, second = int(found["a"]), int(found["b"])
        order = Order.DAY if found["sep"] == "." else self.order or _evident(first, second)
        return date(year, second, first) if order is Order.DAY else date(year, first, second)


def _evident(first: int, second: int) -> Order:
    if first > 12 or first == second:
        return Order.DAY
    if second > 12:
        return Order.MONTH
    raise ValueError("day or month first?")


def _hour(found: re.Match[str]) -> int:
    hour = int(found["h"])
    half = (found["half"] or "").lower()[:1] or {"午前": "a", "上午": "a", "午後": "p", "下午": "p"}.get(
        found["east"] or ""
    )
    if half and 1 <= hour <= 12:
        return hour % 12 + (12 if half == "p" else 0)
    return hour
