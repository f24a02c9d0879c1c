"""Updates as participants read them, and the ways to have no more mails about them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.campaigns.actions import stop_updates, wish_for_updates
from apps.campaigns.selectors.updates import update_for
from apps.core import clock
from apps.web.body_campaign_pages import words_of
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.campaigns import campaign_or_404


@require_safe
@never_cache
@login_required
def own_update(request: HttpRequest, update_id: UUID) -> HttpResponse:
    """An update, for whoever takes part openly in its campaign."""
    update = update_for(person_of(request), update_id)
    if update is None:
        raise Http404
    return render(request, "campaigns/update.html", {"update": update, "words": words_of(update)})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def update_stop(request: HttpRequest, key: str) -> HttpResponse:
    """One click in a mail program is a POST without cookies (RFC 8058). A GET, as scanners of mail make it, only asks.

    The key in the mail is all it takes, and all it does; a key that opens nothing is answered alike.
    """
    if request.method == "POST":
        stop_updates(key=key, now=clock.now())
    return render(request, "campaigns/update_stop.html", {"is_done": request.method == "POST"})


@require_POST
@never_cache
@login_required
def update_wish(request: HttpRequest) -> HttpResponse:
    """Mails about updates of one campaign, yes or no; the address names no campaign."""
    campaign = campaign_or_404(request.POST.get("campaign", ""))
    wanted = request.POST.get("wanted") == "yes"
    wish_for_updates(campaign=campaign, wanted=wanted, by=person_of(request), now=clock.now())
    toast(request, gettext("Kept. What is written to participants stands on this page, with or without mails."))
    return redirect("own-campaigns")
