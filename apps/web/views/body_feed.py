"""A member's feed of the cases that are shared with a body: its page, and what a program finds. The address is the
right: no sign-in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.associations.actions import feeds as actions
from apps.associations.enums import Verb
from apps.associations.models import CaseFeed, Membership
from apps.associations.selectors.feeds import feed_by, feed_of, newest_shared
from apps.core import clock
from apps.web.body_case_pages import frame_of
from apps.web.body_rights import for_members
from apps.web.case_pages import title_of
from apps.web.feeds import SteadyFeed
from apps.web.toasts import toast

ATOM = "application/atom+xml; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.EXPORT_CASES)
def body_feed(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Make an address, exchange it for another, end it. What was just made is shown here, this once."""
    address, now = "", clock.now()
    if request.method == "POST":
        if request.POST.get("do") == "end":
            actions.end_feed(membership=membership, by=membership.person, now=now)
            toast(request, gettext("Ended. Programs that use the address learn nothing more."))
            return redirect("body-feed", membership.association.slug)
        made = actions.make_feed(membership=membership, by=membership.person, now=now)
        address = f"{settings.SITE_URL}{reverse('case-feed', args=[made.secret])}"
    parts = {**frame_of(membership, "dates"), "feed": feed_of(membership), "address": address}
    return render(request, "associations/feed.html", parts)


@require_safe
@never_cache
def case_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The newest shared cases, by reference, in the language of whoever made the address; 404 for any other address."""
    feed = feed_by(secret)
    if feed is None:
        answer = HttpResponse("404\n", content_type="text/plain", status=404)
        answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address into the log
        return answer
    now = clock.now()
    with translation.override(feed.membership.person.language or "en"):
        content = _written(feed)
    actions.note_reading(feed=feed, now=now)
    return HttpResponse(content, content_type=ATOM)


def _written(feed: CaseFeed) -> str:
    """Reference, state and kind of each. Neither the secret nor the body's name stands in it: readers keep copies."""
    body = feed.membership.association
    place = settings.SITE_URL + reverse("body-cases", args=[body.slug])
    said = SteadyFeed(
        title=gettext("Cases shared with your association"),
        link=place,
        description="",
        language=translation.get_language() or "en",
        feed_guid=f"urn:uuid:{feed.pk}",
    )
    for grant in newest_shared(feed, now=clock.now()):
        case = grant.case
        said.add_item(
            title=f"{case.reference}: {case.get_state_display()}",
            link=settings.SITE_URL + reverse("body-case", args=[body.slug, case.pk]),
            description=title_of(case),
            unique_id=f"urn:uuid:{grant.pk}",
            updateddate=max(grant.granted_at, case.moved_at),
        )
    text: str = said.writeString("utf-8")
    return text
