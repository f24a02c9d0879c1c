"""How well a case fits an incident: what agrees, what differs, whether it is worth saying. No database, no clock."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from apps.incidents.enums import Precision

EARLY, LATE = timedelta(days=2), timedelta(days=21)  # notices come before the first report and for weeks after it
ENOUGH = 3


class Fact(StrEnum):
    """What is compared; the worth of each is in WORTH."""

    DOCKET = "docket"
    WORDING = "wording"
    DATE = "date"
    TYPE = "type"
    MARKETPLACE = "marketplace"
    ALLEGATION = "allegation"


WORTH = {Fact.DOCKET: 6, Fact.WORDING: 4, Fact.DATE: 3, Fact.TYPE: 2, Fact.MARKETPLACE: 1, Fact.ALLEGATION: 1}
AGAINST = {Fact.DATE: 4, Fact.TYPE: 2, Fact.MARKETPLACE: 1, Fact.ALLEGATION: 1}
DECIDING = (Fact.DOCKET, Fact.WORDING, Fact.DATE)  # one of these must agree, or everything of a platform fits


@dataclass(frozen=True)
class Looked:
    """What is compared of a case."""

    case_type: str
    allegation: str
    marketplace: str
    day: date | None
    has_notice: bool
    dockets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wave:
    """What is compared of an incident: what was said of it, and what its cases are like (some of them, where there
    are very many)."""

    first: date | None
    first_precision: str
    last: date | None
    last_precision: str
    case_types: frozenset[str]
    allegations: frozenset[str]
    dockets: frozenset[str] = frozenset()
    same_wording: int = 0  # cases
    same_docket: int = 0  # cases
    read: int = 0  # cases whose notice was compared
    marketplaces: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Fit:
    agrees: tuple[Fact, ...]
    differs: tuple[Fact, ...]
    score: int

    @property
    def is_worth_saying(self) -> bool:
        return self.score >= ENOUGH and any(fact in DECIDING for fact in self.agrees)


def fit_of(case: Looked, wave: Wave) -> Fit:
    """Compare what both tell of; what one is silent about neither agrees nor differs."""
    told = {
        Fact.DOCKET: _docket(case, wave),
        Fact.WORDING: _wording(case, wave),
        Fact.DATE: _day(case, wave),
        Fact.TYPE: _one_of(case.case_type, wave.case_types),
        Fact.MARKETPLACE: _one_of(case.marketplace, frozenset(wave.marketplaces)),
        Fact.ALLEGATION: _one_of(case.allegation, wave.allegations | frozenset(wave.reasons)),
    }
    agrees = tuple(fact for fact, is_so in told.items() if is_so)
    differs = tuple(fact for fact, is_so in told.items() if is_so is False)
    score = sum(WORTH[fact] for fact in agrees) - sum(AGAINST.get(fact, 0) for fact in differs)
    return Fit(agrees, differs, score)


def _docket(case: Looked, wave: Wave) -> bool | None:
    if wave.same_docket or case.dockets & wave.dockets:
        return True
    return False if case.dockets and wave.dockets else None


def _wording(case: Looked, wave: Wave) -> bool | None:
    if wave.same_wording:
        return True
    return False if case.has_notice and wave.read else None


def _one_of(value: str, known: frozenset[str]) -> bool | None:
    return value in known if value and known else None


def _day(case: Looked, wave: Wave) -> bool | None:
    if case.day is None or wave.first is None:
        return None
    last = _end_of(wave.last, wave.last_precision) if wave.last else _end_of(wave.first, wave.first_precision)
    return wave.first - EARLY <= case.day <= last + LATE


def _end_of(day: date, precision: str) -> date:
    if precision == Precision.YEAR:
        return date(day.year, 12, 31)
    if precision == Precision.MONTH:
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day + timedelta(days=1) if precision == Precision.WEEKEND else day
