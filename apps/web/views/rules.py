"""The deadline rules: the list, and a page of each that says why a date falls where it does. All of it is public."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.deadlines.rules import InputRefused, Setting, Trigger, compute, rule_book
from apps.deadlines.rules.describing import READER, RuleCard, calendar_data
from apps.moderation.forms import RuleChoiceForm
from apps.web.forms.rules import RuleDayForm
from apps.web.rule_pages import parts_of_rule

PER_PAGE = 20


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """Rules in the order of their packs, narrowed by what stands in the address."""
    form = RuleChoiceForm(request.GET)
    asked = form.asked()
    today = timezone.localdate(clock.now())
    found = [RuleCard(rule, today) for rule in rule_book().values() if asked.fits(rule)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    parts = {"form": form, "page": page, "is_narrowed": form.is_narrowed, "data": calendar_data()}
    return render(request, "rules/list.html", parts)


@require_safe
def rule_detail(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule with its sources, and its date counted from today or from the day in the address."""
    rule = rule_book().get(rule_id)
    if rule is None:
        raise Http404
    today = timezone.localdate(clock.now())
    form = RuleDayForm(request.GET or None, initial={"on": today})
    chosen: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    day: date = chosen.get("on") or today
    own = Setting(seller_zone=request.user.zone.key) if request.user.is_authenticated else READER
    try:
        found = compute(rule, Trigger(day), own)
    except InputRefused as refusal:
        form.add_error("on", str(refusal.words))
        found = compute(rule, Trigger(today), own)
    return render(
        request,
        "rules/detail.html",
        {"form": form, **parts_of_rule(RuleCard(rule, today), found, day, own.seller_zone)},
    )
