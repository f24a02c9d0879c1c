"""Rules in words, for whoever looks one up or cites it. No database, no clock: `today` is an argument."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from apps.deadlines.enums import BOUNDS, CONFIDENCES, COUNTINGS, JURISDICTIONS, WHO, Bound, Unit
from apps.deadlines.rules.applying import ANY
from apps.deadlines.rules.calendars import HOLIDAYS_VERSION
from apps.deadlines.rules.counting import Length
from apps.deadlines.rules.due import Setting, compute
from apps.deadlines.rules.results import DueDates, NoDate, Trigger
from apps.deadlines.rules.rule import Fixed, PackVersion, Rule, Window
from apps.deadlines.rules.words import Words
from apps.deadlines.rules.working import attempts_step, trigger_words
from apps.deadlines.rules.zones import TZDATA_VERSION
from apps.marketplaces.enums import PLATFORMS

READER = Setting(seller_zone="Asia/Shanghai")  # in whose zone an example is counted: most sellers here sit there
UNITS = {
    Unit.HOUR: (Words("hour", "小时"), Words("hours", "小时")),
    Unit.CALENDAR_DAY: (Words("calendar day", "个自然日"), Words("calendar days", "个自然日")),
    Unit.BUSINESS_DAY: (Words("business day", "个工作日"), Words("business days", "个工作日")),
    Unit.MONTH: (Words("month", "个月"), Words("months", "个月")),
    Unit.YEAR: (Words("year", "年"), Words("years", "年")),
}


@dataclass(frozen=True)
class Asked:
    """What a list of rules is narrowed by; empty: everything. `text` is looked for in both languages."""

    text: str = ""
    platform: str = ""
    jurisdiction: str = ""
    confidence: str = ""
    who: str = ""

    def fits(self, rule: Rule) -> bool:
        return (
            self.platform in ("", rule.platform)
            and (not self.jurisdiction or self.jurisdiction in rule.jurisdictions)
            and self.confidence in ("", rule.confidence)
            and self.who in ("", rule.who)
            and all(word in searched(rule) for word in self.text.casefold().split())
        )


def searched(rule: Rule) -> str:
    """Everything of a rule that a search looks at."""
    texts = [rule.title, rule.todo, trigger_words(rule.triggers), *(source.cite for source in rule.sources)]
    texts += [rule.note] if rule.note else []
    return " ".join([rule.id, *(f"{text.en} {text.zh}" for text in texts)]).casefold()


@dataclass(frozen=True)
class RuleCard:
    """One rule as a list or its page shows it on `today`."""

    rule: Rule
    today: date
    open_dates: int | None = None  # how many open dates hang on it; None: not told

    @property
    def length(self) -> Words:
        """`at most 17 calendar days`; of a named date its wording; of a number of attempts, that."""
        measure = self.rule.measure
        if isinstance(measure, Fixed):
            return Words(f"“{measure.wording.en}”", f"“{measure.wording.zh}”")
        if isinstance(measure, Window):
            unit = UNITS[measure.unit][1]
            return Words(
                f"from day {measure.opens} to day {measure.closes} ({unit.en})",
                f"第{measure.opens}至第{measure.closes}{unit.zh}",
            )
        term = BOUNDS[self.rule.bound] if self.rule.bound else None
        bound = Words(term.en, term.zh) if term else None
        if isinstance(measure, Length) and self.rule.bound == Bound.AT_LEAST_BEFORE:
            length = length_in_words(measure)
            return Words(f"at least {length.en} before", f"至少提前{length.zh}")
        if isinstance(measure, Length):
            return _joined(bound, length_in_words(measure))
        if self.rule.attempts:
            return attempts_step(self.rule.attempts).words
        return bound or Words("no length", "没有期限")

    @property
    def title(self) -> str:
        return self.rule.title.label()

    @property
    def trigger(self) -> Words:
        return trigger_words(self.rule.triggers)

    @property
    def platform(self) -> str:
        return (
            Words("any platform", "任何平台").label()
            if self.rule.platform == ANY
            else PLATFORMS.label(self.rule.platform)
        )

    @property
    def places(self) -> str:
        return " · ".join(JURISDICTIONS.label(code) for code in self.rule.jurisdictions)

    @property
    def who(self) -> str:
        return WHO.label(self.rule.who)

    @property
    def counting(self) -> str:
        return COUNTINGS.label(self.rule.counting)

    @property
    def confidence(self) -> str:
        return CONFIDENCES.label(self.rule.confidence)

    @property
    def needs_counsel(self) -> bool:
        """Whether a date it gave today would be shown as "check with counsel"."""
        return bool(self.rule.doubts_on(self.today))

    @property
    def is_expired(self) -> bool:
        return self.rule.valid_to is not None and self.rule.valid_to < self.today

    @property
    def example(self) -> DueDates | NoDate:
        """What it gives if it happened today, for a seller in China."""
        return compute(self.rule, Trigger(self.today), READER)


def length_in_words(length: Length) -> Words:
    one, many = UNITS[length.unit]
    unit = one if length.value == 1 else many
    return Words(f"{length.value} {unit.en}", f"{length.value}{unit.zh}")


def _joined(before: Words | None, words: Words) -> Words:
    return Words(f"{before.en} {words.en}", f"{before.zh}{words.zh}") if before else words


@dataclass(frozen=True)
class Edition:
    """One pack as it is in use, with how many rules it has."""

    pack: PackVersion
    rules: int


def editions_of(rules: Iterable[Rule]) -> list[Edition]:
    """The packs of these rules, in their order."""
    counted: dict[str, Edition] = {}
    for rule in rules:
        before = counted.get(rule.pack.pack, Edition(rule.pack, 0))
        counted[rule.pack.pack] = Edition(rule.pack, before.rules + 1)
    return list(counted.values())


def calendar_data() -> tuple[str, str]:
    """Which public holidays and which time zones dates are counted with today."""
    return HOLIDAYS_VERSION, TZDATA_VERSION
