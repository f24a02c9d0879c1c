"""Moderators who want to see who a seller is: what another one says, and using what was allowed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.cases.actions.identities import answer_identity, look_at_identity
from apps.cases.selectors.identities import (
    cases_of_ask,
    identity_ask_at_desk,
    identity_asks,
    identity_asks_open_to,
    pair_of_ask,
)
from apps.core import clock
from apps.core.four_eyes import AskRefused
from apps.moderation.requests import DeskRequest
from apps.moderation.views.asks import Kind, Said, decide_ask, found, show_list


def _answer(ask: Any, said: Said, by: User, now: datetime) -> object:
    return answer_identity(ask=ask, allows=said.allows, words=said.words, by=by, now=now)


IDENTITIES = Kind(
    list_name="identity-asks",
    page_name="identity-ask",
    title=_("Identities asked for"),
    empty=_("Whoever needs to know who filed a case writes why on its page. Another moderator then finds it here."),
    rows=lambda answered: identity_asks(answered=answered),
    open_to=lambda by, now: identity_asks_open_to(by, now=now),
    one=identity_ask_at_desk,
    answer=_answer,
    about="admin/desk/ask_identity.html",
    around=lambda ask: {"cases": cases_of_ask(ask), "pair": pair_of_ask(ask)},
    own=lambda ask, by: by.pk in {case.owner_id for case in cases_of_ask(ask)},
    allow=_("Allow it"),
    said=_("Allowed. Whoever asked can look once, for 15 minutes, within a day."),
    look=True,
)


@require_safe
def identity_list(request: DeskRequest) -> HttpResponse:
    return show_list(request, IDENTITIES)


@require_http_methods(["GET", "HEAD", "POST"])
def identity_ask(request: DeskRequest, ask_id: UUID) -> HttpResponse:
    return decide_ask(request, IDENTITIES, ask_id)


@require_POST
def identity_look(request: DeskRequest, ask_id: UUID) -> HttpResponse:
    """Use what was allowed: the page it leads to shows who it is for fifteen minutes."""
    ask = identity_ask_at_desk(found(IDENTITIES, ask_id).pk)
    try:
        look_at_identity(ask=ask, by=request.user, now=clock.now())
    except AskRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:identity-ask", ask.pk)
    pair = pair_of_ask(ask)
    return redirect("admin:duplicate", pair.pk) if pair else redirect("admin:case-desk", ask.case_id)
