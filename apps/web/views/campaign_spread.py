"""A campaign elsewhere: a card for other sites, without script, and an Atom feed of what happened."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from apps.web.campaign_pages import count_in_words, entries_of_feed
from apps.web.feeds import SteadyFeed
from apps.web.views.campaigns import campaign_or_404

FRAMED = {"frame-ancestors": ["*"], "script-src": [NONE], "form-action": [NONE]}


@require_safe
@xframe_options_exempt
@csp_replace(FRAMED)  # type: ignore[arg-type]  # it takes views with arguments, too
def campaign_card(request: HttpRequest, campaign: str) -> HttpResponse:
    """For frames on other sites: the same count as the page, and a link. It reads no cookie and sets none."""
    found = campaign_or_404(campaign)
    parts = {
        "campaign": found,
        "count": count_in_words(found),
        "address": settings.SITE_URL + found.get_absolute_url(),
        "width": found.picture_width,
    }
    return render(request, "campaigns/card.html", parts)


@require_safe
def campaign_feed(request: HttpRequest, campaign: str) -> HttpResponse:
    """What happened to it, the newest first; days and no moments."""
    found = campaign_or_404(campaign)
    address = settings.SITE_URL + found.get_absolute_url()
    feed = SteadyFeed(
        title=str(found.title),
        link=address,
        description=str(found.goal),
        language=get_language() or "en",
        feed_url=settings.SITE_URL + request.path,
    )
    for entry in entries_of_feed(found):
        feed.add_item(
            title=entry.title,
            link=address,
            description=entry.text,
            unique_id=f"{address}#{entry.number}",
            updateddate=entry.day,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
