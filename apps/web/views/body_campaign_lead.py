"""What the association that leads a campaign does on pages, and how others join it and leave it."""

from collections.abc import Callable
from datetime import UTC
from typing import Any
from uuid import UUID

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
from apps.campaigns.selectors.days import open_day
from apps.core import clock
from apps.deadlines.actions import DecisionRefused
from apps.deadlines.models import Deadline
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


def acting(membership: Membership, campaign: Campaign) -> dict[str, Any]:
    """About which campaign, for whom, who and when: what every action asks for."""
    return {"campaign": campaign, "association": membership.association, "by": membership.person, "now": clock.now()}


def back_to(membership: Membership, campaign: Campaign) -> HttpResponse:
    return redirect("body-campaign", membership.association.slug, campaign.slug)


def form_page(
    request: HttpRequest, membership: Membership, form: Form, words: dict[str, Any], deed: Callable[[], Campaign]
) -> HttpResponse:
    """A form on a page of its own; `words` are its title, lead, the button's label, and the campaign if there is one.

    What is filled in well is done, and the campaign shown; a refusal stands on the form with all that was typed.
    """
    if request.method == "POST" and form.is_valid():
        try:
            return back_to(membership, deed())
        except (StageRefused, DecisionRefused) as refusal:
            form.add_error(None, str(refusal))
    parts = {**pages.frame_of(membership, words.get("campaign")), **words, "form": form}
    return render(request, "campaigns/body/form.html", parts, status=422 if form.errors else 200)


def do_and_say(request: HttpRequest, deed: Callable[[], object], done: str) -> None:
    """What was asked once is done; the next page says so, or why not."""
    try:
        deed()
        toast(request, done)
    except (StageRefused, DecisionRefused) as refusal:
        toast(request, str(refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A draft, which a moderator reads before anybody is asked to join."""
    now = clock.now()
    form = CampaignForm(request.POST or None, today=now.astimezone(UTC).date())

    def write() -> Campaign:
        own: Any = {"association": membership.association, "by": membership.person}
        return actions.write_campaign(**own, told=form.told(), now=now)

    return form_page(request, membership, form, pages.words_of_new(), write)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_edit(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """Other words for a draft."""
    found = led_or_404(membership, campaign)
    today = clock.now().astimezone(UTC).date()
    form = CampaignForm(request.POST or None, today=today, initial=CampaignForm.of(found))

    def rewrite() -> Campaign:
        actions.rewrite_campaign(**acting(membership, found), told=form.told())
        return found

    return form_page(request, membership, form, pages.words_of_new() | {"campaign": found}, rewrite)


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
    stages: Any = {"source": Stage(source), "target": Stage(target)}
    done = gettext("Done. It stands on the timeline.")
    do_and_say(request, lambda: actions.lead_campaign(**acting(membership, found), **stages), done)
    return back_to(membership, found)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_note(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """An answer of the platform, or news, for everybody to read."""
    found = led_or_404(membership, campaign)
    form = NoteForm(request.POST or None)

    def note() -> Campaign:
        actions.note_as_leader(**acting(membership, found), noted=form.noted())
        return found

    return form_page(request, membership, form, pages.words_of_note() | {"campaign": found}, note)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_day(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """A day on the campaign's docket."""
    found = led_or_404(membership, campaign)
    form = DayForm(request.POST or None)

    def add() -> Campaign:
        actions.add_day(**acting(membership, found), **form.cleaned_data, zone=membership.person.zone.key)
        return found

    return form_page(request, membership, form, pages.words_of_day() | {"campaign": found}, add)


def day_or_404(campaign: Campaign, day_id: UUID) -> Deadline:
    found = open_day(campaign, day_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_day_edit(request: HttpRequest, membership: Membership, campaign: str, day_id: UUID) -> HttpResponse:
    """Another moment for one of its days, or other words."""
    found = led_or_404(membership, campaign)
    deadline = day_or_404(found, day_id)
    form = DayForm(request.POST or None, initial={"label": deadline.label, "day": deadline.due_day})

    def change() -> Campaign:
        words: Any = {**form.cleaned_data, "zone": deadline.wall_zone}
        actions.change_day(**acting(membership, found), deadline=deadline, **words)
        toast(request, gettext("Changed."))
        return found

    return form_page(request, membership, form, pages.words_of_moved_day() | {"campaign": found}, change)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_day_remove(request: HttpRequest, membership: Membership, campaign: str, day_id: UUID) -> HttpResponse:
    """Asked once, then the day is taken back."""
    found = led_or_404(membership, campaign)
    deadline = day_or_404(found, day_id)
    if request.method != "POST":
        return render(request, "pages/confirm.html", pages.question_of_day(membership, found, deadline))
    done = gettext("Taken back. It stands on no page any more.")
    do_and_say(request, lambda: actions.remove_day(**acting(membership, found), deadline=deadline), done)
    return back_to(membership, found)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign_ask(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """Ask another association to take part."""
    found = led_or_404(membership, campaign)
    form = AskForm(request.POST or None, bodies=list(bodies_to_ask(found)))

    def ask() -> Campaign:
        asked = form.bodies[form.cleaned_data["body"]]
        actions.ask_body(campaign=found, association=asked, by=membership.person, now=clock.now())
        toast(request, gettext("Asked. It takes part once its owner agrees."))
        return found

    return form_page(request, membership, form, pages.words_of_ask() | {"campaign": found}, ask)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.EDIT_PROFILE)
def body_campaign_join(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """The owner agrees that the association takes part; asked once."""
    found = asked_to_join(membership.association).filter(slug=campaign).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "pages/confirm.html", pages.question_of_joining(membership, found))
    done = gettext("The association takes part.")
    do_and_say(request, lambda: actions.join_as_body(**acting(membership, found)), done)
    return redirect("body-campaigns", membership.association.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.EDIT_PROFILE)
def body_campaign_leave(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """The owner takes the association out; asked once."""
    found = campaign_or_404(membership, campaign)
    if request.method != "POST":
        return render(request, "pages/confirm.html", pages.question_of_leaving(membership, found))
    done = gettext("The association has left. Mandates it held in this campaign have ended.")
    do_and_say(request, lambda: actions.leave_as_body(**acting(membership, found)), done)
    return redirect("body-campaigns", membership.association.slug)
