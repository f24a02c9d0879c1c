"""Claims of an incident: which contradict each other, who entered them and what they said before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from apps.incidents.enums import Origin
from apps.incidents.models import ClaimedFigure, ClaimEntry, Incident
from apps.incidents.rules.claims import are_apart, reach_of


@dataclass(frozen=True)
class Step:
    """One entry of a claim's history: who, what they did, and each column with its words before and after."""

    entry: ClaimEntry
    who: str
    what: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class KeptClaim:
    """A claim with those it cannot be true beside, and its history, oldest first (empty for what came before it was
    noted). `claim` is None where it was taken out."""

    key: str
    claim: ClaimedFigure | None
    rivals: list[ClaimedFigure]
    history: list[Step]
    entered_by: str

    @property
    def conflicts(self) -> bool:
        return bool(self.rivals or (self.claim and self.claim.conflict))


def rivals_of(claim: ClaimedFigure, claims: Iterable[ClaimedFigure]) -> list[ClaimedFigure]:
    """Those of `claims` with another number for the same: the same words for what is counted, currency and unit."""
    return [other for other in claims if other.key != claim.key and _contradict(claim, other)]


def _contradict(one: ClaimedFigure, other: ClaimedFigure) -> bool:
    if _measure(one) != _measure(other) or one.value is None or other.value is None:
        return False
    return are_apart(
        reach_of(one.value, one.value_high, one.bound), reach_of(other.value, other.value_high, other.bound)
    )


def _measure(claim: ClaimedFigure) -> tuple[str, ...]:
    return tuple(" ".join(words.casefold().split()) for words in (claim.label_en, claim.currency, claim.unit_en))


def incident_with_claims(incident_id: int) -> Incident:
    """One incident, public or not, for moderators. Raises Incident.DoesNotExist."""
    return Incident.objects.prefetch_related("figures", "claim_entries__by").get(pk=incident_id)


def kept_claims(incident: Incident) -> list[KeptClaim]:
    """All that stand in their order, then those that were taken out."""
    claims = list(incident.figures.all())
    histories: dict[str, list[ClaimEntry]] = defaultdict(list)
    for entry in incident.claim_entries.all():
        histories[entry.claim_key].append(entry)
    standing = [
        KeptClaim(claim.key, claim, rivals_of(claim, claims), *_told(incident, histories.pop(claim.key, [])))
        for claim in claims
    ]
    return standing + [KeptClaim(key, None, [], *_told(incident, entries)) for key, entries in histories.items()]


def _told(incident: Incident, entries: list[ClaimEntry]) -> tuple[list[Step], str]:
    """The history, and who entered the claim (last, where it was taken out in between)."""
    entered = next((entry for entry in reversed(entries) if not entry.was), None)
    steps = [_step(entry) for entry in entries]
    if entered:
        return steps, _who(entered)
    if incident.origin == Origin.DATA:
        return steps, gettext("a data file of this release")
    return steps, gettext("not noted: it was entered before that was kept")


def _who(entry: ClaimEntry) -> str:
    return entry.by.email if entry.by else gettext("a data file of this release")


def _step(entry: ClaimEntry) -> Step:
    if not entry.was:
        return Step(entry, _who(entry), gettext("Entered first"), [])
    what = gettext("Changed") if entry.said else gettext("Taken out")
    return Step(entry, _who(entry), what, _changes(entry))


def _changes(entry: ClaimEntry) -> list[tuple[str, str, str]]:
    found = []
    for field in ClaimedFigure._meta.concrete_fields:
        was, said = entry.was.get(field.name), entry.said.get(field.name)
        if was != said:
            found.append((str(field.verbose_name), _words(field, was), _words(field, said)))
    return found


def _words(field: Any, value: Any) -> str:
    if value is True:
        return gettext("yes")
    return str(dict(field.flatchoices).get(value, "" if value is None else value))
