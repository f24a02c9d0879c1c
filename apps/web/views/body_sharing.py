"""Sharing a case with an association, by its owner; ending it with one button, and the way back."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.associations.actions import share_with_association
from apps.associations.selectors import approved_associations, associations_of_circles
from apps.cases.actions import SharingRefused
from apps.cases.actions.circles import revoke_from_circle
from apps.cases.enums import CircleScope
from apps.cases.models import Case, CircleGrant
from apps.cases.selectors.circles import every_circle_grant_of
from apps.core import clock
from apps.web.forms.body_sharing import BodyShareForm
from apps.web.sharing_pages import crumbs_to
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.cases import with_case


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def body_share(request: HttpRequest, case: Case) -> HttpResponse:
    """Choose an association and what it gets; another scope for one that has the case already replaces it."""
    bodies = list(approved_associations())
    chosen = {"association": request.GET.get("to", ""), "scope": CircleScope.SUMMARY}
    form = BodyShareForm(request.POST or None, bodies=bodies, initial=chosen)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        body = next(body for body in bodies if body.slug == said["association"])
        known = {"scope": CircleScope(said["scope"]), "ends_at": form.ends_at(), "tells": said["tells"]}
        try:
            share_with_association(case=case, association=body, **known, by=person_of(request), now=clock.now())
        except SharingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, gettext("Shared. You can end it at any moment."))
            return redirect("case-sharing", case_id=case.pk)
    parts = {"case": case, "crumbs": crumbs_to(case), "form": form, "bodies": bodies}
    return render(request, "sharing/body.html", parts, status=422 if form.errors else 200)


@require_POST
@with_case
def body_revoke(request: HttpRequest, case: Case, grant_id: UUID) -> HttpResponse:
    """End it at once; the toast has the way back."""
    grant = _grant(case, grant_id)
    if revoke_from_circle(grant=grant, by=person_of(request), now=clock.now()):
        back = reverse("body-restore", args=[case.pk, grant.pk])
        toast(request, gettext("Ended. The association neither reads nor counts the case any more."), undo=back)
    return redirect("case-sharing", case_id=case.pk)


@require_POST
@with_case
def body_restore(request: HttpRequest, case: Case, grant_id: UUID) -> HttpResponse:
    """Back as it was before it was ended."""
    grant = _grant(case, grant_id)
    body = associations_of_circles([grant.circle_id]).get(grant.circle_id)
    scope, by = CircleScope(grant.scope), person_of(request)
    try:
        if body:
            share_with_association(
                case=case,
                association=body,
                scope=scope,
                ends_at=grant.ends_at,
                tells=grant.tells,
                by=by,
                now=clock.now(),
            )
            toast(request, gettext("The association has the case again, as before."))
    except SharingRefused as refusal:
        toast(request, str(refusal))
    return redirect("case-sharing", case_id=case.pk)


def _grant(case: Case, grant_id: UUID) -> CircleGrant:
    """A grant of this case, whatever became of it. Raises Http404."""
    grant = every_circle_grant_of(case).filter(pk=grant_id).first()
    if grant is None:
        raise Http404
    return grant
