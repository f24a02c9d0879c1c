"""What the association that leads a campaign does on pages, and how others join it and leave it."""

from datetime import UTC
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from apps.associations.enums import Verb
from apps.associations.models import Membership
from apps.campaigns import actions
from apps.campaigns.actions import StageRefused
from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign
from apps.campaigns.rules import leaders_moves
from apps.campaigns.selectors.bodies import asked_to_join, bodies_to_ask, leads
from apps.core import clock
from apps.deadlines.actions import DecisionRefused
from apps.web import body_campaign_pages as pages
from apps.web.body_rights import for_members
from apps.web.forms.body_campaigns import AskForm, CampaignForm, DayForm, NoteForm
from apps.web.toasts import toast
from apps.web.views.body_campaigns import campaign_or_404


def led_or_404(membership: Membership, slug: str) -> Campaign:
    campaign = campaign_or_404(membership, slug)
    if not leads(campaign, membership.association):
        raise Http404
    return campaign


def back_to(membership: Membership, campaign: Campaign) -> HttpResponse:
    return redirect("body-campaign", membership.association.slug, campaign.slug)


def ask(request: HttpRequest, membership: Membership, form: Form, words: dict[str, str], **more: Any) -> HttpResponse:
    """A form on a page of its own; `words` are its title, lead and the button's label."""
    parts = {**pages.frame_of(membership, more.get("campaign")), **words, "form": form}
    return render(request, "campaigns/body/form.html", parts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A draft, which a moderator reads before anybody is asked to join."""
    now = clock.now()
    form = CampaignForm(request.POST or None, today=now.astimezone(UTC).date())
    if request.method == "POST" and form.is_valid():
        association = membership.association
        try:
            made = actions.write_campaign(association=association, told=form.told(), by=membership.person, now=now)
            return back_to(membership, made)
        except StageRefused as refusal:
            form.add_error(None, str(refusal))
    return ask(request, membership, form, pages.words_of_new())


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_edit(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """Other words for a draft."""
    found, now = led_or_404(membership, campaign), clock.now()
    form = CampaignForm(request.POST or None, today=now.astimezone(UTC).date(), initial=CampaignForm.of(found))
    if request.method == "POST" and form.is_valid():
        own: Any = {"campaign": found, "association": membership.association, "by": membership.person}
        try:
            actions.rewrite_campaign(**own, told=form.told(), now=now)
            return back_to(membership, found)
        except StageRefused as refusal:
            form.add_error(None, str(refusal))
    return ask(request, membership, form, pages.words_of_new(), campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_stage(request: HttpRequest, membership: Membership, campaign: str, source: str, target: str) -> Any:
    """Asked once, then done: from the stage that was on the page to the one that was chosen."""
    found = led_or_404(membership, campaign)
    if source not in Stage.values or target not in leaders_moves(Stage(source)):
        raise Http404
    if request.method != "POST":
        back = reverse("body-campaign", args=[membership.association.slug, found.slug])
        return render(request, "pages/confirm.html", {**pages.question_of_stage(Stage(target)), "back": back})
    own: Any = {"campaign": found, "association": membership.association, "by": membership.person}
    try:
        actions.lead_campaign(**own, source=Stage(source), target=Stage(target), now=clock.now())
        toast(request, gettext("Done. It stands on the timeline."))
    except StageRefused as refusal:
        toast(request, str(refusal))
    return back_to(membership, found)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_note(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """An answer of the platform, or news, for everybody to read."""
    found = led_or_404(membership, campaign)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        own: Any = {"campaign": found, "association": membership.association, "by": membership.person}
        try:
            actions.note_as_leader(**own, noted=form.noted(), now=clock.now())
            return back_to(membership, found)
        except StageRefused as refusal:
            form.add_error(None, str(refusal))
    return ask(request, membership, form, pages.words_of_note(), campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_day(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """A day on the campaign's docket."""
    found = led_or_404(membership, campaign)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        own: Any = {"campaign": found, "association": membership.association, "by": membership.person}
        try:
            actions.add_day(**own, **form.cleaned_data, zone=membership.person.zone.key, now=clock.now())
            return back_to(membership, found)
        except (StageRefused, DecisionRefused) as refusal:
            form.add_error(None, str(refusal))
    return ask(request, membership, form, pages.words_of_day(), campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_ask(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """Ask another association to take part."""
    found = led_or_404(membership, campaign)
    form = AskForm(request.POST or None, bodies=list(bodies_to_ask(found)))
    if request.method == "POST" and form.is_valid():
        asked = form.bodies[form.cleaned_data["body"]]
        try:
            actions.ask_body(campaign=found, association=asked, by=membership.person, now=clock.now())
            toast(request, gettext("Asked. It takes part once its owner agrees."))
            return back_to(membership, found)
        except StageRefused as refusal:
            form.add_error(None, str(refusal))
    return ask(request, membership, form, pages.words_of_ask(), campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.EDIT_PROFILE)
def body_campaign_join(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """The owner agrees that the association takes part; asked once."""
    found = asked_to_join(membership.association).filter(slug=campaign).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "pages/confirm.html", pages.question_of_joining(membership, found))
    try:
        own: Any = {"campaign": found, "association": membership.association, "by": membership.person}
        actions.join_as_body(**own, now=clock.now())
        toast(request, gettext("The association takes part."))
    except StageRefused as refusal:
        toast(request, str(refusal))
    return redirect("body-campaigns", membership.association.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.EDIT_PROFILE)
def body_campaign_leave(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """The owner takes the association out; asked once."""
    found = campaign_or_404(membership, campaign)
    if request.method != "POST":
        return render(request, "pages/confirm.html", pages.question_of_leaving(membership, found))
    try:
        own: Any = {"campaign": found, "association": membership.association, "by": membership.person}
        actions.leave_as_body(**own, now=clock.now())
        toast(request, gettext("The association has left. Mandates it held in this campaign have ended."))
    except StageRefused as refusal:
        toast(request, str(refusal))
    return redirect("body-campaigns", membership.association.slug)
