"""The papers of others that a case can cite: the platform's terms on the day of the notice, copies of sources."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from apps.cases.models import Case
from apps.core.moments import say_date
from apps.incidents.models import PolicyVersion, Source
from apps.incidents.models.archived import Archived
from apps.incidents.selectors.terms import citable_for


@dataclass(frozen=True)
class PaperOnPaper:
    """A title with what is known of it, and the hash of its copy; the hash is empty where none was noted."""

    title: str
    facts: list[tuple[str, str]]
    sha256: str


@dataclass(frozen=True)
class CitedOnPaper:
    """Both lists are empty where the case's incident has none, or is not public."""

    terms: list[PaperOnPaper]
    sources: list[PaperOnPaper]


def cited_on_paper(case: Case) -> CitedOnPaper:
    citable = citable_for(case)
    return CitedOnPaper([_terms(row) for row in citable.terms], [_source(row) for row in citable.sources])


def _terms(row: PolicyVersion) -> PaperOnPaper:
    first, last = _day_or_unknown(row.valid_from), _day_or_unknown(row.valid_until)
    days = [(gettext("First day in force"), first), (gettext("Last day in force"), last)]
    return _on_paper(row, ", ".join(filter(None, (str(row.title), row.clause))), days)


def _source(row: Source) -> PaperOnPaper:
    published = [(gettext("Published"), row.published)]
    return _on_paper(row, ", ".join(filter(None, (row.publisher, str(row.kind), row.locator))), published)


def _on_paper(row: PolicyVersion | Source, title: str, days: list[tuple[str, str]]) -> PaperOnPaper:
    facts = [*days, (gettext("Address"), row.url), *_copy_of(row)]
    return PaperOnPaper(title, [(label, value) for label, value in facts if value], row.archived_sha256)


def _copy_of(row: Archived) -> list[tuple[str, str]]:
    if row.archived_on is None:
        return [(gettext("Copy made on"), gettext("no copy was kept"))]
    return [(gettext("Copy made on"), say_date(row.archived_on)), (gettext("Address of the copy"), row.archived_url)]


def _day_or_unknown(day: date | None) -> str:
    return say_date(day) if day else gettext("not known")
