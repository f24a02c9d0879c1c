"""How often limits refused somebody: counts by day, kept for a week beside the limits, of nobody in particular.

They live in the cache, so a restarted broker may lose some; nothing is decided by them.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DAYS = 7
KEPT = (DAYS + 1) * 24 * 60 * 60
LIMITS: dict[str, str | Promise] = {
    "pages": _("signing in and reporting, by where it comes from"),
    "address": _("programs without a token, by where they come from"),
    "token": _("programs, by token"),
    "writes": _("programs, changes by token"),
    "barred": _("people who are kept from it"),
}


@dataclass(frozen=True)
class Refused:
    """One limit, with what it refused on each day, the latest last."""

    label: str | Promise
    days: list[int]

    @property
    def today(self) -> int:
        return self.days[-1]

    @property
    def total(self) -> int:
        return sum(self.days)


def note_refused(limit: str, *, on: date) -> None:
    """Count one refusal."""
    key = _key(limit, on)
    cache.add(key, 0, KEPT)
    with suppress(ValueError):  # the server came back or went away in between: one is lost
        cache.incr(key)


def refused_lately(today: date) -> list[Refused]:
    """Every limit over the last week, in one question to the cache."""
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    keys = [_key(limit, day) for limit in LIMITS for day in days]
    found = cache.get_many(keys)
    return [Refused(label, [int(found.get(_key(limit, day), 0)) for day in days]) for limit, label in LIMITS.items()]


def _key(limit: str, day: date) -> str:
    return f"refused:{limit}:{day.isoformat()}"
