"""The stages of a campaign and what is noted in its timeline. Who joined is not shown here."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.associations.selectors import approved_associations
from apps.campaigns.actions import StageRefused, ask_body, move_campaign, note_entry
from apps.campaigns.actions.keeping import Noted
from apps.campaigns.enums import EntryKind, Stage
from apps.campaigns.models import Campaign
from apps.campaigns.rules import moderators_moves
from apps.campaigns.selectors import campaign_at_desk
from apps.campaigns.selectors.mandates import agents_of
from apps.core import clock
from apps.moderation.campaign_forms import BodyForm, EntryForm, StageForm
from apps.moderation.requests import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_desk(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Its next stages, who takes part, what is noted; 400: something is missing, 409: somebody was faster."""
    try:
        campaign = campaign_at_desk(campaign_id)
    except Campaign.DoesNotExist as error:
        raise Http404 from error
    forms = forms_of(campaign, request)
    if request.method != "POST":
        return show(request, campaign, forms, status=200)
    sent = forms.get(request.POST.get("form", ""))
    if sent is None or not sent.is_valid():
        return show(request, campaign, forms, status=400)
    try:
        DEEDS[request.POST["form"]](request, campaign, sent.cleaned_data)
    except StageRefused as refusal:
        sent.add_error(None, str(refusal))
        return show(request, campaign, forms, status=409)
    messages.success(request, gettext("Noted. It stands on the campaign's page."))
    return redirect("admin:campaign-desk", campaign.pk)


def forms_of(campaign: Campaign, request: DeskRequest) -> dict[str, Form]:
    """The three forms of the page; the one that was sent is bound."""
    stages = [(stage.value, stage.label) for stage in moderators_moves(Stage(campaign.stage))]
    bodies = [(str(body.pk), body.name) for body in approved_associations()]
    data = {name: request.POST if request.POST.get("form") == name else None for name in DEEDS}
    return {
        "stage": StageForm(data["stage"], stages=stages, initial={"source": campaign.stage}),
        "entry": EntryForm(data["entry"]),
        "body": BodyForm(data["body"], bodies=bodies),
    }


def _move(request: DeskRequest, campaign: Campaign, said: dict[str, Any]) -> None:
    source, target = Stage(said["source"]), Stage(said["target"])
    reason = said["reason"] if target == Stage.DRAFT else ""
    move_campaign(campaign=campaign, source=source, target=target, reason=reason, by=request.user, now=clock.now())


def _note(request: DeskRequest, campaign: Campaign, said: dict[str, Any]) -> None:
    noted = Noted(**{**said, "kind": EntryKind(said["kind"])})
    note_entry(campaign=campaign, noted=noted, by=request.user, now=clock.now())


def _ask_body(request: DeskRequest, campaign: Campaign, said: dict[str, Any]) -> None:
    association = approved_associations().get(pk=said["body"])
    ask_body(campaign=campaign, association=association, by=request.user, now=clock.now())


DEEDS: dict[str, Callable[[DeskRequest, Campaign, dict[str, Any]], None]] = {
    "stage": _move,
    "entry": _note,
    "body": _ask_body,
}


def show(request: DeskRequest, campaign: Campaign, forms: dict[str, Form], *, status: int) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": gettext_lazy("Stage and timeline"),
        "section": "campaigns",
        "campaign": campaign,
        "agents": agents_of(campaign),
        "move": forms["stage"],
        "entry": forms["entry"],
        "body": forms["body"],
    }
    return TemplateResponse(request, "admin/desk/campaign_stage.html", context, status=status)
