"""Erasing one case: proposed on a page that says what goes, agreed to by another moderator, for good."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core import clock
from apps.core.four_eyes import AskRefused
from apps.moderation.forms import EraseForm
from apps.moderation.requests import DeskRequest
from apps.moderation.views.asks import Kind, Said, decide_ask, show_list
from apps.moderation.views.case import case_at_desk
from apps.privacy.actions.erasing_case import answer_case_erasure, propose_case_erasure
from apps.privacy.enums import Ground
from apps.privacy.selectors.case_erasures import (
    case_erasure_at_desk,
    case_erasures,
    case_erasures_open_to,
    erasure_of_case,
    what_goes,
)


def _answer(ask: Any, said: Said, by: User, now: datetime) -> object:
    return answer_case_erasure(ask=ask, allows=said.allows, words=said.words, by=by, now=now)


def around(case: Case) -> dict[str, Any]:
    return {"case": case, "goes": what_goes(case)}


ERASURES = Kind(
    list_name="erasure-asks",
    page_name="erasure-ask",
    title=_("Cases to be erased"),
    empty=_("A case is proposed on its own page. Another moderator then finds it here."),
    rows=lambda answered: case_erasures(answered=answered),
    open_to=lambda by, now: case_erasures_open_to(by),
    one=case_erasure_at_desk,
    answer=_answer,
    about="admin/desk/ask_erasure.html",
    around=lambda ask: around(ask.case),
    own=lambda ask, by: ask.case.owner_id == by.pk,
    allow=_("Erase it for good"),
    said=_("Erased. The seller has been told."),
)


@require_safe
def erasure_list(request: DeskRequest) -> HttpResponse:
    return show_list(request, ERASURES)


@require_http_methods(["GET", "HEAD", "POST"])
def erasure_ask(request: DeskRequest, ask_id: UUID) -> HttpResponse:
    return decide_ask(request, ERASURES, ask_id)


@require_http_methods(["GET", "HEAD", "POST"])
def case_erase(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """What would go; posted, the wish that it does, which another moderator answers."""
    case = case_at_desk(request, case_id)
    form = EraseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show_erase(request, case, form, status=400 if form.is_bound else 200)
    ground, words = Ground(form.cleaned_data["ground"]), form.cleaned_data["words"]
    try:
        propose_case_erasure(case=case, ground=ground, words=words, by=request.user, now=clock.now())
    except AskRefused as refusal:
        form.add_error(None, str(refusal))
        return show_erase(request, case, form, status=409)
    messages.success(request, gettext("Proposed. Nothing goes before another moderator agrees."))
    return redirect("admin:case-erase", case.pk)


def show_erase(request: DeskRequest, case: Case, form: EraseForm, status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        **around(case),
        "title": _("Erase this case"),
        "section": "cases",
        "ask": erasure_of_case(case),
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/case_erase.html", context, status=status)
