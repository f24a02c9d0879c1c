"""Which incidents a case may belong to, and why: what it is compared with, in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass, field, replace

from django.db.models import F, Q, QuerySet

from apps.cases.enums import State
from apps.cases.models import Case
from apps.core.blind_index import key_in_use
from apps.core.fingerprints import short_marks
from apps.incidents.models import Incident, NoticeMarks, Placement
from apps.incidents.rules.fitting import Fit, Looked, Wave, fit_of
from apps.incidents.rules.minhash import VERSION, bands_of, dockets_in, is_one_wording
from apps.incidents.rules.shingles import shingles_of

MOST_SUGGESTED = 5
MOST_COMPARED = 2000  # notices that share a number
LOOKED_INTO = 8  # incidents whose cases are looked at
SAMPLE = 200  # cases of each
NOT_READ = (State.DRAFT, State.WITHDRAWN)


def marks_made_with() -> str:
    return f"{VERSION}:{key_in_use()}"


def notices_to_read() -> QuerySet[Case]:
    """Filed cases whose notice was not read since they were filed, or was read by other rules."""
    is_read = Q(notice_marks__submitted_at=F("submitted_at"), notice_marks__made_with=marks_made_with())
    filed = Case.objects.exclude(state__in=NOT_READ).filter(submitted_at__isnull=False)
    return filed.exclude(is_read).only("notice_text", "submitted_at").order_by("pk")


def numbers_of_notice(case: Case) -> tuple[list[int], list[int]]:
    """What its wording and the court files it names are found by."""
    text = case.notice_text
    return short_marks("notice wording", bands_of(shingles_of(text))), short_marks("court file", dockets_in(text))


@dataclass(frozen=True)
class Suggested:
    """An incident a case may belong to, and what agrees and differs."""

    incident: Incident
    wave: Wave
    fit: Fit


def suggestions_for(case: Case, among: QuerySet[Incident]) -> list[Suggested]:
    """Incidents of `among` that the case fits, the best first. Three queries; its notice is opened."""
    looked = _look_of(case)
    alike, named = _like(case, *numbers_of_notice(case))
    waves = {
        incident: replace(_told_of(incident), same_wording=alike[incident.pk], same_docket=named[incident.pk])
        for incident in among.filter(platform=case.platform)
    }
    ranked = sorted(waves, key=lambda one: (-fit_of(looked, waves[one]).score, one.slug))[:LOOKED_INTO]
    within = _cases_within(ranked, case)
    suggested = []
    for incident in ranked:
        some = within[incident.pk]
        wave = replace(waves[incident], marketplaces=some.marketplaces, reasons=some.reasons, read=some.read)
        suggested.append(Suggested(incident, wave, fit_of(looked, wave)))
    fitting = [one for one in suggested if one.fit.is_worth_saying]
    return sorted(fitting, key=lambda one: (-one.fit.score, -one.wave.same_wording, one.incident.slug))[:MOST_SUGGESTED]


def _look_of(case: Case) -> Looked:
    return Looked(
        case_type=case.case_type,
        allegation=case.allegation,
        marketplace=case.marketplace,
        day=case.notice_date,
        has_notice=bool(case.notice_text.strip()),
        dockets=frozenset(dockets_in(case.notice_text)),
    )


def _told_of(incident: Incident) -> Wave:
    """What was said about an incident itself."""
    said = (incident.title_en, incident.title_zh, incident.summary_en, incident.summary_zh)
    return Wave(
        first=incident.started_on,
        first_precision=incident.started_precision,
        last=incident.ended_on,
        last_precision=incident.ended_precision,
        case_types=frozenset(incident.case_types),
        allegations=frozenset(incident.allegations),
        dockets=frozenset(dockets_in("\n".join(said))),
    )


def _like(case: Case, wording: list[int], dockets: list[int]) -> tuple[Counter[int], Counter[int]]:
    """In which incidents cases stand whose notice is worded like this one, or names the same court file: how many."""
    alike: Counter[int] = Counter()
    named: Counter[int] = Counter()
    if not wording and not dockets:
        return alike, named
    sharing = NoticeMarks.objects.filter(Q(wording__overlap=wording) | Q(dockets__overlap=dockets))
    placed = sharing.exclude(case=case.pk).filter(case__placement__isnull=False).exclude(case__state__in=NOT_READ)
    own, files = set(wording), set(dockets)
    rows = placed.order_by().values_list("case__placement__incident", "wording", "dockets")[:MOST_COMPARED]
    for incident, numbers, theirs in rows:
        alike[incident] += is_one_wording(len(own.intersection(numbers)))
        named[incident] += not files.isdisjoint(theirs)
    return alike, named


@dataclass
class _Some:
    """What some cases of an incident are like."""

    marketplaces: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    read: int = 0


def _cases_within(incidents: list[Incident], case: Case) -> dict[int, _Some]:
    """Marketplaces and reasons of some cases of each incident, and how many notices of theirs were read."""
    told = {incident.pk: _Some() for incident in incidents}
    columns = ("incident", "case__marketplace", "case__allegation", "case__notice_marks__made_with")
    filed = Placement.objects.exclude(case__state__in=NOT_READ).exclude(case=case.pk).order_by()
    parts = [filed.filter(incident=incident).values_list(*columns)[:SAMPLE] for incident in incidents]
    rows = parts[0].union(*parts[1:], all=True) if parts else []
    for incident, marketplace, reason, was_read in rows:
        some = told[incident]
        some.marketplaces.update(filter(None, [marketplace]))
        some.reasons.update(filter(None, [reason]))
        some.read += bool(was_read)
    return told
