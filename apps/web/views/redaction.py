"""Covering parts of a file for others: page images, boxes, the copy that is made of them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.cases.models import Case, CaseFile
from apps.core import clock
from apps.evidence.actions import (
    CannotRedact,
    FileDamaged,
    FileRefused,
    PageNotShown,
    page_image,
    redact_file,
    try_again,
)
from apps.evidence.selectors import jobs_of
from apps.web import redaction_pages as pages
from apps.web.responses import sealed
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.evidence import with_entry


@require_http_methods(["GET", "HEAD", "POST"])
@with_entry
def evidence_redact(request: HttpRequest, case: Case, entry: CaseFile) -> HttpResponseBase:
    """Draw boxes on the pages. A POST shows them on another page, or makes the copy."""
    if request.method != "POST":
        return render(request, "evidence/redact.html", pages.redact_page(case, entry, []))
    typed = pages.typed_boxes(request.POST)
    if "make" not in request.POST:
        shown = pages.number_in(request.POST.get("show", ""), entry)
        return render(request, "evidence/redact.html", pages.redact_page(case, entry, typed, shown=shown))
    try:
        redact_file(original=entry.file, boxes=pages.boxes_of(typed), by=person_of(request), now=clock.now())
    except (CannotRedact, FileRefused) as refusal:
        context = pages.redact_page(case, entry, typed, trouble=str(refusal))
        return render(request, "evidence/redact.html", context, status=422)
    toast(request, gettext("The covered copy is being made. It takes a moment."))
    return redirect("evidence-detail", case_id=case.pk, entry_id=entry.pk)


@require_safe
@with_entry
def evidence_page(request: HttpRequest, case: Case, entry: CaseFile, page: int) -> HttpResponseBase:
    """One page of the original as a picture, to draw boxes on."""
    try:
        picture = page_image(file=entry.file, page=page, by=person_of(request), now=clock.now())
    except (PageNotShown, FileDamaged) as error:
        raise Http404 from error
    return sealed(HttpResponse(picture, content_type="image/jpeg"), name=f"{page}.jpg")


@require_POST
@with_entry
def evidence_again(request: HttpRequest, case: Case, entry: CaseFile, job_id: int) -> HttpResponse:
    """Begin once more what did not succeed."""
    job = jobs_of(entry.file).filter(pk=job_id).first()
    if job is None:
        raise Http404
    if try_again(job=job, by=person_of(request), now=clock.now()):
        toast(request, gettext("It is being tried again."))
    return redirect("evidence-detail", case_id=case.pk, entry_id=entry.pk)
