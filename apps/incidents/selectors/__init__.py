"""Reads of incidents and of what stands in them."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.cases.enums import State
from apps.cases.models import Case
from apps.cases.selectors import cases_owned_by, unclaimed_drafts
from apps.deadlines.models import Deadline
from apps.deadlines.selectors import dates_of
from apps.incidents.models import Incident, Placement, PlacementChange, PlatformPromise, PromiseOutcome
from apps.incidents.rules import PromiseStand, Readings, readings_of_promise, stand_of
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, PLATFORMS, Terms

SEARCHED = ("title_en", "title_zh", "summary_en", "summary_zh", "place_en", "place_zh")
MOST_WORDS = 8
CITING = ("dates", "computed_dates", "promises", "timeline", "figures", "statements", "policies")
FACTS = (*CITING, "contested_points", "advice", "sources", "promise_outcomes")


def public_incidents() -> QuerySet[Incident]:
    """What everybody may see, the latest first and the undated last."""
    return Incident.objects.filter(is_public=True)


def standing_incidents() -> QuerySet[Incident]:
    """Those that were not merged into another: where a case can stand."""
    return Incident.objects.filter(merged_into=None)


def merged_address(slug: str) -> str:
    """Where the public page of an incident is that was merged into another; empty where there is none."""
    merged = Incident.objects.filter(slug=slug, merged_into__is_public=True).select_related("merged_into").first()
    return merged.merged_into.get_absolute_url() if merged and merged.merged_into else ""


def public_incident(slug: str) -> Incident:
    """One incident with everything said about it, in a fixed number of queries. Raises Incident.DoesNotExist."""
    return public_incidents().select_related("docket").prefetch_related(*FACTS).get(slug=slug)


def incident_at_desk(incident_id: int) -> Incident:
    """One incident, public or not, with its promises; for moderators. Raises Incident.DoesNotExist."""
    wanted = Incident.objects.select_related("docket").prefetch_related("promises", "promise_outcomes", "sources")
    return wanted.get(pk=incident_id)


@dataclass(frozen=True)
class Promised:
    """A promise with both readings (None: it has no one day), what was last recorded, and where it stands."""

    promise: PlatformPromise
    readings: Readings | None
    deadline: Deadline | None
    outcome: PromiseOutcome | None
    stand: PromiseStand


def promised_in(incident: Incident, now: datetime) -> list[Promised]:
    """The promises of an incident in their order."""
    dates = {date.rule_id: date for date in dates_of(incident.docket)} if incident.docket else {}
    last = {outcome.promise_key: outcome for outcome in incident.promise_outcomes.all()}
    return [
        _promised(promise, dates.get(promise.rule), last.get(promise.key), now) for promise in incident.promises.all()
    ]


def _promised(
    promise: PlatformPromise, deadline: Deadline | None, outcome: PromiseOutcome | None, now: datetime
) -> Promised:
    counted_from = deadline.trigger.day if deadline and deadline.trigger else None
    if deadline and promise.counted_from not in (None, counted_from):
        deadline = None  # another promise counts from another day of the same event
    readings = readings_of_promise(promise.named_day) if promise.named_day else None
    if deadline and deadline.facts.get("due"):
        strict, loose = (deadline.facts["due"][name] for name in ("strict", "loose"))
        first, last = (datetime.fromisoformat(reading["at"]) for reading in (strict, loose))
        readings = Readings(first, last, strict["zone"], loose["zone"])
    stand = stand_of(outcome.end if outcome else "", readings, now)
    return Promised(promise, readings, deadline, outcome, stand)


def search_incidents(incidents: QuerySet[Incident], text: str) -> QuerySet[Incident]:
    """Those in which every typed word occurs, in either language: as part of a text, or of a word of the vocabulary.

    Two Chinese characters are enough. Full-width letters are read as plain ones.
    """
    words = unicodedata.normalize("NFKC", text.replace("\0", "")).split()
    for word in words[:MOST_WORDS]:
        incidents = incidents.filter(_mentions(word))
    return incidents


def _mentions(word: str) -> Q:
    meant = Q(platform__in=_codes_called(PLATFORMS, word))
    meant |= Q(case_types__overlap=_codes_called(CASE_TYPES, word))
    meant |= Q(allegations__overlap=_codes_called(ALLEGATIONS, word))
    for column in SEARCHED:
        meant |= Q(**{f"{column}__icontains": word})
    return meant


def _codes_called(terms: Terms, word: str) -> list[str]:
    folded = word.casefold()
    return [code for code, term in terms.items() if folded in term.en.casefold() or folded in term.zh.casefold()]


def sources_missing(incident: Incident) -> list[int]:
    """Numbers of sources that some fact of the incident cites and that are not among its sources."""
    listed = set(incident.sources.values_list("number", flat=True))
    cited: set[int] = set()
    for name in CITING:
        for numbers in getattr(incident, name).values_list("source_numbers", flat=True):
            cited |= set(numbers)
    return sorted(cited - listed)


@dataclass(frozen=True)
class Occurring:
    """What there is to filter by, so that no choice leads nowhere; years from the latest."""

    platforms: list[str]
    years: list[int]
    kinds: list[str]
    has_undated: bool


def occurring_in(incidents: QuerySet[Incident]) -> Occurring:
    """The platforms, years and case types of these incidents, in one query."""
    rows = list(incidents.order_by().values_list("platform", "started_on", "case_types"))
    platforms = {platform for platform, _, _ in rows}
    kinds = {kind for _, _, case_types in rows for kind in case_types}
    return Occurring(
        platforms=[code for code in PLATFORMS if code in platforms],
        years=sorted({day.year for _, day, _ in rows if day}, reverse=True),
        kinds=[code for code in CASE_TYPES if code in kinds],
        has_undated=any(day is None for _, day, _ in rows),
    )


def incident_choices() -> list[tuple[str, str]]:
    """Slug and title of every incident, for a moderator to choose from."""
    return [(incident.slug, str(incident)) for incident in standing_incidents().only("slug", "title_en", "title_zh")]


def cases_to_place() -> QuerySet[Case]:
    """The moderators' worklist: filed, not withdrawn, and standing in no incident; the oldest first."""
    placed = Placement.objects.filter(case=OuterRef("pk"))
    return (
        Case.objects.exclude(state__in=[State.DRAFT, State.WITHDRAWN])
        .filter(~Exists(placed))
        .order_by("submitted_at", "id")
    )


