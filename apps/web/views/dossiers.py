"""The dossiers of a case: ask for one, watch it being made, download it. For the case's owner alone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.cases.models import Case
from apps.core import clock
from apps.dossiers.actions import DossierRefused, cancel_dossier, request_dossier
from apps.dossiers.models import Dossier
from apps.dossiers.selectors import own_dossier, ready_dossier
from apps.evidence.actions import FileDamaged, open_file
from apps.evidence.models import StoredFile
from apps.web import dossier_pages as pages
from apps.web.forms.dossiers import DossierForm
from apps.web.responses import sealed
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.cases import with_case


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def dossier_list(request: HttpRequest, case: Case) -> HttpResponse:
    """What would be in one, those being made, those there are; a POST asks for one."""
    form = DossierForm(request.POST) if request.method == "POST" else pages.form_for(case, get_language() or "en")
    person, now = person_of(request), clock.now()
    if form.is_bound and form.is_valid():
        try:
            request_dossier(case=case, **form.cleaned_data, by=person, now=now)
            return redirect("dossiers", case_id=case.pk)
        except DossierRefused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return render(request, "dossiers/list.html", {**pages.page_of(case, person, now), "form": form}, status=status)


@require_POST
@with_case
def dossier_cancel(request: HttpRequest, case: Case, dossier_id: UUID) -> HttpResponse:
    """It is no longer wanted."""
    person = person_of(request)
    try:
        dossier = own_dossier(case, person, dossier_id)
    except Dossier.DoesNotExist as missing:
        raise Http404 from missing
    if cancel_dossier(dossier=dossier, by=person, now=clock.now()):
        toast(request, gettext("Cancelled. Nothing of it is kept."))
    return redirect("dossiers", case_id=case.pk)


@require_safe
@with_case
def dossier_pdf(request: HttpRequest, case: Case, dossier_id: UUID) -> HttpResponseBase:
    """The PDF, to be saved."""
    dossier = _ready(request, case, dossier_id)
    return _handed_out(request, case, dossier.file)


@require_safe
@with_case
def dossier_manifest(request: HttpRequest, case: Case, dossier_id: UUID) -> HttpResponseBase:
    """Its manifest, to be saved."""
    dossier = _ready(request, case, dossier_id)
    return _handed_out(request, case, dossier.manifest)


def _ready(request: HttpRequest, case: Case, dossier_id: UUID) -> Dossier:
    try:
        return ready_dossier(case, person_of(request), dossier_id, now=clock.now())
    except Dossier.DoesNotExist as missing:
        raise Http404 from missing


def _handed_out(request: HttpRequest, case: Case, file: StoredFile | None) -> HttpResponseBase:
    if file is None:
        raise Http404
    try:
        chunks = open_file(file=file, by=person_of(request), now=clock.now())
    except FileDamaged as damage:
        messages.error(request, str(damage))
        return redirect("dossiers", case_id=case.pk)
    response = StreamingHttpResponse(chunks, content_type=file.media_type)
    response["Content-Length"] = file.size
    return sealed(response, name=file.name)
