"""What we wrote to somebody, and for moderators what we write in general."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.notifications.actions import mark_all_read
from apps.notifications.enums import MessageKind
from apps.notifications.letters import EXAMPLES, Letter, link_of, subject_of, write_letter
from apps.notifications.models import Message
from apps.notifications.selectors import messages_for, unread_count
from apps.web.mail_frames import framed_mail, with_frame
from apps.web.sign_in import person_of
from apps.web.toasts import toast

PER_PAGE = 20


@never_cache
@login_required
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """Newest first; looking changes nothing."""
    page = Paginator(messages_for(person_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    rows = [line(message) for message in page]
    context = {"page": page, "rows": rows, "unread": unread_count(person_of(request)), "section": "messages"}
    return render(request, "people/messages.html", context)


@login_required
@require_POST
def message_read_all(request: HttpRequest) -> HttpResponse:
    if mark_all_read(by=person_of(request), now=clock.now()):
        toast(request, gettext("All marked as read."))
    return redirect("message-list")


@require_safe
@login_required
def preview_list(request: HttpRequest) -> HttpResponse:
    """Every kind in every language, for moderators."""
    _moderators_only(request)
    kinds = [(kind, [(code, name) for code, name in settings.LANGUAGES]) for kind in MessageKind]
    return render(request, "people/message_previews.html", {"kinds": kinds})


@require_safe
@login_required
def preview(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """One kind as it reads, with invented facts."""
    letter = _example(request, kind, language)
    context = {"kind": MessageKind(kind), "language": language, "letter": letter}
    return with_frame(render(request, "people/message_preview.html", context))


@require_safe
@login_required
def preview_html(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    return framed_mail(_example(request, kind, language).html)


def line(message: Message) -> dict[str, Any]:
    """A message in the list: its subject in the language of the page, where it leads, what became of the mail."""
    facts = json.loads(message.facts)
    href = link_of(message.kind, facts).removeprefix(settings.SITE_URL)
    return {"message": message, "subject": subject_of(message.kind, facts), "href": href}


def _example(request: HttpRequest, kind: str, language: str) -> Letter:
    _moderators_only(request)
    if kind not in MessageKind.values or language not in dict(settings.LANGUAGES):
        raise Http404
    return write_letter(kind=kind, language=language, facts=EXAMPLES[MessageKind(kind)])


def _moderators_only(request: HttpRequest) -> None:
    if not person_of(request).is_moderator:
        raise Http404
