"""Which rules a docket's event sets going."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.deadlines.rules.rule import Rule

ANY = "any"  # a rule of law names no platform


@dataclass(frozen=True, slots=True)
class Subject:
    """What a docket is about, as far as rules ask: codes of the vocabulary, zones by their IANA names."""

    platform: str = ""
    case_types: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    platform_zone: str = ""
    seller_zone: str = ""


def applies(rule: Rule, subject: Subject) -> bool:
    """Whether the rule concerns such a subject.

    A rule for one country applies only where the docket is known to belong there. One for a stage (arbitration, court)
    applies wherever its event is entered: the event itself shows that it has come so far.
    """
    is_of_platform = rule.platform in (ANY, subject.platform)
    is_of_place = not rule.jurisdictions or bool(set(rule.jurisdictions) & set(subject.jurisdictions))
    is_of_type = not rule.case_types or bool(rule.stages) or bool(set(rule.case_types) & set(subject.case_types))
    return is_of_platform and is_of_place and is_of_type


def rules_set_going(rules: Iterable[Rule], subject: Subject, trigger: str) -> Iterator[Rule]:
    """The rules that count from such an event, in the order of the packs."""
    return (rule for rule in rules if trigger in rule.triggers and applies(rule, subject))
