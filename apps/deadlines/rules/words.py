"""Texts in both languages at once: a deadline keeps both, because its readers may not share one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol, runtime_checkable

from babel import Locale

from apps.marketplaces.enums import Term, is_chinese

MONTHS = ["January", "February", "March", "April", "May", "June"]
MONTHS += ["July", "August", "September", "October", "November", "December"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKDAYS_ZH = "一二三四五六日"
# Names people use, where the city of the zone would sound odd.
ZONE_NAMES = {"Asia/Shanghai": ("Beijing", "北京"), "UTC": ("UTC", "协调世界时（UTC）")}


@dataclass(frozen=True, slots=True)
class Words:
    """One text in English and in Simplified Chinese."""

    en: str
    zh: str

    def label(self, language: str | None = None) -> str:
        """The text in `language`, or in the reader's."""
        return self.zh if is_chinese(language) else self.en

    def __str__(self) -> str:
        return self.label()

    def as_json(self) -> dict[str, str]:
        return {"en": self.en, "zh": self.zh}


@runtime_checkable
class HasWords(Protocol):
    """A value that writes itself in both languages, asked only when somebody reads the sentence."""

    @property
    def words(self) -> Words: ...


class InputRefused(ValueError):
    """Something that was entered cannot be used; `words` says so to whoever entered it."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def write_day(day: date, *, chinese: bool, weekday: bool = False) -> str:
    """`2 March 2018`, `Friday 2 March 2018`; `2018年3月2日`, `2018年3月2日（星期五）`."""
    if chinese:
        written = f"{day.year}年{day.month}月{day.day}日"
        return f"{written}（星期{WEEKDAYS_ZH[day.weekday()]}）" if weekday else written
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {written}" if weekday else written


@lru_cache(maxsize=2048)
def zone_words(name: str) -> Words:
    """What people call a zone: its city."""
    if name in ZONE_NAMES:
        return Words(*ZONE_NAMES[name])
    english, chinese = (_city(name, language) for language in ("en", "zh"))
    return Words(english, chinese)


def _city(name: str, language: str) -> str:
    known = Locale(language).time_zones.get(name, {})
    return str(known.get("city") or name.rpartition("/")[2].replace("_", " "))


def write_zoned(moment: datetime, *, chinese: bool) -> str:
    """A moment as a clock in its zone shows it, to the minute: `15:00 on 19 March 2018 (Beijing)`."""
    zone = zone_words(str(moment.tzinfo))
    if chinese:
        return f"{write_day(moment.date(), chinese=True)}{moment:%H:%M}（{zone.zh}）"
    return f"{moment:%H:%M} on {write_day(moment.date(), chinese=False)} ({zone.en})"


def write_utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _write_value(value: object, *, chinese: bool) -> str:
    """One value within a sentence: days with their weekday, moments with their zone, what has words in them."""
    if isinstance(value, Term | Words):
        return value.zh if chinese else value.en
    if isinstance(value, datetime):
        return write_utc(value) if str(value.tzinfo) == "UTC" else write_zoned(value, chinese=chinese)
    if isinstance(value, date):
        return write_day(value, chinese=chinese, weekday=True)
    if isinstance(value, HasWords):
        return _write_value(value.words, chinese=chinese)
    if isinstance(value, tuple):
        parts = [_write_value(part, chinese=chinese) for part in value]
        return ("；" if chinese else "; ").join(parts)
    return str(value)


def fill(template: Words, values: Mapping[str, object]) -> Words:
    """The template with its `{places}` filled, each value written in the language of its sentence."""

    def filled(text: str, *, chinese: bool) -> str:
        return text.format(**{name: _write_value(value, chinese=chinese) for name, value in values.items()})

    return Words(filled(template.en, chinese=False), filled(template.zh, chinese=True))
