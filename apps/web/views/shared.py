"""What others share with a person: the list, a case to read, and the invitation. Nothing here changes a case."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.cases import actions
from apps.cases.actions import InvitationGone
from apps.cases.enums import Scope
from apps.cases.models import CaseGrant
from apps.cases.rules import covers
from apps.cases.selectors import grants_held_by, invitation_for, sharer_names
from apps.core import clock
from apps.web.body_rights import ask_where_through_circle, body_of
from apps.web.forms.sharing import INVITED_MEANS, INVITED_TO_APPEALS
from apps.web.reading_pages import asked_rows
from apps.web.shared_pages import parts_for_reader, shared_rows
from apps.web.sign_in import person_of
from apps.web.toasts import toast

PER_PAGE = 20


@require_safe
@never_cache
@login_required
def shared_list(request: HttpRequest) -> HttpResponse:
    """Cases of others that this person may read now."""
    person = person_of(request)
    page = Paginator(grants_held_by(person, now=clock.now()), PER_PAGE).get_page(request.GET.get("page"))
    parts = {"page": page, "rows": shared_rows(list(page), person), "asked": asked_rows(person, clock.now())}
    return render(request, "sharing/list.html", parts)


def show_shared(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A case of somebody else; that it was read is written down before it is shown. Raises Http404."""
    reader = person_of(request)
    if asked_first := ask_where_through_circle(request, case_id):
        return asked_first
    try:
        grant = actions.open_shared_case(case_id=case_id, by=reader, now=clock.now())
    except CaseGrant.DoesNotExist as nothing:
        raise Http404 from nothing
    context = {
        **parts_for_reader(grant.case, Scope(grant.scope), with_appeals=grant.opens_appeals, reader=reader),
        "sharer": sharer_names([case_id], reader).get(case_id, ""),
        "body": body_of(grant),
        "ends_at": grant.ends_at,
        "asked": next((row for row in asked_rows(reader, clock.now()) if row.reading.appeal.case_id == case_id), None),
    }
    return render(request, "sharing/shared.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking shows what it is about; only the button accepts. One answer for whatever cannot be accepted."""
    person, now = person_of(request), clock.now()
    found = invitation_for(token, person, now=now)
    if found is None:
        return render(request, "sharing/invitation_gone.html", status=404)
    if request.method != "POST":
        scope = Scope(found.scope)
        means = [INVITED_MEANS[scope.value]]
        if found.shows_appeals and covers(scope, Scope.FULL):
            means.append(INVITED_TO_APPEALS)
        return render(request, "sharing/invitation.html", {"invitation": found, "means": means})
    if request.POST.get("answer") == "no":
        actions.refuse_invitation(token=token, by=person, now=now)
        toast(request, gettext("Refused. The invitation is gone, and nothing was shared with you."))
        return redirect("shared-list")
    try:
        grant = actions.accept_invitation(token=token, by=person, now=now)
    except InvitationGone:
        return render(request, "sharing/invitation_gone.html", status=404)
    return redirect("case-detail", case_id=grant.case_id)
