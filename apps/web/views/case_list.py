"""The list of a person's cases, and the views they keep of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.cases.actions import views as actions
from apps.cases.actions.openings import record_exports
from apps.cases.actions.views import TooManyViews
from apps.cases.models import SavedView
from apps.cases.selectors.lists import saved_views_of
from apps.core import clock
from apps.core.spreadsheets import csv_pieces
from apps.web import case_export as export
from apps.web import case_list as parts
from apps.web.forms.views import ViewForm
from apps.web.rights import claim_held
from apps.web.sign_in import person_of
from apps.web.toasts import toast

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@never_cache
@login_required
def case_list(request: HttpRequest) -> HttpResponse:
    """A person's cases, drafts among them, narrowed and ordered by what stands in the address."""
    claim_held(request)
    person, view = person_of(request), request.GET.get("view", "")
    chosen = parts.chosen_of(person, request.GET, now=clock.now())
    page = parts.page_of(chosen, request.GET.get("page"))
    response = render(request, "cases/list.html", parts.parts_of(person, chosen, page, view))
    response["HX-Push-Url"] = _address(chosen.query, view)  # without the fields that say nothing
    return response


@require_safe
@never_cache
@login_required
def case_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """What the list shows, all pages of it, as `csv` (sent while it is read) or `xlsx`."""
    person, now = person_of(request), clock.now()
    chosen = parts.chosen_of(person, request.GET, now=now)
    response: HttpResponseBase
    if kind == "csv":
        pieces = csv_pieces(export.rows_of(chosen))
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    elif chosen.qs.count() > export.MOST_IN_WORKBOOK:
        messages.warning(request, gettext("A workbook holds 10,000 cases at most. Narrow the list, or take CSV."))
        return redirect(_address(chosen.query))
    else:
        response = HttpResponse(export.workbook_of(chosen), content_type=XLSX)
    record_exports(cases=chosen.qs.exclude(owner=person), by=person, now=now)
    response["Content-Disposition"] = content_disposition_header(True, export.name_of(kind))
    return response


@require_POST
@login_required
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep what the list shows under a name."""
    person, form = person_of(request), ViewForm(request.POST)
    query = _understood(person, request.POST.get("query", ""))
    if not form.is_valid():
        return _refused(request, form, query)
    try:
        view = actions.save_view(name=form.cleaned_data["name"], query=query, by=person, now=clock.now())
    except TooManyViews as refusal:
        messages.warning(request, str(refusal))
        return redirect(_address(query))
    toast(request, gettext("Kept. It is a tab above the list now."))
    return redirect(_address(view.query, str(view.pk)))


@require_POST
@login_required
def view_change(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Give a view another name, and what the list shows now."""
    person, form = person_of(request), ViewForm(request.POST)
    view = _own_view(person, view_id)
    query = _understood(person, request.POST.get("query", ""))
    if not form.is_valid():
        return _refused(request, form, query, str(view.pk))
    actions.change_view(view=view, name=form.cleaned_data["name"], query=query, by=person, now=clock.now())
    toast(request, gettext("Changed."))
    return redirect(_address(query, str(view.pk)))


@require_POST
@login_required
def view_remove(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Remove a view; the cases stay."""
    person = person_of(request)
    actions.remove_view(view=_own_view(person, view_id), by=person, now=clock.now())
    toast(request, gettext("The view is gone. Your cases are all still here."))
    return redirect("case-list")


def _own_view(person: User, view_id: UUID) -> SavedView:
    view = saved_views_of(person).filter(pk=view_id).first()
    if view is None:
        raise Http404
    return view


def _understood(person: User, query: str) -> str:
    """The part of a query that the list knows, written in its own way."""
    return parts.chosen_of(person, QueryDict(query), now=clock.now()).query


def _refused(request: HttpRequest, form: ViewForm, query: str, view: str = "") -> HttpResponse:
    messages.warning(request, form.said_wrong())
    return redirect(_address(query, view))


def _address(query: str, view: str = "") -> str:
    return parts.kept().address(query, view)
