"""The list of cases: the queue of those to verify, and its neighbours."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from apps.cases.selectors import filed_cases_visible_to
from apps.core import clock
from apps.core.references import parse_reference
from apps.moderation.forms import ChoiceForm
from apps.moderation.requests import DeskRequest
from apps.moderation.rules import MOST_SHOWN, Choice, Shown
from apps.moderation.selectors import cases_of_page, counts_of_tabs, ids_shown, rows_of

PER_PAGE = 50
NARROWED_BY = ("q", "platform", "case_type", "incident", "language")
TABS = {
    Shown.TO_VERIFY: _("To verify"),
    Shown.RETURNED: _("Returned to sellers"),
    Shown.UNPLACED: _("Without incident"),
    Shown.VERIFIED: _("Verified, last 30 days"),
    Shown.ALL: _("All"),
}
SINCE = {  # what the first column counts from
    Shown.TO_VERIFY: (_("Waiting"), "submitted_at"),
    Shown.RETURNED: (_("With the seller"), "moved_at"),
    Shown.UNPLACED: (_("Filed"), "submitted_at"),
    Shown.VERIFIED: (_("Verified"), "verified_at"),
    Shown.ALL: (_("Last step"), "moved_at"),
}


def queue(request: DeskRequest) -> HttpResponse:
    """One tab of the list, filtered as its address says. A whole reference goes straight to its case."""
    form = ChoiceForm(request.GET)
    choice = form.choice()
    if case_id := _named_by_reference(request, choice):
        return redirect("admin:case-desk", case_id)
    now = clock.now()
    page = Paginator(ids_shown(choice, request.user, now), PER_PAGE).get_page(request.GET.get("page"))
    since, column = SINCE[choice.show]
    context = {
        **admin.site.each_context(request),
        "title": _("Cases"),
        "section": "cases",
        "form": form,
        "choice": choice,
        "tabs": tabs(request, choice),
        "page": page,
        "rows": rows_of(cases_of_page(list(page.object_list)), now),
        "since": since,
        "since_column": column,
        "narrowing": narrowing(request),
    }
    return TemplateResponse(request, "admin/desk/queue.html", context)


def _named_by_reference(request: DeskRequest, choice: Choice) -> object:
    reference = parse_reference(choice.text)
    if not reference:
        return None
    return (
        filed_cases_visible_to(request.user, now=clock.now())
        .filter(reference=reference)
        .values_list("pk", flat=True)
        .first()
    )


def tabs(request: DeskRequest, choice: Choice) -> list[dict[str, object]]:
    counts = counts_of_tabs(request.user, clock.now())
    return [
        {
            "show": show.value,
            "label": label,
            "count": counts[show],
            "is_more": counts[show] == MOST_SHOWN,
            "current": show == choice.show,
        }
        for show, label in TABS.items()
    ]


def narrowing(request: DeskRequest) -> str:
    """The filter of the address as a query string, to be carried from case to case; without tab and page."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in NARROWED_BY or not kept[name]:
            del kept[name]
    return kept.urlencode()
