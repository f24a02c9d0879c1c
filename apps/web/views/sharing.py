"""Sharing a case, by its owner: who may read it, inviting, changing, ending, and the log of who did."""

from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import SharingRefused
from apps.cases.enums import Scope
from apps.cases.models import Case, CaseGrant
from apps.cases.rules import covers
from apps.cases.selectors import access_log, grants_of, log_entries, open_invitations, people_invited
from apps.core import clock
from apps.web import sharing_pages as pages
from apps.web.access_log_pages import lines_of
from apps.web.forms.sharing import ScopeForm, ShareForm
from apps.web.shared_pages import parts_for_reader
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.cases import with_case

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def case_sharing(request: HttpRequest, case: Case) -> HttpResponse:
    """Who can read the case, who is invited, and the form that invites."""
    form = ShareForm(request.POST or None, initial={"scope": Scope.SUMMARY})
    if request.method == "POST" and form.is_valid():
        try:
            _invite(case, form, person_of(request), clock.now())
        except SharingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, gettext("The invitation is on its way. Nothing is open before they accept it."))
            return redirect("case-sharing", case_id=case.pk)
    parts = pages.parts_of_sharing(case, clock.now())
    return render(request, "sharing/case.html", {**parts, "form": form}, status=422 if form.errors else 200)


def _invite(case: Case, form: ShareForm, by: User, now: datetime) -> None:
    said = form.cleaned_data
    actions.invite_reader(
        case=case,
        address=said["address"],
        scope=Scope(said["scope"]),
        ends_at=form.ends_at(),
        sharer_name=said["sharer_name"],
        language=get_language() or "en",
        by=by,
        now=now,
    )


@require_safe
@with_case
def sharing_preview(request: HttpRequest, case: Case, scope: str) -> HttpResponse:
    """The case as somebody with this scope would see it. Nobody else sees this page."""
    if scope not in Scope.values:
        raise Http404
    whole = covers(scope, Scope.FULL)
    parts = parts_for_reader(case, Scope(scope), with_appeals=whole, reader=User())  # nobody in particular
    parts |= {"is_preview": True, "crumbs": pages.crumbs_to(case)}
    return render(request, "sharing/shared.html", parts)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def grant_change(request: HttpRequest, case: Case, grant_id: UUID) -> HttpResponse:
    """Another scope or another end for somebody who can read the case."""
    grant = _grant(case, grant_id)
    reader = next((row for row in pages.readers_shown(case, clock.now()) if row.grant == grant), None)
    if reader is None:
        raise Http404
    last_day = pages.last_day_of(grant.ends_at)
    form = ScopeForm(request.POST or None, initial={"scope": grant.scope, "until": last_day})
    if request.method == "POST" and form.is_valid():
        scope, by = Scope(form.cleaned_data["scope"]), person_of(request)
        try:
            actions.change_access(grant=grant, scope=scope, ends_at=form.ends_at(), by=by, now=clock.now())
        except SharingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, gettext("Changed."))
            return redirect("case-sharing", case_id=case.pk)
    parts = {"case": case, "crumbs": pages.crumbs_to(case), "reader": reader, "form": form}
    return render(request, "sharing/change.html", parts, status=422 if form.errors else 200)


@require_POST
@with_case
def grant_revoke(request: HttpRequest, case: Case, grant_id: UUID) -> HttpResponse:
    """End it at once; the toast has the way back."""
    grant = _grant(case, grant_id)
    if actions.revoke_access(grant=grant, by=person_of(request), now=clock.now()):
        toast(request, gettext("Ended. They cannot read the case any more."), undo=pages.restore_url(grant))
    return redirect("case-sharing", case_id=case.pk)


@require_POST
@with_case
def grant_widen(request: HttpRequest, case: Case, grant_id: UUID) -> HttpResponse:
    """Let somebody see the appeals too, to whom the case was shared before that was part of it."""
    grant = _grant(case, grant_id)
    if grant.revoked_at is None:
        scope, by = Scope(grant.scope), person_of(request)
        try:
            actions.grant_access(
                case=case, person=grant.person, scope=scope, ends_at=grant.ends_at, by=by, now=clock.now()
            )
        except SharingRefused as refusal:
            toast(request, str(refusal))
        else:
            toast(request, gettext("They see your appeals too, once they are sent."))
    return redirect("case-sharing", case_id=case.pk)


@require_POST
@with_case
def grant_restore(request: HttpRequest, case: Case, grant_id: UUID) -> HttpResponse:
    """Back as it was before it was ended."""
    try:
        actions.restore_access(grant=_grant(case, grant_id), by=person_of(request), now=clock.now())
    except SharingRefused as refusal:
        toast(request, str(refusal))
    else:
        toast(request, gettext("They can read the case again, as before."))
    return redirect("case-sharing", case_id=case.pk)


@require_POST
@with_case
def grant_tell(request: HttpRequest, case: Case, grant_id: UUID) -> HttpResponse:
    """They are told when the owner leaves a near date unanswered, or not any more."""
    grant, by, now = _grant(case, grant_id), person_of(request), clock.now()
    try:
        if request.POST.get("tell") == "no":
            actions.tell_nobody(grant=grant, by=by, now=now)
            toast(request, gettext("They are not told any more."))
        else:
            actions.tell_unanswered(grant=grant, by=by, now=now)
            toast(request, gettext("They are told a day before a date if you have not answered by then."))
    except SharingRefused as refusal:
        toast(request, str(refusal))
    return redirect("case-sharing", case_id=case.pk)


@require_POST
@with_case
def invitation_withdraw(request: HttpRequest, case: Case, invitation_id: UUID) -> HttpResponse:
    """Take back an invitation that nobody accepted yet."""
    invitation = open_invitations(case, now=clock.now()).filter(pk=invitation_id).first()
    if invitation and actions.withdraw_invitation(invitation=invitation, by=person_of(request), now=clock.now()):
        toast(request, gettext("Taken back. The link in the mail opens nothing any more."))
    return redirect("case-sharing", case_id=case.pk)


@require_safe
@with_case
def case_log(request: HttpRequest, case: Case) -> HttpResponse:
    """Who opened what and when, and who could."""
    page = Paginator(access_log(case, now=clock.now()), PER_PAGE).get_page(request.GET.get("page"))
    lines = lines_of(log_entries(list(page)), owner=person_of(request), invited=people_invited(case))
    context = {"case": case, "crumbs": pages.crumbs_to(case), "page": page, "lines": lines}
    return render(request, "sharing/log.html", context)


def _grant(case: Case, grant_id: UUID) -> CaseGrant:
    """A grant of this case, whatever became of it. Raises Http404."""
    grant = grants_of(case).filter(pk=grant_id).first()
    if grant is None:
        raise Http404
    return grant
