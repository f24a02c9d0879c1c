"""An association's workspace: its cases as a list and as a table, their dates in one calendar."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from apps.associations.enums import Verb
from apps.associations.models import Membership
from apps.cases.actions.openings import record_exports
from apps.core import clock
from apps.core.spreadsheets import csv_pieces
from apps.web import body_case_pages as pages
from apps.web import case_export as export
from apps.web.body_rights import for_members
from apps.web.views.case_list import XLSX


@require_safe
@for_members(Verb.READ_CASES)
def body_cases(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The cases, narrowed and ordered by what stands in the address; with nothing there, by the person's default."""
    if not request.GET and (address := pages.default_address(membership)):
        return redirect(address)
    now = clock.now()
    chosen = pages.chosen_in(membership, request.GET, now)
    return render(request, "associations/cases.html", pages.list_parts(membership, chosen, request.GET, now))


@require_safe
@for_members(Verb.EXPORT_CASES)
def body_export(request: HttpRequest, membership: Membership, kind: str) -> HttpResponseBase:
    """What the list shows, all pages of it, as `csv` or `xlsx`; each case says in its log that it was saved."""
    now = clock.now()
    chosen = pages.chosen_in(membership, request.GET, now)
    response: HttpResponseBase
    if chosen.count > export.MOST_IN_WORKBOOK and kind == "xlsx":
        messages.warning(request, gettext("A workbook holds 10,000 cases at most. Narrow the list, or take CSV."))
        return redirect("body-cases", slug=membership.association.slug)
    circle_id = membership.association.circle_id
    record_exports(cases=chosen.qs, circle_id=circle_id, by=membership.person, now=now)
    if kind == "csv":
        pieces = csv_pieces(export.rows_of(chosen))
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(export.workbook_of(chosen), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, export.name_of(kind))
    return response


@require_safe
@for_members(Verb.READ_CASES)
def body_dates(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A month of the dates of all cases, on the reader's own calendar; with `day`, all dates of that day below it."""
    now, zone = clock.now(), membership.person.zone
    parts = pages.dates_parts(membership, request.GET, zone, now)
    return render(request, "associations/dates.html", parts)
