"""Cases without incident, one after another: where each may belong and why, and one key to say so."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.cases.actions import record_opening
from apps.cases.models import Case
from apps.core import clock
from apps.incidents.actions import NotPlaceable, place_case, take_out_case
from apps.incidents.selectors import placement_history, placement_of, standing_incidents
from apps.incidents.selectors.suggestions import suggestions_for
from apps.moderation.actions import take_next
from apps.moderation.incident_forms import PlacingForm
from apps.moderation.requests import DeskRequest
from apps.moderation.selectors.queues import QUEUES
from apps.moderation.views.case import case_at_desk


@require_http_methods(["GET", "HEAD", "POST"])
def placing(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """One case with the incidents it may belong to; posted, where it goes, and on to the next."""
    case = case_at_desk(request, case_id)
    record_opening(case=case, by=request.user, now=clock.now())
    if request.method != "POST":
        return show(request, case, PlacingForm(case=case))
    if "later" in request.POST:
        return next_of(request, case)
    if "out" in request.POST:
        return taken_out(request, case)
    form = PlacingForm(request.POST, case=case)
    if not form.is_valid():
        return show(request, case, form, status=400)
    try:
        place_case(case=case, incident=form.incident(), by=request.user, now=clock.now())
    except NotPlaceable as refusal:
        form.add_error(None, str(refusal))
        return show(request, case, form, status=409)
    words = {"reference": case.reference, "incident": form.incident()}
    messages.success(request, gettext("%(reference)s stands in “%(incident)s”.") % words)
    return next_of(request, case)


def taken_out(request: DeskRequest, case: Case) -> HttpResponse:
    """Out of the incident that was on the page; the page then shows where it stood."""
    seen = request.POST["out"]
    try:
        take_out_case(case=case, seen=int(seen) if seen.isdecimal() else 0, by=request.user, now=clock.now())
    except NotPlaceable as refusal:
        form = PlacingForm({}, case=case)
        form.errors.clear()
        form.add_error(None, str(refusal))
        return show(request, case, form, status=409)
    messages.success(request, gettext("%(reference)s stands in no incident now.") % {"reference": case.reference})
    return redirect("admin:placing", case.pk)


def next_of(request: DeskRequest, case: Case) -> HttpResponse:
    """To the next case that waits to be placed and nobody else is at; to all queues when there is no other."""
    subject = take_next(queue=QUEUES["place"], by=request.user, now=clock.now())
    if subject is None or subject == (case.pk,):
        messages.info(request, gettext("No other case waits to be placed."))
        return redirect("admin:queues")
    return redirect("admin:placing", *subject)


def show(request: DeskRequest, case: Case, form: PlacingForm, status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Where does it belong?"),
        "section": "queues",
        "case": case,
        "form": form,
        "suggested": suggestions_for(case, standing_incidents()),
        "placement": placement_of(case),
        "history": placement_history(case),
    }
    return TemplateResponse(request, "admin/desk/place.html", context, status=status)
