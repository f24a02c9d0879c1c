"""A file of a case, and the copies made of it. Every opening is an entry of the file's custody log."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.cases.models import Case, CaseFile
from apps.cases.selectors import has_originals
from apps.core import clock
from apps.evidence.actions import FileDamaged, FileInfected, open_file
from apps.evidence.models import StoredFile
from apps.evidence.selectors import copies_of
from apps.web import evidence_pages as pages
from apps.web.responses import sealed
from apps.web.sign_in import person_of
from apps.web.views.evidence import with_entry


@require_http_methods(["GET", "HEAD", "POST"])
@with_entry
def case_file(request: HttpRequest, case: Case, entry: CaseFile) -> HttpResponseBase:
    """The original, for those who are handed originals. A POST says that they were warned of malware in it."""
    if not has_originals(case, person_of(request)):
        raise Http404
    return handed_out(request, case, entry, entry.file, warned=request.method == "POST")


@require_safe
@with_entry
def evidence_copy(request: HttpRequest, case: Case, entry: CaseFile, copy_id: UUID) -> HttpResponseBase:
    """A share copy or a covered copy."""
    copy = copies_of(entry.file).filter(pk=copy_id).first()
    if copy is None or not has_originals(case, person_of(request)):
        raise Http404
    return handed_out(request, case, entry, copy)


def handed_out(
    request: HttpRequest, case: Case, entry: CaseFile, file: StoredFile, *, warned: bool = False
) -> HttpResponseBase:
    """To be saved, never shown: whatever is in it, no browser runs it on our address."""
    try:
        chunks = open_file(file=file, warned=warned, by=person_of(request), now=clock.now())
    except FileInfected:
        return render(request, "pages/confirm.html", pages.infected_question(case, entry))
    except FileDamaged as damage:
        messages.error(request, str(damage))
        return redirect("evidence-detail", case_id=case.pk, entry_id=entry.pk)
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    response["Content-Length"] = file.size
    return sealed(response, name=file.name)
