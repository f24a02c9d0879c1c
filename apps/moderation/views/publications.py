"""Showing an incident to everybody: proposed on its page, agreed to by another moderator; hidden by one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.core import clock
from apps.core.four_eyes import AskRefused
from apps.incidents.actions.publishing import answer_publication, hide_incident, propose_public
from apps.incidents.models import Incident
from apps.incidents.selectors import incident_at_desk, sources_missing
from apps.incidents.selectors.publications import (
    facts_counted,
    open_publication_of,
    publication_ask_at_desk,
    publication_asks,
    publications_open_to,
)
from apps.moderation.requests import DeskRequest
from apps.moderation.views.asks import Kind, Said, decide_ask, show_list


def _answer(ask: Any, said: Said, by: User, now: datetime) -> object:
    seen = parse_datetime(said.seen) if said.seen else None
    return answer_publication(ask=ask, allows=said.allows, words=said.words, seen=seen, by=by, now=now)


def around(incident: Incident) -> dict[str, Any]:
    """What a moderator reads before everybody does."""
    return {"incident": incident, "facts": facts_counted(incident), "missing": sources_missing(incident)}


PUBLICATIONS = Kind(
    list_name="publication-asks",
    page_name="publication-ask",
    title=_("Incidents to be shown to everybody"),
    empty=_("An incident is proposed on its own page. Another moderator then finds it here."),
    rows=lambda answered: publication_asks(answered=answered),
    open_to=lambda by, now: publications_open_to(by),
    one=publication_ask_at_desk,
    answer=_answer,
    about="admin/desk/ask_publication.html",
    around=lambda ask: around(ask.incident),
    own=lambda ask, by: False,
    allow=_("Show it to everybody"),
    said=_("Everybody sees the incident now."),
)


@require_safe
def publication_list(request: DeskRequest) -> HttpResponse:
    return show_list(request, PUBLICATIONS)


@require_http_methods(["GET", "HEAD", "POST"])
def publication_ask(request: DeskRequest, ask_id: UUID) -> HttpResponse:
    return decide_ask(request, PUBLICATIONS, ask_id)


@require_http_methods(["GET", "HEAD", "POST"])
def incident_publish(request: DeskRequest, incident_id: int) -> HttpResponse:
    """Who sees an incident; posted, the wish that everybody does, or that nobody does any more."""
    try:
        incident = incident_at_desk(incident_id)
    except Incident.DoesNotExist as nothing:
        raise Http404 from nothing
    words, error = request.POST.get("words", ""), ""
    if request.method == "POST":
        try:
            if request.POST.get("step") == "hide":
                hide_incident(incident=incident, by=request.user, now=clock.now())
                messages.success(request, gettext("Hidden. Only moderators see it now."))
            else:
                propose_public(incident=incident, words=words, by=request.user, now=clock.now())
                messages.success(request, gettext("Proposed. Everybody sees it once another moderator agrees."))
            return redirect("admin:incident-publish", incident.pk)
        except AskRefused as refusal:
            error = str(refusal)
    context = {
        **admin.site.each_context(request),
        **around(incident),
        "title": _("Who sees this incident"),
        "section": "asks",
        "ask": open_publication_of(incident),
        "words": words,
        "error": error,
    }
    return TemplateResponse(request, "admin/desk/incident_publish.html", context, status=409 if error else 200)
