"""What the engine answers: due dates with their working, or why there is none. Values, ready to be kept in a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from apps.deadlines.enums import Basis, Bound, Doubt, Kind, NoDateReason, Who
from apps.deadlines.rules.rule import Rule
from apps.deadlines.rules.sentences import SENTENCES, Says
from apps.deadlines.rules.words import Words, fill, write_day, zone_words


@dataclass(frozen=True, slots=True)
class Trigger:
    """What happened, as entered: a day, perhaps a wall time, perhaps the IANA zone both are meant in."""

    day: date
    at: time | None = None
    zone: str = ""

    def as_json(self) -> dict[str, str | None]:
        return {
            "day": self.day.isoformat(),
            "time": self.at.isoformat("minutes") if self.at else None,
            "zone": self.zone or None,
        }


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with the wall clock that shows why: `at` in UTC, `day` and `clock` in `zone` (24:00 ends the day)."""

    at: datetime
    zone: str
    day: date
    clock: str

    @property
    def words(self) -> Words:
        zone = zone_words(self.zone)
        return Words(
            f"{self.clock} on {write_day(self.day, chinese=False)} ({zone.en})",
            f"{write_day(self.day, chinese=True)}{self.clock}（{zone.zh}）",
        )

    def as_json(self) -> dict[str, str]:
        return {
            "at": write_instant(self.at),
            "wall": f"{self.day.isoformat()} {self.clock}",
            "zone": self.zone,
        }


def write_instant(at: datetime) -> str:
    """`2018-03-19T07:00:00Z`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Readings:
    """One date by every reading: `day` counted from the trigger as entered, the earliest instant and the latest."""

    day: date
    strict: Moment
    loose: Moment

    def as_json(self) -> dict[str, object]:
        return {"day": self.day.isoformat(), "strict": self.strict.as_json(), "loose": self.loose.as_json()}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working, kept as its sentence and the values in it, written out when somebody reads it."""

    says: Says
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return fill(SENTENCES[self.says], self.values)


@dataclass(frozen=True, slots=True)
class DueDates:
    """When a rule's time is up, or opens, for one trigger.

    What the seller must do is safe before `act_by`; what another owes is late only after `late_after`; what opens is
    open by every reading from `open_from` (a risk begins there by the first). `holidays_version` is empty when no
    public holidays counted; `is_provisional` says that days off it met are not announced yet.
    """

    rule: Rule
    trigger: Trigger | None
    opens: Readings | None
    due: Readings | None
    doubts: tuple[Doubt, ...]
    working: tuple[Step, ...]
    holidays_version: str
    tzdata_version: str
    is_provisional: bool

    @property
    def needs_counsel(self) -> bool:
        """Whether to show the date as “check with counsel”, and never as law."""
        return bool(self.doubts)

    @property
    def standing(self) -> Basis | None:
        """What the date may be presented as: law, contract, policy …; None: check with counsel first."""
        return None if self.needs_counsel else self.rule.strongest_basis

    @property
    def is_approximate(self) -> bool:
        return self.rule.bound == Bound.ABOUT

    @property
    def act_by(self) -> datetime | None:
        return self.due.strict.at if self.due and self.rule.who == Who.SELLER else None

    @property
    def late_after(self) -> datetime | None:
        return self.due.loose.at if self.due and self.rule.who != Who.SELLER else None

    @property
    def open_from(self) -> datetime | None:
        if self.opens is None:
            return None
        return self.opens.strict.at if self.rule.kind == Kind.RISK_FROM else self.opens.loose.at

    def as_json(self) -> dict[str, object]:
        """Everything, in plain types: what a row keeps and `explain_deadline --json` prints."""
        return {
            **rule_as_json(self.rule),
            "trigger": self.trigger.as_json() if self.trigger else None,
            "opens": self.opens.as_json() if self.opens else None,
            "due": self.due.as_json() if self.due else None,
            "act_by": write_instant(self.act_by) if self.act_by else None,
            "late_after": write_instant(self.late_after) if self.late_after else None,
            "open_from": write_instant(self.open_from) if self.open_from else None,
            "is_approximate": self.is_approximate,
            "is_provisional": self.is_provisional,
            "needs_counsel": self.needs_counsel,
            "doubts": list(self.doubts),
            "standing": self.standing,
            "working": [step.words.as_json() for step in self.working],
            "data": {"holidays": self.holidays_version, "tzdata": self.tzdata_version},
        }


@dataclass(frozen=True, slots=True)
class NoDate:
    """Why a rule gives no date, in a sentence for the reader."""

    rule: Rule
    trigger: Trigger | None
    reason: NoDateReason
    sentence: Words
    doubts: tuple[Doubt, ...]

    @property
    def needs_counsel(self) -> bool:
        return bool(self.doubts)

    def as_json(self) -> dict[str, object]:
        successor = self.rule.successor if self.reason == NoDateReason.NO_LONGER_VALID else None
        return {
            **rule_as_json(self.rule),
            "trigger": self.trigger.as_json() if self.trigger else None,
            "no_date": self.reason,
            "why": self.sentence.as_json(),
            "successor": successor.id if successor else None,
            "needs_counsel": self.needs_counsel,
            "doubts": list(self.doubts),
        }


def rule_as_json(rule: Rule) -> dict[str, object]:
    """What a reader needs of the rule itself, with the edition it came from."""
    return {
        "rule": rule.id,
        "rule_checksum": rule.checksum,
        "pack": {"id": rule.pack.pack, "version": rule.pack.version, "checksum": rule.pack.checksum},
        "title": rule.title.as_json(),
        "todo": rule.todo.as_json(),
        "note": rule.note.as_json() if rule.note else None,
        "platform": rule.platform,
        "jurisdictions": list(rule.jurisdictions),
        "who": rule.who,
        "kind": rule.kind,
        "bound": rule.bound,
        "counting": rule.counting,
        "zone_policy": rule.zone_policy,
        "attempts": rule.attempts,
        "basis": list(rule.basis),
        "confidence": rule.confidence,
        "as_of": rule.as_of.isoformat() if rule.as_of else None,
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "sources": [source.as_json() for source in rule.sources],
    }
