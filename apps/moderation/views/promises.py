"""What became of a platform's promises: recorded by moderators with reason and source, for everybody to see."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.core import clock
from apps.incidents.actions import OutcomeRefused, Recorded, record_outcome
from apps.incidents.enums import PromiseEnd
from apps.incidents.models import Incident
from apps.incidents.selectors import incident_at_desk, promised_in
from apps.moderation.forms import OutcomeForm
from apps.moderation.requests import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
def incident_promises(request: DeskRequest, incident_id: int) -> HttpResponse:
    """The promises of an incident, each with a form; 400: something is missing, 409: it cannot be so."""
    try:
        incident = incident_at_desk(incident_id)
    except Incident.DoesNotExist as error:
        raise Http404 from error
    if request.method != "POST":
        return show(request, incident, None, status=200)
    form = OutcomeForm(request.POST, key=request.POST.get("promise", ""))
    if not form.is_valid():
        return show(request, incident, form, status=400)
    recorded = Recorded(**{**form.cleaned_data, "end": PromiseEnd(form.cleaned_data["end"])})
    try:
        record_outcome(incident=incident, promise_key=form.key, recorded=recorded, by=request.user, now=clock.now())
    except OutcomeRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, incident, form, status=409)
    messages.success(request, gettext("Recorded. It stands on the page of the incident."))
    return redirect("admin:incident-promises", incident.pk)


def show(request: DeskRequest, incident: Incident, sent: OutcomeForm | None, *, status: int) -> HttpResponse:
    """The page; `sent` is the form that was refused, kept as it was typed."""
    rows = [
        (promised, sent if sent and sent.key == promised.promise.key else OutcomeForm(key=promised.promise.key))
        for promised in promised_in(incident, clock.now())
    ]
    context = {
        **admin.site.each_context(request),
        "title": gettext_lazy("Promises of the platform"),
        "section": "incidents",
        "incident": incident,
        "rows": rows,
        "sent": sent,
    }
    return TemplateResponse(request, "admin/desk/promises.html", context, status=status)
