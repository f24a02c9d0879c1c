"""Surges that the watch saw: the list, and one with its days, its cases, and what becomes of it."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core import clock
from apps.incidents.actions import Named, NotPlaceable, SurgeRefused, dismiss_surge, make_incident, place_surge
from apps.incidents.models import Surge
from apps.incidents.selectors.surges import (
    SAMPLE,
    SHOWN_DAYS,
    cases_of_surge,
    chart_of,
    likely_cause,
    surges_decided,
    surges_to_judge,
    unplaced_of_surge,
)
from apps.moderation.forms import SurgeForm
from apps.moderation.requests import DeskRequest
from apps.moderation.rules import bars_of

MOST_DECIDED = 50


@require_safe
def surges(request: DeskRequest) -> HttpResponse:
    """Those to judge, then those decided."""
    context = {
        **admin.site.each_context(request),
        "title": _("Surges"),
        "section": "surges",
        "waiting_surges": surges_to_judge(),
        "decided": surges_decided()[:MOST_DECIDED],
    }
    return TemplateResponse(request, "admin/desk/surges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def surge(request: DeskRequest, surge_id: int) -> HttpResponse:
    """One surge; posted, what becomes of it."""
    one = Surge.objects.select_related("incident", "decided_by").filter(pk=surge_id).first()
    if one is None:
        raise Http404
    form = SurgeForm(request.POST or None)
    if request.method != "POST":
        return show_surge(request, one, form)
    if not form.is_valid():
        return show_surge(request, one, form, status=400)
    try:
        said = decide(one, form, request)
    except (SurgeRefused, NotPlaceable) as refusal:
        form.add_error(None, str(refusal))
        return show_surge(request, one, form, status=409)
    messages.success(request, said)
    return redirect("admin:surge", one.pk)


def decide(one: Surge, form: SurgeForm, request: DeskRequest) -> str:
    """Take the step that was posted; what was done, in words."""
    words, now = form.cleaned_data, clock.now()
    if words["step"] == "dismiss":
        dismiss_surge(surge=one, reason=words["reason"], by=request.user, now=now)
        return gettext("Noted: no incident.")
    if words["step"] == "make":
        named = Named(words["title_en"], words["title_zh"])
        make_incident(surge=one, named=named, by=request.user, now=now)
        return gettext("The incident is there with its cases. It is not public until you say so.")
    incident = form.chosen()
    if incident is None:
        raise SurgeRefused(gettext("Choose an incident."))
    place_surge(surge=one, incident=incident, by=request.user, now=now)
    return gettext("Its cases stand in the incident.")


def show_surge(request: DeskRequest, one: Surge, form: SurgeForm, status: int = 200) -> HttpResponse:
    cases, chart = cases_of_surge(one), chart_of(one)
    counts = chart.series.counts[-SHOWN_DAYS:]
    first = chart.series.day(len(chart.series.counts) - len(counts)) or one.day
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Surge"),
        "section": "surges",
        "surge": one,
        "form": form,
        "bars": bars_of(first, counts, (one.day - timedelta(days=one.window - 1), one.day)),
        "first": first,
        "last": first + timedelta(days=len(counts) - 1),
        "most": max(counts),
        "others": chart.others,
        "causes": likely_cause(one),
        "sample": cases.defer("narrative", "notice_text")[:SAMPLE],
        "case_count": cases.count(),
        "unplaced": unplaced_of_surge(one).count(),
    }
    return TemplateResponse(request, "admin/desk/surge.html", context, status=status)
