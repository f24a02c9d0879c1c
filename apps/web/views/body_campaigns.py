"""The campaigns of an association: what it takes part in, and the updates it writes to participants."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.associations.enums import Verb
from apps.associations.models import Membership
from apps.campaigns.actions import UpdateRefused, move_update, rewrite_update, write_update
from apps.campaigns.enums import UpdateState
from apps.campaigns.models import Campaign, CampaignUpdate
from apps.campaigns.selectors.bodies import campaign_of_body
from apps.campaigns.selectors.updates import update_by
from apps.core import clock
from apps.web import body_campaign_pages as pages
from apps.web.body_rights import for_members
from apps.web.forms.updates import UpdateForm
from apps.web.toasts import toast

DEEDS = {  # what a button says -> the state that was seen, the state that is wanted
    "begin": (UpdateState.DRAFT, UpdateState.RUNNING),
    "pause": (UpdateState.RUNNING, UpdateState.PAUSED),
    "go-on": (UpdateState.PAUSED, UpdateState.RUNNING),
    "stop": (UpdateState.RUNNING, UpdateState.CANCELLED),
    "stop-paused": (UpdateState.PAUSED, UpdateState.CANCELLED),
}


@require_safe
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaigns(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The campaigns in which the association takes part."""
    return render(request, "campaigns/body/list.html", pages.list_parts(membership))


def campaign_or_404(membership: Membership, slug: str) -> Campaign:
    campaign = campaign_of_body(membership.association, slug)
    if campaign is None:
        raise Http404
    return campaign


def update_or_404(membership: Membership, update_id: UUID) -> CampaignUpdate:
    update = update_by(membership.association, update_id)
    if update is None:
        raise Http404
    return update


@require_safe
@for_members(Verb.RUN_CAMPAIGNS)
def body_campaign(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """One of them: how far it is, what was written to participants."""
    parts = pages.campaign_parts(membership, campaign_or_404(membership, campaign))
    return render(request, "campaigns/body/campaign.html", parts)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_update_new(request: HttpRequest, membership: Membership, campaign: str) -> HttpResponse:
    """Write an update; it is a draft until somebody has looked at it and begins."""
    found = campaign_or_404(membership, campaign)
    form = UpdateForm(request.POST or None, campaign=found)
    if request.method == "POST" and form.is_valid():
        association, words = membership.association, form.written()
        try:
            update = write_update(
                campaign=found, association=association, written=words, by=membership.person, now=clock.now()
            )
            return redirect("body-update", membership.association.slug, update.pk)
        except UpdateRefused as refusal:
            form.add_error(None, str(refusal))
    return show_form(request, membership, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.RUN_CAMPAIGNS)
def body_update_edit(request: HttpRequest, membership: Membership, update_id: UUID) -> HttpResponse:
    """Other words for a draft."""
    update = update_or_404(membership, update_id)
    form = UpdateForm(request.POST or None, campaign=update.campaign, initial=UpdateForm.of(update))
    if request.method == "POST" and form.is_valid():
        try:
            rewrite_update(update=update, written=form.written(), by=membership.person, now=clock.now())
            return redirect("body-update", membership.association.slug, update.pk)
        except UpdateRefused as refusal:
            form.add_error(None, str(refusal))
    return show_form(request, membership, update.campaign, form)


def show_form(request: HttpRequest, membership: Membership, campaign: Campaign, form: UpdateForm) -> HttpResponse:
    parts = {**pages.frame_of(membership, campaign), "form": form}
    return render(request, "campaigns/body/update_form.html", parts, status=422 if form.errors else 200)


@require_safe
@for_members(Verb.RUN_CAMPAIGNS)
def body_update(request: HttpRequest, membership: Membership, update_id: UUID) -> HttpResponse:
    """Before it is mailed: the words, the mail, for how many. From then on: how far it is."""
    update = update_or_404(membership, update_id)
    return render(request, "campaigns/body/update.html", pages.update_parts(membership, update, clock.now()))


@require_POST
@for_members(Verb.RUN_CAMPAIGNS)
def body_update_move(request: HttpRequest, membership: Membership, update_id: UUID) -> HttpResponse:
    """Begin, pause, go on, stop."""
    update = update_or_404(membership, update_id)
    source, target = DEEDS.get(request.POST.get("deed", ""), (None, None))
    if source is None or target is None:
        raise Http404
    try:
        move_update(update=update, source=source, target=target, by=membership.person, now=clock.now())
    except UpdateRefused as refusal:
        toast(request, str(refusal))
    else:
        toast(request, gettext("Done. You see here how far it is."))
    return redirect("body-update", membership.association.slug, update.pk)
