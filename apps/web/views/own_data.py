"""Everything somebody has here: take a copy along, have it erased, see how long it is kept."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.core import clock
from apps.evidence.actions import FileDamaged, open_file
from apps.privacy.actions import ErasureRefused, cancel_erasure, request_erasure, request_export
from apps.privacy.models import Export
from apps.privacy.selectors.requests import ready_export_of
from apps.web.forms.own_data import EraseForm
from apps.web.own_data_pages import erase_page, own_data_page
from apps.web.sign_in import person_of
from apps.web.toasts import toast


@login_required
@require_GET
@never_cache
def own_data(request: HttpRequest) -> HttpResponse:
    """The copy, the erasure, the rules."""
    return render(request, "people/own_data.html", own_data_page(person_of(request), clock.now()))


@login_required
@require_POST
@reauthentication_required(app="mfa")
def own_data_copy(request: HttpRequest) -> HttpResponse:
    """Ask for a copy. Whoever has a second factor uses it first."""
    request_export(by=person_of(request), now=clock.now())
    return redirect("own-data")


@login_required
@require_GET
@reauthentication_required(app="mfa")
def own_data_download(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The copy, for its owner alone."""
    person = person_of(request)
    try:
        export = ready_export_of(person, export_id)
        if export.file is None:
            raise Http404
        chunks = open_file(file=export.file, by=person, now=clock.now())
    except Export.DoesNotExist as missing:
        raise Http404 from missing
    except FileDamaged as damage:
        messages.error(request, str(damage))
        return redirect("own-data")
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, export.file.name)
    response["Content-Length"] = export.file.size
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="mfa", allow_get=True)
@never_cache
def own_data_erase(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, what waits; then the address typed once more."""
    person = person_of(request)
    form = EraseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            request_erasure(by=person, now=clock.now())
        except ErasureRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("own-data")
    status = 422 if form.errors else 200
    return render(request, "people/erase.html", erase_page(form, person), status=status)


@login_required
@require_POST
def own_data_keep(request: HttpRequest) -> HttpResponse:
    """They stay after all."""
    if cancel_erasure(by=person_of(request), now=clock.now()):
        toast(request, gettext("You stay. Nothing was erased."))
    return redirect("own-data")
