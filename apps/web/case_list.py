"""The list of a person's cases as the parts of its page: rows with what was found, tabs of kept views."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from apps.accounts.models import User
from apps.cases.models import Case
from apps.cases.rules.terms import Word, places_in
from apps.cases.search import reach_of, suggestions, typed_words
from apps.cases.selectors import open_drafts
from apps.cases.selectors.lists import cases_listed_for, saved_views_of
from apps.incidents.selectors import incidents_among
from apps.losses.selectors import lines_by_ledger
from apps.web.case_pages import CaseRow, row_of
from apps.web.filters.cases import CaseFilter
from apps.web.kept_views import Kept

PER_PAGE = 20
FEW = 5  # so many are found by looking
AROUND = 60  # characters shown on either side of what was found
MOST_READ = 20_000  # characters of a text that are looked through for the place to show


@dataclass(frozen=True)
class Piece:
    """A part of a shown text; `is_found` marks what was searched for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True)
class ListRow(CaseRow):
    """A case in the list: whether it is somebody else's, and the place where it says what was searched for."""

    is_shared: bool
    found: list[Piece]


def chosen_of(person: User, asked: QueryDict, *, now: datetime) -> CaseFilter:
    """The person's cases as the address narrows them. Where no case has the words, those with almost the words."""
    cases, reach = cases_listed_for(person, now=now), reach_of(person, now=now)
    parts: dict[str, Any] = {"queryset": cases, "reach": reach, "incidents": list(incidents_among(cases))}
    chosen = CaseFilter(asked, **parts)
    if not chosen.text or chosen.count:
        return chosen
    near = CaseFilter(asked, near=True, **parts)
    return near if near.count else chosen


def page_of(chosen: CaseFilter, number: str | None) -> Page[Case]:
    """A page of the list; where something was searched for, with the texts in which it was found."""
    paginator = Paginator(chosen.qs.defer(None) if chosen.text else chosen.qs, PER_PAGE)
    paginator.count = chosen.count  # counted once, though asked for twice
    return paginator.get_page(number)


def parts_of(person: User, chosen: CaseFilter, page: Page[Case], view: str) -> dict[str, Any]:
    """Everything the page shows."""
    return {
        "filter": chosen,
        "page": page,
        "rows": rows_of(person, chosen, list(page)),
        "few": FEW,
        **kept().parts(saved_views_of(person), view, chosen),
        "suggestions": suggestions(chosen.text) if chosen.text and not page.paginator.count else [],
    }


def rows_of(person: User, chosen: CaseFilter, cases: list[Case]) -> list[ListRow]:
    """The rows of a page; the same number of queries however many there are."""
    readable = readable_among(person, chosen, cases)
    lines = lines_by_ledger(case.ledger_id for case in cases if case.pk in readable)
    drafts = {draft.case_id: draft for draft in open_drafts(person=person).filter(case__in=cases)}
    words = typed_words(chosen.text)
    return [
        ListRow(
            **vars(row_of(case, lines.get(case.ledger_id, []), drafts.get(case.pk), names=case.owner_id == person.pk)),
            is_shared=case.owner_id != person.pk,
            found=found_in(case, words, near=chosen.near) if words and case.pk in readable else [],
        )
        for case in cases
    ]


def readable_among(person: User, chosen: CaseFilter, cases: Iterable[Case]) -> set[UUID]:
    """Those whose story and sums the reader may see: their own, and others' where more than a summary is shared."""
    shared = [case.pk for case in cases if case.owner_id != person.pk]
    own = {case.pk for case in cases if case.owner_id == person.pk}
    if not shared:
        return own
    return own | set(chosen.queryset.filter(chosen.reach.stories, pk__in=shared).values_list("pk", flat=True))


def found_in(case: Case, words: list[Word], *, near: bool) -> list[Piece]:
    """The first place where the story or the notice says one of the words, with what stands around it."""
    for text in (case.narrative, case.notice_text):
        read = text[:MOST_READ]
        if places := places_in(read, words, near=near):
            return _around(read, places)
    return []


def _around(text: str, places: list[tuple[int, int]]) -> list[Piece]:
    begin, end = max(0, places[0][0] - AROUND), min(len(text), places[0][1] + 2 * AROUND)
    pieces, last = [Piece("… " if begin else "")], begin
    for start, stop in places:
        if stop > end:
            break
        pieces += [Piece(text[last:start]), Piece(text[start:stop], is_found=True)]
        last = stop
    return [*pieces, Piece(text[last:end]), Piece(" …" if end < len(text) else "")]


def kept() -> Kept:
    return Kept(reverse("case-list"), "case-view")
