"""Who entered the claims of an incident and when, how well each is known, what contradicts it, how it read before."""

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.incidents.models import Incident
from apps.incidents.selectors.claims import incident_with_claims, kept_claims
from apps.moderation.requests import DeskRequest


@require_safe
def incident_claims(request: DeskRequest, incident_id: int) -> HttpResponse:
    try:
        incident = incident_with_claims(incident_id)
    except Incident.DoesNotExist as error:
        raise Http404 from error
    context = {
        **admin.site.each_context(request),
        "title": gettext_lazy("Claims and who entered them"),
        "section": "incidents",
        "incident": incident,
        "rows": kept_claims(incident),
    }
    return TemplateResponse(request, "admin/desk/claims.html", context)
