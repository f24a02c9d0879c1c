"""The deadline rules at the desk: read only, with how many open dates hang on each and what they are counted with."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.deadlines.rules import rule_book
from apps.deadlines.rules.describing import RuleCard, calendar_data, editions_of
from apps.deadlines.selectors import open_dates_by_rule, stale_dockets
from apps.moderation.forms import RuleChoiceForm
from apps.moderation.requests import DeskRequest

PER_PAGE = 40


@require_safe
def rules(request: DeskRequest) -> HttpResponse:
    """Every rule of the packs, narrowed by what stands in the address."""
    form = RuleChoiceForm(request.GET)
    asked, today = form.asked(), timezone.localdate(clock.now())
    hanging = open_dates_by_rule()
    book = rule_book()
    found = [RuleCard(rule, today, hanging.get(rule.id, 0)) for rule in book.values() if asked.fits(rule)]
    context = {
        **admin.site.each_context(request),
        "title": _("Deadline rules"),
        "section": "rules",
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "editions": editions_of(book.values()),
        "data": calendar_data(),
        "stale": stale_dockets().count(),
        "gone": {rule_id: count for rule_id, count in hanging.items() if rule_id not in book},
    }
    return TemplateResponse(request, "admin/desk/rules.html", context)
