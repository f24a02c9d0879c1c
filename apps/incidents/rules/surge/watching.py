"""Sellers by day of the event, made into series, and which of them rise now. No database, no clock."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from apps.incidents.rules.surge.scan import Watch, scan
from apps.incidents.rules.surge.series import Judged, Series

LOOK_BACK = 14  # days; a seller files days after the notice, so the last two weeks are judged at every look
Name = tuple[str, str, str]  # platform, kind of case, marketplace


@dataclass(frozen=True)
class Event:
    """A seller was hit on a day."""

    platform: str
    case_type: str
    marketplace: str
    day: date
    seller: str

    @property
    def series(self) -> Name:
        return self.platform, self.case_type, self.marketplace


@dataclass(frozen=True)
class Risen:
    """A day of a series on which more sellers were hit than expected."""

    series: Name
    day: date
    found: Judged


def first_day(today: date, watch: Watch) -> date:
    """The first day whose events the watch needs."""
    return today - timedelta(days=watch.earliest + LOOK_BACK + max(watch.windows))


def series_of(events: Iterable[Event], first: date, last: date) -> dict[Name, Series]:
    """One series of each name, of days from `first` to `last`; events outside are left out."""
    days = (last - first).days + 1
    who: dict[Name, list[set[str]]] = defaultdict(lambda: [set() for _ in range(days)])
    for event in events:
        if first <= event.day <= last:
            who[event.series][(event.day - first).days].add(event.seller)
    return {
        name: Series("", tuple(map(len, sellers)), first, who=tuple(map(frozenset, sellers)))
        for name, sellers in sorted(who.items())
    }


def rising(events: Iterable[Event], today: date, watch: Watch = Watch()) -> list[Risen]:  # noqa: B008  frozen
    """The first alarm of each series within LOOK_BACK days of `today`. The marketplaces of one platform and kind of
    case are parts of one parent; all series together share the allowed false alarms."""
    first = first_day(today, watch)
    series = series_of(events, first, today)
    families: dict[tuple[str, str], list[Name]] = defaultdict(list)
    for name in series:
        families[name[:2]].append(name)
    places = range((today - first).days - LOOK_BACK, (today - first).days + 1)
    found = []
    for names in families.values():
        share = replace(watch, false_alarms=watch.false_alarms * len(names) / len(series))
        for name, judged in zip(names, scan([series[name] for name in names], places, share), strict=True):
            alarm = next((one for one in judged if one.alarm), None)
            if alarm:
                found.append(Risen(name, first + timedelta(days=alarm.place), alarm))
    return found
