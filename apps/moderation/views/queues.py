"""All queues on one page: how many wait, how long, and the next of each with one key."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.moderation.actions import release_claims, take_next
from apps.moderation.requests import DeskRequest
from apps.moderation.selectors.queues import QUEUES, Queue, stands_of_queues


@require_safe
def queues(request: DeskRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Work"),
        "section": "queues",
        "stands": stands_of_queues(request.user, clock.now()),
    }
    return TemplateResponse(request, "admin/desk/queues.html", context)


@require_POST
def queue_next(request: DeskRequest, name: str) -> HttpResponse:
    """Take the next thing that nobody else is at, and go to it."""
    queue = named(name)
    if not queue.page:
        return redirect(f"admin:{queue.things}")
    subject = take_next(queue=queue, by=request.user, now=clock.now())
    if subject is None:
        messages.info(request, gettext("Nothing waits there that nobody else is at."))
        return redirect("admin:queues")
    return redirect(f"admin:{queue.page}", *subject)


@require_POST
def queue_release(request: DeskRequest, name: str) -> HttpResponse:
    """Put back what one has taken."""
    release_claims(queue=named(name), by=request.user)
    messages.success(request, gettext("Put back. Others can take it now."))
    return redirect("admin:queues")


def named(name: str) -> Queue:
    if name not in QUEUES:
        raise Http404
    return QUEUES[name]
