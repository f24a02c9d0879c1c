"""The cases of an association as its people see them: the list, a case with the body's own notes, the numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Value
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from apps.associations.models import Association, Membership
from apps.associations.selectors import work
from apps.campaigns.selectors.days import days_of_body
from apps.cases.enums import CircleScope
from apps.cases.models import Case
from apps.cases.search import Reach
from apps.cases.selectors.lists import saved_views_of
from apps.core.money import Money
from apps.deadlines.rules.zones import start_of_day
from apps.incidents.selectors import incidents_among
from apps.losses.selectors import lines_by_ledger
from apps.web.association_pages import crumbs_to, verbs_of
from apps.web.case_pages import held_of, title_of
from apps.web.components import Link
from apps.web.date_pages import DateRow
from apps.web.filters.body_cases import BodyCaseFilter
from apps.web.kept_views import Kept
from apps.web.month_pages import day_of, month_asked, month_of, span_of

PER_PAGE = 25
MOST_A_DAY = 5  # dates of one day in the calendar; the others one by one below it
DAY = timedelta(days=1)
MOST_SEARCHED = 300  # sellers in whose texts one search looks; every seller's words have a key of their own


@dataclass(frozen=True)
class BodyRow:
    """A case in an association's list."""

    case: Case
    title: str
    url: str
    scope: str
    worker: str
    held: list[Money]


def reach_in(association: Association, now: datetime) -> Reach:
    """In the texts of sellers who share all of a case, as long as they are few; never by anybody's names."""
    whole = work.whole_cases(association, now=now)
    owners = list(whole.values_list("case__owner", flat=True).distinct()[: MOST_SEARCHED + 1])
    if len(owners) > MOST_SEARCHED:
        return Reach()
    return Reach(owners=tuple(sorted(owner for owner in owners if owner)), stories=Q(pk__in=whole.values("case")))


def chosen_in(membership: Membership, asked: QueryDict, now: datetime) -> BodyCaseFilter:
    """The association's cases as the address narrows them."""
    association = membership.association
    cases = work.shared_cases(association, now=now)
    return BodyCaseFilter(
        asked,
        queryset=cases,
        reach=reach_in(association, now),
        incidents=list(incidents_among(cases)),
        people=work.people_for_cases(association),
    )


def page_of(chosen: BodyCaseFilter, number: str | None) -> Page[Case]:
    paginator = Paginator(chosen.qs, PER_PAGE)
    paginator.count = chosen.count
    return paginator.get_page(number)


def rows_of(membership: Membership, cases: list[Case], chosen: BodyCaseFilter, now: datetime) -> list[BodyRow]:
    """The rows of a page; the same number of queries however many there are."""
    association = membership.association
    scopes = work.scopes_in(association, [case.pk for case in cases], now=now)
    lines = lines_by_ledger(case.ledger_id for case in cases if scopes.get(case.pk) == CircleScope.EVIDENCE)
    names = {person.pk: person.email for person in chosen.people}
    return [
        BodyRow(
            case=case,
            title=title_of(case),
            url=reverse("body-case", args=[association.slug, case.pk]),
            scope=str(scopes[case.pk].label),
            worker=names.get(case.assigned_to, ""),  # type: ignore[attr-defined]
            held=held_of(lines.get(case.ledger_id, [])),
        )
        for case in cases
        if case.pk in scopes
    ]


def kept_in(association: Association) -> Kept:
    """The views people keep of the list."""
    return Kept(reverse("body-cases", args=[association.slug]), "body-view", [association.slug], has_default=True)


def default_address(membership: Membership) -> str:
    """Where the list opens for this person instead; empty where it opens with all cases."""
    kept = saved_views_of(membership.person, work.views_place(membership.association)).filter(is_default=True).first()
    return kept_in(membership.association).address(kept.query, str(kept.pk)) if kept else ""


def list_parts(membership: Membership, chosen: BodyCaseFilter, asked: QueryDict, now: datetime) -> dict[str, Any]:
    """Everything the list shows."""
    page = page_of(chosen, asked.get("page"))
    views = saved_views_of(membership.person, work.views_place(membership.association))
    return {
        **kept_in(membership.association).parts(views, asked.get("view", ""), chosen),
        **frame_of(membership, "cases"),
        "filter": chosen,
        "page": page,
        "rows": rows_of(membership, list(page), chosen, now),
        "people": chosen.people,
        "list_url": reverse("body-cases", args=[membership.association.slug]),
        "is_wide": chosen.reach == Reach(),
    }


def frame_of(membership: Membership, current: str) -> dict[str, Any]:
    """What every page of the workspace has around it."""
    association = membership.association
    return {
        "association": association,
        "membership": membership,
        "may": verbs_of(membership),
        "crumbs": crumbs_to(association),
        "current": current,
    }


def case_parts(membership: Membership, case: Case) -> dict[str, Any]:
    """A case as the body works on it."""
    association = membership.association
    return {
        **frame_of(membership, ""),
        "crumbs": [
            *crumbs_to(association),
            Link(gettext("Cases"), reverse("body-cases", args=[association.slug])),
        ],
        "case": case,
        "title": title_of(case),
        "notes": work.notes_of(association, case),
        "assignment": work.assignment_of(association, case),
        "people": work.people_for_cases(association),
    }


def dates_parts(membership: Membership, asked: QueryDict, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """The calendar of a month, some dates of each day and all days of campaigns; and a day with all of its days
    of campaigns and its dates of cases, those page by page."""
    first = month_asked(asked.get("month", ""), now.astimezone(zone).date())
    begins, ends = (start_of_day(day, zone.key) for day in span_of(first))
    open_dates = work.shared_dates(membership.association, now=now)
    dates: QuerySet[Any] = work.by_day(open_dates.filter(at__gte=begins, at__lte=ends + DAY), zone)
    counts = work.counts_by_day(dates)
    days = list(days_of_body(membership.association).filter(at__gte=begins, at__lte=ends + DAY))
    shown = [*days, *work.first_of_each_day(dates.annotate(campaign=Value("")), MOST_A_DAY)]
    all_counts = counts + Counter(day_of(day, zone) for day in days)
    day = next((day for day in all_counts if day.isoformat() == asked.get("day", "")), None)
    page = None
    if day:
        paginator = Paginator(dates.filter(Q(day=day)), PER_PAGE)
        paginator.count = counts[day]
        page = paginator.get_page(asked.get("page"))
    return {
        **frame_of(membership, "dates"),
        "month": month_of(first, shown, zone, now, all_counts),
        "day": day,
        "day_count": all_counts[day] if day else 0,
        "campaign_days": [DateRow(found, now) for found in days if day_of(found, zone) == day],
        "page": page,
        "rows": [DateRow(deadline, now) for deadline in page] if page else [],
    }


def ids_in(texts: Iterable[str]) -> set[UUID]:
    """The ids among what a form sent; what is none is left out."""
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