def incidents_among(cases: QuerySet[Case]) -> QuerySet[Incident]:
    """The public incidents in which any of `cases` stands, for a filter of their list."""
    return public_incidents().filter(placements__case__in=cases.order_by().values("pk")).distinct()


def own_cases_in(incident: Incident, person: User) -> QuerySet[Case]:
    """A person's own cases that stand in an incident, drafts too, the newest first."""
    return cases_owned_by(person).filter(placement__incident=incident)


def begun_in(incident: Incident, *, person: User | None, key: str = "") -> Case | None:
    """The draft that a person, or the browser holding `key`, has begun in this incident and not yet submitted."""
    if person:
        return own_cases_in(incident, person).filter(state=State.DRAFT).first()
    begun = unclaimed_drafts(key).filter(case__placement__incident=incident).first() if key else None
    return begun.case if begun else None


def placement_of(case: Case) -> Placement | None:
    """Where a case stands. The caller has made sure that the reader may see the case."""
    return Placement.objects.select_related("incident").filter(case=case).first()


def placement_history(case: Case) -> QuerySet[PlacementChange]:
    """How a filed case came to stand where it does, oldest first; for moderators."""
    return (
        PlacementChange.objects.filter(case=case)
        .select_related("from_incident", "to_incident", "by")
        .order_by("at", "id")
    )


def incidents_for(case: Case) -> QuerySet[Incident]:
    """Incidents a case could belong to: those of its platform, the same kind of thing first, then the latest."""
    return (
        standing_incidents()
        .filter(platform=case.platform)
        .annotate(same_kind=Q(case_types__contains=[case.case_type]))
        .order_by("-same_kind", F("started_on").desc(nulls_last=True), "slug")
    )
