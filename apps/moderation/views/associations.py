"""Associations at the desk: who waits, and the decision with its reason."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.associations.actions import AssociationRefused, decide_standing
from apps.associations.models import Association
from apps.associations.selectors import associations_at_desk
from apps.core import clock
from apps.moderation.forms import StandingForm
from apps.moderation.requests import DeskRequest


@require_safe
def association_queue(request: DeskRequest) -> HttpResponse:
    """Every body, those that wait first."""
    context = {
        **admin.site.each_context(request),
        "title": gettext("Associations"),
        "section": "associations",
        "rows": associations_at_desk(),
    }
    return TemplateResponse(request, "admin/desk/associations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def association_desk(request: DeskRequest, association_id: UUID) -> HttpResponse:
    """One body with its history, and the form that decides; 400: something is missing, 409: it cannot be so."""
    association = associations_at_desk().filter(pk=association_id).first()
    if association is None:
        raise Http404
    form = StandingForm(request.POST or None, standing=association.standing)
    if request.method != "POST":
        return show(request, association, form, status=200)
    if not form.is_valid():
        return show(request, association, form, status=400)
    decided = {"standing": form.standing(), "reason": form.cleaned_data["reason"]}
    try:
        decide_standing(association=association, **decided, by=request.user, now=clock.now())
    except AssociationRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, association, form, status=409)
    messages.success(request, gettext("Decided. Its owners are told."))
    return redirect("admin:association-queue")


def show(request: DeskRequest, association: Association, form: StandingForm, *, status: int) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": association.name,
        "section": "associations",
        "association": association,
        "decisions": association.decisions.select_related("by").order_by("-id"),
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/association.html", context, status=status)
