"""How the house is running: signs of life, mail that was given up, near dates without a word of their owner."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.core.selectors import queue_depth, seconds_since_heartbeats
from apps.deadlines.selectors import due_reminder_count, reminder_lateness
from apps.moderation.forms import MOST_AGAIN, MessagesForm, RetryForm
from apps.moderation.requests import DeskRequest
from apps.moderation.selectors import given_up_messages, near_and_unanswered
from apps.notifications.actions import retry_message
from apps.notifications.enums import RetryReason
from apps.notifications.models import Message
from apps.notifications.selectors import delivery_lateness, due_count, oldest_unsent_age
from apps.statistics.selectors import keeping


@require_safe
def operations(request: DeskRequest) -> HttpResponse:
    """Everything an operator looks at first; nothing here names a seller."""
    now = clock.now()
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Operations"),
        "section": "operations",
        "signs": signs(),
        "failed": given_up_messages()[:MOST_AGAIN],
        "retry_form": RetryForm(),
        "dates": near_and_unanswered(request.user, now),
        "now": now,
    }
    return TemplateResponse(request, "admin/desk/operations.html", context)


def signs() -> list[tuple[Any, Any]]:
    """What `/healthz` tells too, in words; seconds are whole."""
    now = clock.now()
    ages = seconds_since_heartbeats(now=now)
    depth = queue_depth()
    figures = keeping(now=now)
    return [
        (_("Beat, seconds ago"), "–" if ages["beat"] is None else round(ages["beat"])),
        (_("Worker, seconds ago"), "–" if ages["worker"] is None else round(ages["worker"])),
        (_("Hints in the broker"), _("no answer") if depth is None else depth),
        (_("Reminders due"), due_reminder_count(now)),
        (_("Longest due, seconds"), round(reminder_lateness(now).total_seconds())),
        (_("Messages due"), due_count(now)),
        (_("Oldest unsent, seconds"), round(oldest_unsent_age(now).total_seconds())),
        (_("Longest overdue, seconds"), round(delivery_lateness(now).total_seconds())),
        (_("Changes not yet in the figures"), figures.waiting),
        (_("Figures counted again, hours ago"), "–" if figures.checked is None else round(figures.checked / 3600)),
        (_("Differences found then"), "–" if figures.differences is None else figures.differences),
    ]


@require_POST
def messages_retry(request: DeskRequest) -> HttpResponse:
    """Send the chosen ones once more; of several it is first shown which. What is not given up any more stays."""
    form = MessagesForm(request.POST)
    if not form.is_valid():
        messages.info(request, form.trouble)
        return redirect("admin:operations")
    chosen = given_up_messages().filter(pk__in=form.cleaned_data["message"])
    reason = form.cleaned_data["reason"]
    if len(chosen) > 1 and request.POST.get("step") != "run":
        return show_retry(request, form, chosen)
    again = sum(retry_message(message=each, reason=reason, by=request.user, now=clock.now()) for each in chosen)
    said = ngettext("%(count)s message goes out again.", "%(count)s messages go out again.", again)
    messages.success(request, said % {"count": again})
    return redirect("admin:operations")


def show_retry(request: DeskRequest, form: MessagesForm, chosen: QuerySet[Message]) -> HttpResponse:
    """Which messages go out again and for what reason, before they do."""
    context = {
        **admin.site.each_context(request),
        "title": _("Send once more"),
        "section": "operations",
        "chosen": chosen,
        "asked": len(form.cleaned_data["message"]),
        "reason": RetryReason(form.cleaned_data["reason"]),
    }
    return TemplateResponse(request, "admin/desk/messages_retry.html", context)
