"""An appeal that was sent, for somebody with whom its case is shared."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.cases import actions
from apps.cases.models import Appeal
from apps.core import clock
from apps.web.body_rights import ask_where_through_circle
from apps.web.shared_pages import parts_of_appeal
from apps.web.sign_in import person_of


@require_safe
@never_cache
@login_required
def shared_appeal(request: HttpRequest, case_id: UUID, number: int) -> HttpResponse:
    """Its text as it was sent, when, and what came back; that it was read is written down before it is shown."""
    reader, now = person_of(request), clock.now()
    if asked_first := ask_where_through_circle(request, case_id):
        return asked_first
    try:
        appeal, scope = actions.open_shared_appeal(case_id=case_id, number=number, by=reader, now=now)
    except Appeal.DoesNotExist as nothing:
        raise Http404 from nothing
    return render(request, "sharing/appeal.html", parts_of_appeal(appeal, scope))
