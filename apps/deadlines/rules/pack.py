"""Rule packs: the rules of data/rules/*.yaml, read strictly and checked against each other.

A pack has an id, a version and the date it was compiled. Whoever changes a rule raises the version and enters the new
checksum in data/versions.yaml; a test refuses a changed pack under an old version.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from apps.deadlines.enums import (
    BACKWARDS,
    DATA,
    MAY_BE_ZERO,
    TRIGGERS,
    WITHOUT_LENGTH,
    Basis,
    Bound,
    Confidence,
    Counting,
    Jurisdiction,
    Kind,
    Stage,
    Unit,
    Who,
    ZonePolicy,
)
from apps.deadlines.rules.counting import Length
from apps.deadlines.rules.reading import Fields, PackInvalid, read_yaml
from apps.deadlines.rules.rule import Fixed, FixedReading, Neighbour, PackVersion, Rule, Source, Window
from apps.deadlines.rules.words import Words
from apps.deadlines.rules.zones import PLACES, Place, zone_names
from apps.marketplaces.enums import CASE_TYPES, PLATFORMS

PACKS = DATA / "rules"


class RuleBook(Mapping[str, Rule]):
    """Every rule by its id, in the order of the packs."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules: dict[str, Rule] = {}
        for rule in rules:
            if rule.id in self._rules:
                raise PackInvalid(f"{rule.pack.pack}: the rule {rule.id} is there twice.")
            self._rules[rule.id] = rule
        for rule in rules:
            if rule.replaces:
                self._link(rule)

    def _link(self, newer: Rule) -> None:
        older = self._rules.get(newer.replaces)
        if older is None:
            raise PackInvalid(f"{newer.pack.pack}, {newer.id}: it replaces {newer.replaces}, which no pack has.")
        self._rules[older.id] = replace(self._rules[older.id], successor=_neighbour(newer))
        self._rules[newer.id] = replace(self._rules[newer.id], predecessor=_neighbour(older))

    def __getitem__(self, rule_id: str) -> Rule:
        return self._rules[rule_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def near(self, name: str) -> list[str]:
        """Ids that look like `name`, likeliest first."""
        part = name.lower().rpartition(".")[2]
        holding = [rule_id for rule_id in self._rules if part and part in rule_id]
        return list(dict.fromkeys(get_close_matches(name.lower(), list(self._rules), n=5, cutoff=0.5) + holding))[:5]


def _neighbour(rule: Rule) -> Neighbour:
    return Neighbour(rule.id, rule.title, rule.valid_from, rule.valid_to)


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The rules that come with the program. Raises PackInvalid."""
    return read_packs(PACKS)


def read_packs(folder: Path) -> RuleBook:
    """The rules of every pack in a folder. Raises PackInvalid."""
    return RuleBook([rule for path in sorted(folder.glob("*.yaml")) for rule in read_pack(path)])


def read_pack(path: Path) -> list[Rule]:
    """The rules of one pack, not yet linked to those they replace. Raises PackInvalid."""
    raw = read_yaml(path)
    fields = Fields(path.name, raw)
    compiled = fields.day("compiled")
    if compiled is None:
        raise fields.invalid("“compiled” must be a date.")
    version = PackVersion(fields.text("pack"), fields.whole("version", least=1), compiled, checksum(raw))
    fields.required_words("title")
    if version.pack != path.stem:
        raise fields.invalid(f"the pack calls itself “{version.pack}”; it must be named like its file.")
    raw_rules = raw.get("rules") or []
    rules = fields.each("rules", lambda rule_fields: _rule(rule_fields, version))
    fields.finish()
    return [replace(rule, checksum=checksum(raw_rules[number])) for number, rule in enumerate(rules)]


def checksum(content: Any) -> str:
    """SHA-256 of what was read: the same for the same facts and words, however the file is laid out."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _rule(fields: Fields, pack: PackVersion) -> Rule:
    rule_id = fields.text("id")
    fields.where = f"{pack.pack}, {rule_id}"
    rule = Rule(
        id=rule_id,
        pack=pack,
        checksum="",
        title=fields.required_words("title"),
        todo=fields.required_words("todo"),
        note=fields.words("note", None),
        platform=fields.known("platform", fields.take("platform"), [*PLATFORMS, "any"]),
        jurisdictions=fields.some_of("jurisdiction", Jurisdiction),
        case_types=fields.some_codes("case_types", CASE_TYPES, "any"),
        stages=fields.some_of("stages", Stage, "any"),
        who=fields.one_of("who", Who),
        kind=fields.one_of("kind", Kind),
        triggers=fields.some_codes("trigger", TRIGGERS),
        measure=_measure(fields),
        bound=_bound(fields),
        zone_policy=fields.one_of("zones", ZonePolicy),
        counting=fields.one_of("counting", Counting),
        place=_place(fields),
        from_end_of_year=fields.flag("from_end_of_year"),
        attempts=_attempts(fields),
        valid_from=fields.day("valid_from", None),
        valid_to=fields.day("valid_to", None),
        replaces=fields.text("replaces", ""),
        doubtful_after=fields.day("doubtful_after", None),
        as_of=fields.day("as_of"),
        is_application_date=fields.flag("is_application_date"),
        confidence=fields.one_of("confidence", Confidence),
        basis=fields.some_of("basis", Basis),
        sources=fields.each("sources", _source),
    )
    for complaint in complaints_about(rule):
        raise fields.invalid(complaint)
    return rule


def _measure(fields: Fields) -> Length | Window | Fixed | None:
    found: list[Length | Window | Fixed] = []
    if length := fields.inner("length"):
        found.append(Length(length.whole("value"), length.one_of("unit", Unit)))
        length.finish()
    if window := fields.inner("window"):
        found.append(Window(window.whole("opens"), window.whole("closes"), window.one_of("unit", Unit)))
        window.finish()
    if fixed := fields.inner("fixed"):
        found.append(_fixed(fixed))
        fixed.finish()
    if len(found) > 1:
        raise fields.invalid("give one of length, window and fixed.")
    return found[0] if found else None


def _fixed(fields: Fields) -> Fixed:
    day = fields.day("day")
    if day is None:
        raise fields.invalid("“day” must be a date.")
    return Fixed(day, fields.required_words("wording"), fields.each("readings", _fixed_reading))


def _fixed_reading(fields: Fields) -> FixedReading:
    zone_name = fields.known("zone", fields.take("zone"), zone_names())
    return FixedReading(zone_name, fields.known("edge", fields.take("edge"), ["start", "end"]) == "end")


def _bound(fields: Fields) -> Bound | None:
    value = fields.take("bound", None)
    return None if value is None else Bound(fields.known("bound", value, list(Bound)))


def _place(fields: Fields) -> Place | None:
    value = fields.take("place", None)
    return None if value is None else PLACES[fields.known("place", value, PLACES)]


def _attempts(fields: Fields) -> int | None:
    value = fields.take("attempts", None)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise fields.invalid("“attempts” must be a whole number from 1 up.")
    return value


def _source(fields: Fields) -> Source:
    cite = fields.take("cite")
    words = Words(cite, cite) if isinstance(cite, str) else fields.as_words("cite", cite)
    url, seen = fields.text("url", ""), fields.take("seen", True)
    if url and not url.startswith("https://"):
        raise fields.invalid("“url” must begin with https://.")
    return Source(words, url, seen is True)


def complaints_about(rule: Rule) -> Iterator[str]:
    """What contradicts itself in a rule."""
    yield from _complaints_about_measure(rule)
    if not rule.triggers or not rule.basis:
        yield "“trigger” and “basis” must name something; “any” does not do there."
    if rule.zone_policy == ZonePolicy.FORUM and rule.place is None:
        yield "the zone of a forum needs “place”."
    if rule.counting != Counting.CALENDAR and rule.place is None:
        yield f"“{rule.counting}” moves over days off, so it needs “place”."
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        yield "“valid_to” lies before “valid_from”."
    if rule.as_of and rule.as_of > rule.pack.compiled:
        yield "“as_of” lies after the pack was compiled."
    if rule.is_application_date and (rule.as_of is None or Basis.LAW not in rule.basis):
        yield "only a law with “as_of” has a date of application."


def _complaints_about_measure(rule: Rule) -> Iterator[str]:
    measure, bound = rule.measure, rule.bound
    if measure is None:
        if bound not in WITHOUT_LENGTH and not rule.attempts and rule.kind != Kind.DUTY:
            yield "without a length there must be “attempts”, or a bound that names no days, or the kind “duty”."
        return
    if isinstance(measure, Length):
        yield from _complaints_about_length(rule, measure)
    elif bound is not None:
        yield "a window or a fixed date has no “bound”."
    if isinstance(measure, Window) and measure.opens > measure.closes:
        yield "the window closes before it opens."
    units = [measure.unit] if isinstance(measure, Length | Window) else []
    if (Unit.HOUR in units) != (rule.zone_policy == ZonePolicy.INSTANT):
        yield "hours, and only hours, are counted from an instant (“zones: instant”)."
    if Unit.BUSINESS_DAY in units and rule.place is None:
        yield "business days need “place”."


def _complaints_about_length(rule: Rule, length: Length) -> Iterator[str]:
    if rule.bound is None or rule.bound in WITHOUT_LENGTH:
        yield "a length needs a “bound” that says what it limits."
    if length.unit == Unit.HOUR and rule.bound in BACKWARDS:
        yield "hours are not counted backwards."
    if length.value == 0 and rule.bound not in MAY_BE_ZERO:
        yield "a length of nothing only makes sense before or from the trigger."
