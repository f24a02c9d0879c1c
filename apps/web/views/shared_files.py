"""A copy of a file, for somebody with whom the case is shared. The right is asked before every piece of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.cases.models import CaseGrant, CircleGrant
from apps.cases.selectors import shared_files, while_allowed, widest_grant
from apps.core import clock
from apps.evidence.actions import FileDamaged, FileInfected, open_file
from apps.web.body_rights import ask_where_through_circle
from apps.web.sign_in import person_of


@require_safe
@never_cache
@login_required
def shared_file(request: HttpRequest, case_id: UUID, entry_id: int) -> HttpResponseBase:
    """To be saved, never shown: whatever is in it, no browser runs it on our address."""
    reader, now = person_of(request), clock.now()
    if asked_first := ask_where_through_circle(request, case_id):
        return asked_first
    case = _grant(reader, case_id).case
    copy = next((one.copy for one in shared_files(case, reader, now=now) if one.entry.pk == entry_id), None)
    if copy is None:
        raise Http404
    try:
        chunks = open_file(file=copy, by=reader, now=now)
    except (FileDamaged, FileInfected) as refusal:
        messages.error(request, str(refusal))
        return redirect("case-detail", case_id=case.pk)
    response = StreamingHttpResponse(
        while_allowed(chunks, case, reader, clock=clock.now), content_type="application/octet-stream"
    )
    response["Content-Disposition"] = content_disposition_header(True, copy.name)
    response["Content-Length"] = copy.size
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _grant(reader: User, case_id: UUID) -> CaseGrant | CircleGrant:
    """What is shared with them of this case now. Raises Http404."""
    grant = widest_grant(case_id, reader, now=clock.now())
    if grant is None:
        raise Http404
    return grant
