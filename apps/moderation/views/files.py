"""A file of a case, for the moderator who looks at it. Every opening is an entry of the file's custody log."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from apps.cases.selectors import evidence_visible_to
from apps.core import clock
from apps.evidence.actions import FileDamaged, FileInfected, open_file
from apps.moderation.requests import DeskRequest
from apps.moderation.views.case import case_at_desk


@require_GET
def case_file(request: DeskRequest, case_id: UUID, file_id: int) -> HttpResponseBase:
    """To be saved, never shown: whatever is in it, no browser runs it on our address."""
    case = case_at_desk(request, case_id)
    entry = evidence_visible_to(case, request.user, now=clock.now()).filter(pk=file_id).first()
    if entry is None:
        raise Http404
    try:
        chunks = open_file(file=entry.file, by=request.user, now=clock.now())
    except (FileDamaged, FileInfected) as error:
        messages.error(request, str(error))
        return redirect("admin:case-desk", case.pk)
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, entry.file.name)
    response["Content-Length"] = entry.file.size
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
