"""A file of a case, for its owner. Every opening is an entry of the file's custody log."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from apps.cases.models import Case
from apps.cases.selectors import files_of
from apps.core import clock
from apps.evidence.actions import FileDamaged, open_file
from apps.web.sign_in import person_of
from apps.web.views.cases import with_case


@require_GET
@with_case
def case_file(request: HttpRequest, case: Case, entry_id: int) -> HttpResponseBase:
    """To be saved, never shown: whatever is in it, no browser runs it on our address."""
    entry = files_of(case).filter(pk=entry_id).first()
    if entry is None:
        raise Http404
    try:
        chunks = open_file(file=entry.file, by=person_of(request), now=clock.now())
    except FileDamaged as damage:
        messages.error(request, str(damage))
        return redirect("case-detail", case_id=case.pk)
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, entry.file.name)
    response["Content-Length"] = entry.file.size
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
