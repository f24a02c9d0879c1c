"""What is done to many cases of an incident at once: prepared, looked at, run by a second moderator, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core import clock
from apps.incidents.actions import StepRefused, drop_step, prepare_step, run_step, undo_step
from apps.incidents.enums import WORKING, StepKind, StepState
from apps.incidents.models import BulkStep, Incident
from apps.incidents.selectors import incident_at_desk
from apps.incidents.selectors.steps import (
    recent_steps,
    sample_of_step,
    stand_of_step,
    step_at_desk,
    steps_of,
)
from apps.moderation.incident_forms import StepForm
from apps.moderation.requests import DeskRequest

DEEDS: dict[str, tuple[Any, Any]] = {
    "run": (run_step, _("Begun. It goes on in the background; this page says how far it is.")),
    "drop": (drop_step, _("Given up. Nothing was changed.")),
    "undo": (undo_step, _("Being taken back. Cases that were moved on since stay where they are.")),
}


@require_safe
def step_list(request: DeskRequest) -> HttpResponse:
    """Those prepared, running and done, the latest first."""
    context = {
        **admin.site.each_context(request),
        "title": _("Steps on many cases"),
        "section": "queues",
        "steps": recent_steps(),
    }
    return TemplateResponse(request, "admin/desk/steps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def incident_steps(request: DeskRequest, incident_id: int) -> HttpResponse:
    """The three things that can be done to an incident's cases; posted, one of them is prepared and nothing changed."""
    try:
        incident = incident_at_desk(incident_id)
    except Incident.DoesNotExist as error:
        raise Http404 from error
    if request.method != "POST":
        return show_forms(request, incident, None)
    kind = request.POST.get("kind", "")
    form = StepForm(request.POST, incident=incident, kind=kind)
    if not form.is_valid():
        return show_forms(request, incident, form, status=400)
    try:
        prepared = prepare_step(
            kind=StepKind(kind),
            source=incident,
            target=form.where(),
            narrowed=form.narrowed(),
            words=form.cleaned_data["words"],
            by=request.user,
            now=clock.now(),
        )
    except StepRefused as refusal:
        form.add_error(None, str(refusal))
        return show_forms(request, incident, form, status=409)
    return redirect("admin:step", prepared.pk)


def show_forms(request: DeskRequest, incident: Incident, sent: StepForm | None, status: int = 200) -> HttpResponse:
    forms = [
        (kind, sent if sent and sent.deed == kind else StepForm(incident=incident, kind=kind)) for kind in StepKind
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Many cases at once"),
        "section": "incidents",
        "incident": incident,
        "forms": forms,
        "opened": sent.deed if sent else "",
        "sent": sent,
        "steps": steps_of(incident),
    }
    return TemplateResponse(request, "admin/desk/incident_steps.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: DeskRequest, step_id: UUID) -> HttpResponse:
    """What one step is about and how far it is; posted, it is run, given up or taken back."""
    try:
        one = step_at_desk(step_id)
    except BulkStep.DoesNotExist as error:
        raise Http404 from error
    if request.method != "POST":
        return show_step(request, one)
    deed = request.POST.get("deed", "")
    if deed not in DEEDS:
        return show_step(request, one, status=400)
    act, said = DEEDS[deed]
    try:
        act(step=one, by=request.user, now=clock.now())
    except StepRefused as refusal:
        return show_step(request, step_at_desk(step_id), refused=str(refusal), status=409)
    messages.success(request, str(said))
    return redirect("admin:step", one.pk)


def show_step(request: DeskRequest, one: BulkStep, refused: str = "", status: int = 200) -> HttpResponse:
    is_open = one.state == StepState.PREVIEW
    context = {
        **admin.site.each_context(request),
        "title": one.get_kind_display(),
        "section": "queues",
        "step": one,
        "stand": stand_of_step(one),
        "sample": sample_of_step(one),
        "refused": refused,
        "is_open": is_open,
        "may_run": is_open and not (one.figures_move and one.made_by_id == request.user.pk),
        "may_undo": one.state == StepState.DONE and one.kind != StepKind.RESTORED,
        "works": one.state in WORKING,
    }
    return TemplateResponse(request, "admin/desk/step.html", context, status=status)
