"""A rule as a value: what a pack says about one date. rules/pack.py reads and checks it."""

from dataclasses import dataclass
from datetime import date

from apps.deadlines.enums import (
    Basis,
    Bound,
    Confidence,
    Counting,
    Doubt,
    Jurisdiction,
    Kind,
    Stage,
    Unit,
    Who,
    ZonePolicy,
)
from apps.deadlines.rules.counting import Length
from apps.deadlines.rules.words import Words
from apps.deadlines.rules.zones import Place


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was found. `seen` is whether the text was read there, or is only known to be its place."""

    cite: Words
    url: str = ""
    seen: bool = True

    def as_json(self) -> dict[str, object]:
        return {"cite": self.cite.as_json(), "url": self.url, "seen": self.seen}


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which something can be done: from the start of day `opens` to the end of day `closes`."""

    opens: int
    closes: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class FixedReading:
    """One way to read a date that somebody named: an edge of the day in a zone."""

    zone: str
    is_end: bool


@dataclass(frozen=True, slots=True)
class Fixed:
    """A date a platform named in its own words, with every way to read them."""

    day: date
    wording: Words
    readings: tuple[FixedReading, ...]


@dataclass(frozen=True, slots=True)
class PackVersion:
    """Which edition of which pack; the checksum is of its contents, not of its layout or comments."""

    pack: str
    version: int
    compiled: date
    checksum: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The rule that came after or before another."""

    id: str
    title: Words
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline, promise, window or duty. `checksum` changes with any fact or word of it."""

    id: str
    pack: PackVersion
    checksum: str
    title: Words
    todo: Words
    note: Words | None
    platform: str
    jurisdictions: tuple[Jurisdiction, ...]  # empty: any
    case_types: tuple[str, ...]  # empty with no stages: any
    stages: tuple[Stage, ...]
    who: Who
    kind: Kind
    triggers: tuple[str, ...]
    measure: Length | Window | Fixed | None
    bound: Bound | None
    zone_policy: ZonePolicy
    counting: Counting
    place: Place | None
    from_end_of_year: bool
    attempts: int | None
    valid_from: date | None
    valid_to: date | None
    replaces: str
    doubtful_after: date | None
    as_of: date | None
    is_application_date: bool  # `as_of` is the day the law began to apply, not a day on which it was seen
    confidence: Confidence
    basis: tuple[Basis, ...]
    sources: tuple[Source, ...]
    successor: Neighbour | None = None
    predecessor: Neighbour | None = None

    @property
    def strongest_basis(self) -> Basis:
        return min(self.basis, key=list(Basis).index)

    def doubts_on(self, day: date | None) -> tuple[Doubt, ...]:
        """Why a date found by this rule from a trigger on `day` is to be checked with counsel; empty if it need not."""
        late, early = self.doubtful_after, self.as_of if self.is_application_date else None
        found = (
            (Doubt.LOW_CONFIDENCE, self.confidence == Confidence.LOW),
            (Doubt.UNDATED, self.as_of is None),
            (Doubt.TEXT_NOT_SEEN, not any(source.seen for source in self.sources)),
            (Doubt.BEFORE_APPLICATION, day is not None and early is not None and day < early),
            (Doubt.READ_YOUR_NOTICE, day is not None and late is not None and day > late),
        )
        return tuple(doubt for doubt, holds in found if holds)
