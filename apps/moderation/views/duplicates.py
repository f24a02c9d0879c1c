"""Sellers that may be one: the list of pairs, and two of them side by side."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.cases.actions import clusters
from apps.cases.enums import PairState
from apps.cases.models import SellerPair
from apps.cases.selectors import REVEAL_LASTS
from apps.cases.selectors.identities import pair_ask_of
from apps.cases.selectors.pairs import (
    both_revealed_since,
    cases_of_pair,
    compared_facts,
    pair_at_desk,
    pairs_in,
    pairs_to_decide,
    with_counts,
)
from apps.core import clock
from apps.core.four_eyes import AskRefused
from apps.moderation.forms import PairForm
from apps.moderation.requests import DeskRequest
from apps.moderation.rules import MOST_SHOWN

PER_PAGE = 50
ASKED = _("Asked. Another moderator has to allow it; it then waits for you under Work.")
TABS = {"": _("To decide"), PairState.SAME: _("Counted as one"), PairState.DIFFERENT: _("Two sellers")}
STEPS: dict[str, tuple[Callable[..., object], Any]] = {
    "propose": (clusters.propose_merge, _("Proposed. They count as one when a second moderator confirms it.")),
    "confirm": (clusters.confirm_merge, _("They count as one seller from now on.")),
    "apart": (clusters.keep_apart, _("They count as two sellers, and no key joins them again.")),
    "undo": (clusters.undo_pair, _("Taken back. The two are to be decided again.")),
}
OFFERED = {
    PairState.SUGGESTED: ("propose", "apart"),
    PairState.PROPOSED: ("confirm", "apart", "undo"),
    PairState.SAME: ("apart", "undo"),
    PairState.DIFFERENT: ("undo",),
}


@require_safe
def duplicates(request: DeskRequest) -> HttpResponse:
    """Pairs of one tab; names stay hidden, what agrees and differs is said."""
    show = request.GET.get("show", "")
    show = show if show in TABS else ""
    pairs = pairs_in(PairState(show)) if show else pairs_to_decide()
    page = Paginator(with_counts(pairs)[:MOST_SHOWN], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Sellers that may be one"),
        "section": "duplicates",
        "tabs": [{"show": name, "label": label, "current": name == show} for name, label in TABS.items()],
        "page": page,
        "show": show,
    }
    return TemplateResponse(request, "admin/desk/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: DeskRequest, pair_id: int) -> HttpResponse:
    """Two sellers side by side; posted, one step or the wish to see who they are."""
    pair = found(pair_id)
    form = PairForm(request.POST or None)
    if request.method != "POST":
        return show_pair(request, pair, form)
    if not form.is_valid():
        return show_pair(request, pair, form, status=400)
    step, words, now = form.cleaned_data["step"], form.cleaned_data["words"], clock.now()
    try:
        if step == "reveal":
            clusters.ask_for_both(pair=pair, reason=words, by=request.user, now=now)
            messages.success(request, str(ASKED))
            return redirect("admin:duplicate", pair.pk)
        act, said = STEPS[step]
        if form.cleaned_data["seen"] != pair.state:
            raise clusters.PairRefused(gettext("Somebody decided about these two a moment ago."))
        act(pair=pair, words=words, by=request.user, now=now)
    except (clusters.PairRefused, AskRefused) as refusal:
        form.add_error(None, str(refusal))
        return show_pair(request, found(pair_id), form, status=409)
    messages.success(request, str(said))
    return redirect(address_after(pair))


def found(pair_id: int) -> SellerPair:
    try:
        return pair_at_desk(pair_id)
    except SellerPair.DoesNotExist as error:
        raise Http404 from error


def address_after(pair: SellerPair) -> Any:
    """The next pair that waits, or the list when there is none; a taken-back one stays in sight."""
    if pair.state == PairState.SUGGESTED:
        return pair_address(pair)
    following = pairs_to_decide().exclude(pk=pair.pk).filter(state=PairState.SUGGESTED).first()
    return pair_address(following) if following else "admin:duplicates"


def pair_address(pair: SellerPair) -> str:
    return reverse("admin:duplicate", args=[pair.pk])


def show_pair(request: DeskRequest, pair: SellerPair, form: PairForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    shown = both_revealed_since(pair, request.user, now - REVEAL_LASTS)
    is_own = request.user.pk in (pair.one.owner_id, pair.other.owner_id)
    offered = OFFERED[PairState(pair.state)] if not is_own else ()
    if pair.proposed_by_id == request.user.pk:
        offered = tuple(step for step in offered if step != "confirm")
    following = pairs_to_decide().filter(pk__gt=pair.pk).order_by("pk").first()
    context = {
        **admin.site.each_context(request),
        "title": _("Sellers that may be one"),
        "section": "duplicates",
        "pair": pair,
        "facts": compared_facts(pair),
        "shown": shown,
        "ask": pair_ask_of(pair, request.user, now=now),
        "sides": list(zip((_("One"), _("The other")), cases_of_pair(pair), strict=True)),
        "steps": offered,
        "is_own": is_own,
        "is_mine": pair.proposed_by_id == request.user.pk,
        "events": pair.events.all(),
        "following": following,
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/duplicate.html", context, status=status)
