"""Campaigns: the list, the page of one, joining and leaving, and what a person takes part in."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.campaigns.actions import CannotJoin, join_campaign, leave_campaign
from apps.campaigns.enums import Wish
from apps.campaigns.models import Campaign
from apps.campaigns.selectors import public_campaign, public_campaigns, sign_ons_of
from apps.campaigns.selectors.mandates import mandates_of
from apps.campaigns.selectors.updates import campaigns_without_mail, updates_for
from apps.conduct.actions import Barred
from apps.core import clock
from apps.web.campaign_pages import badge_of_stage, count_in_words, parts_of_campaign, question_of
from apps.web.forms.campaigns import SignForm, SureForm
from apps.web.mandate_pages import given_row
from apps.web.rights import person_or_none
from apps.web.sign_in import person_of

PER_PAGE = 20


@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """Campaigns that have begun, the newest first."""
    page = Paginator(public_campaigns(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(campaign, badge_of_stage(campaign), count_in_words(campaign)) for campaign in page]
    return render(request, "campaigns/list.html", {"page": page, "rows": rows})


@require_safe
@never_cache
def campaign_detail(request: HttpRequest, campaign: str) -> HttpResponse:
    """One campaign. Who takes part and who does not see the same page."""
    return show(request, campaign_or_404(campaign), None)


def show(request: HttpRequest, campaign: Campaign, sent: SignForm | None) -> HttpResponse:
    """The page; `sent` is a form that was not understood, kept as it was chosen."""
    address = settings.SITE_URL + campaign.get_absolute_url()
    parts = parts_of_campaign(campaign, person_or_none(request), address)
    if sent:
        parts["form"] = sent
    return render(request, "campaigns/detail.html", parts, status=422 if sent else 200)


@require_POST
@never_cache
@login_required
def campaign_sign(request: HttpRequest) -> HttpResponse:
    """Joining and leaving in two steps: first the question, then the deed; the address names neither."""
    campaign, person = campaign_or_404(request.POST.get("campaign", "")), person_of(request)
    first = SignForm(request.POST, campaign=campaign, person=person)
    if not first.is_valid():
        return show(request, campaign, first)
    wish = first.cleaned_data["wish"]
    is_sure = request.POST.get("step") == "sure"
    sure = SureForm(
        request.POST if is_sure else None, campaign=campaign, person=person, wish=wish, initial=request.POST
    )
    if not is_sure or not sure.is_valid():
        parts = {"campaign": campaign, "form": sure, "is_leaving": wish == Wish.LEAVE, **question_of(campaign, wish)}
        return render(request, "campaigns/confirm.html", parts, status=422 if is_sure else 200)
    try:
        _do(campaign, sure, person)
    except (CannotJoin, Barred) as refusal:
        first.add_error(None, str(refusal))
        return show(request, campaign, first)
    return redirect("campaign-done")


def _do(campaign: Campaign, sure: SureForm, person: User) -> None:
    if sure.cleaned_data["wish"] == Wish.LEAVE:
        leave_campaign(campaign=campaign, by=person, now=clock.now())
    elif sure.chosen_case:
        is_sealed = sure.cleaned_data["wish"] == Wish.ESCROWED
        join_campaign(campaign=campaign, case=sure.chosen_case, is_sealed=is_sealed, by=person, now=clock.now())


@require_safe
@login_required
def campaign_done(request: HttpRequest) -> HttpResponse:
    """The same words for whoever joined, left, or was on it already."""
    return render(request, "campaigns/done.html")


@require_safe
@never_cache
@login_required
def own_campaigns(request: HttpRequest) -> HttpResponse:
    """Where a person takes part openly. What is sealed is shown to nobody who holds their telephone."""
    person = person_of(request)
    quiet, updates = campaigns_without_mail(person), list(updates_for(person))
    rows = [
        (
            row,
            badge_of_stage(row.campaign),
            [update for update in updates if update.campaign_id == row.campaign_id],
            row.campaign_id in quiet,
        )
        for row in sign_ons_of(person)
    ]
    given = [given_row(mandate, clock.now()) for mandate in mandates_of(person)]
    return render(request, "campaigns/own.html", {"rows": rows, "given": given})


def campaign_or_404(slug: str) -> Campaign:
    try:
        return public_campaign(slug)
    except Campaign.DoesNotExist as error:
        raise Http404 from error
