"""Which incident a case belongs to, as its seller says."""

from dataclasses import dataclass

from babel.lists import format_list
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from apps.cases.models import Case
from apps.core import clock
from apps.core.money import locale_of
from apps.incidents.actions import NotPlaceable, place_own_case
from apps.incidents.enums import FIT_WORDS
from apps.incidents.models import Incident
from apps.incidents.selectors import placement_of, public_incidents
from apps.incidents.selectors.suggestions import Suggested, suggestions_for
from apps.web.components import Link
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.cases import with_case


@dataclass(frozen=True)
class Offer:
    """An incident a case may belong to, and what of the case agrees with it, in words."""

    incident: Incident
    title: str
    why: str


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def case_incident(request: HttpRequest, case: Case) -> HttpResponse:
    """The public incidents a case may belong to; posted, which of them it is."""
    offered = [Offer(one.incident, str(one.incident), why(one)) for one in suggestions_for(case, public_incidents())]
    if request.method != "POST":
        return show(request, case, offered)
    chosen = next((one.incident for one in offered if one.incident.slug == request.POST.get("incident")), None)
    if chosen is None:
        return show(request, case, offered, status=422)
    try:
        place_own_case(case=case, incident=chosen, by=person_of(request), now=clock.now())
    except NotPlaceable as refusal:
        messages.warning(request, str(refusal))
    else:
        toast(request, gettext("Noted. Your case stands in this incident."))
    return redirect("case-detail", case_id=case.pk)


def why(one: Suggested) -> str:
    """What of the case agrees with the incident, in words; never how many others it agrees with."""
    return str(format_list([str(FIT_WORDS[fact]) for fact in one.fit.agrees], locale=locale_of()))


def show(request: HttpRequest, case: Case, offered: list[Offer], status: int = 200) -> HttpResponse:
    context = {
        "case": case,
        "crumbs": [
            Link(gettext("My cases"), reverse("case-list")),
            Link(case.reference, reverse("case-detail", args=[case.pk])),
        ],
        "offered": offered,
        "placement": placement_of(case),
        "nothing_chosen": status == 422,
    }
    return render(request, "cases/incident.html", context, status=status)
