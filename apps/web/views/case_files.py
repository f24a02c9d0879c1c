"""A file of a case. Every opening is an entry of the file's custody log."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from apps.cases.models import Case, CaseFile
from apps.core import clock
from apps.evidence.actions import FileDamaged, FileInfected, open_file
from apps.web.sign_in import person_of
from apps.web.views.evidence import with_entry


@require_GET
@with_entry
def case_file(request: HttpRequest, case: Case, entry: CaseFile) -> HttpResponseBase:
    """To be saved, never shown: whatever is in it, no browser runs it on our address."""
    try:
        chunks = open_file(file=entry.file, by=person_of(request), now=clock.now())
    except (FileDamaged, FileInfected) as damage:
        messages.error(request, str(damage))
        return redirect("evidence-detail", case_id=case.pk, entry_id=entry.pk)
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, entry.file.name)
    response["Content-Length"] = entry.file.size
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
