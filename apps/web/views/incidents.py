"""Incidents: the list, the page of one, and “I am affected too”. All of it is public."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.incidents.actions import start_affected_case
from apps.incidents.models import Incident
from apps.incidents.selectors import merged_address, occurring_in, own_cases_in, public_incident, public_incidents
from apps.web.draft_key import make_key
from apps.web.filters.incidents import IncidentFilter
from apps.web.incident_pages import FIGURE_COLUMNS, details_of, timeline_of
from apps.web.promise_pages import promises_of

PER_PAGE = 20


@require_safe
def incident_list(request: HttpRequest) -> HttpResponse:
    """Incidents, the latest first, narrowed by what stands in the address."""
    incidents = public_incidents()
    chosen = IncidentFilter(request.GET, queryset=incidents, occurring=occurring_in(incidents))
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "incidents/list.html", {"filter": chosen, "page": page})


@require_safe
def incident_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything said about one incident, each fact with how well it is known and who says so."""
    try:
        incident = incident_or_404(slug)
    except Http404:
        if address := merged_address(slug):
            return redirect(address)
        raise
    parts = {
        "timeline": timeline_of(incident),
        "promises": promises_of(incident, clock.now()),
        "details": details_of(incident),
        "sides": {statement.side for statement in incident.statements.all()},
        "figure_columns": FIGURE_COLUMNS,
        "own_cases": own_cases_in(incident, request.user) if request.user.is_authenticated else [],
    }
    return render(request, "incidents/detail.html", {"incident": incident, **parts})


@require_POST
def incident_affected(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a case that stands in the incident, or go on with the one this person or browser has begun."""
    incident = incident_or_404(slug)
    person = request.user if request.user.is_authenticated else None
    key = "" if person else make_key(request)
    case = start_affected_case(incident=incident, key=key, by=person, now=clock.now())
    return redirect("case-draft", case_id=case.pk)


def incident_or_404(slug: str) -> Incident:
    try:
        return public_incident(slug)
    except Incident.DoesNotExist as error:
        raise Http404 from error
