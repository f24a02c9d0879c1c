"""What needs two moderators, by kind: the list, and one of them with what another moderator says to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.four_eyes import AskRefused, AskState, FourEyes
from apps.moderation.forms import AskAnswerForm
from apps.moderation.requests import DeskRequest
from apps.moderation.rules import MOST_SHOWN

PER_PAGE = 50
TABS = {"": _("To decide"), "answered": _("Decided already")}


@dataclass(frozen=True)
class Said:
    """A second moderator's answer. `seen`: how what it is about stood on the page they read, as the page had it."""

    allows: bool
    words: str
    seen: str


@dataclass(frozen=True)
class Kind:
    """One kind of what needs two. `list_name` and `page_name` are its addresses, `about` the template of its subject,
    `around` what that template needs; `own` says whether the subject is the moderator's own."""

    list_name: str
    page_name: str
    title: str | Promise
    empty: str | Promise
    rows: Callable[[bool], QuerySet[Any]]
    open_to: Callable[[User, datetime], QuerySet[Any]]
    one: Callable[[UUID], FourEyes]
    answer: Callable[[Any, Said, User, datetime], object]
    about: str
    around: Callable[[Any], dict[str, Any]]
    own: Callable[[Any, User], bool]
    allow: str | Promise
    said: str | Promise
    look: bool = False  # what was allowed is used later, by whoever asked

    @property
    def list_url(self) -> str:
        return f"admin:{self.list_name}"

    @property
    def page_url(self) -> str:
        return f"admin:{self.page_name}"


def show_list(request: DeskRequest, kind: Kind) -> HttpResponse:
    """What waits, the oldest first, or what was answered."""
    show = "answered" if request.GET.get("show") == "answered" else ""
    context = {
        **admin.site.each_context(request),
        "title": kind.title,
        "section": "asks",
        "kind": kind,
        "tabs": [{"show": name, "label": label, "current": name == show} for name, label in TABS.items()],
        "page": Paginator(kind.rows(bool(show))[:MOST_SHOWN], PER_PAGE).get_page(request.GET.get("page")),
        "show": show,
    }
    return TemplateResponse(request, "admin/desk/asks.html", context)


def found(kind: Kind, ask_id: UUID) -> FourEyes:
    try:
        return kind.one(ask_id)
    except ObjectDoesNotExist as nothing:
        raise Http404 from nothing


def decide_ask(request: DeskRequest, kind: Kind, ask_id: UUID) -> HttpResponse:
    """One of them; posted, another moderator's answer, and on to the next."""
    ask = found(kind, ask_id)
    form = AskAnswerForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show_ask(request, kind, ask, form, status=400 if form.is_bound else 200)
    allows = request.POST.get("step") == "allow"
    said = Said(allows, form.cleaned_data["words"], request.POST.get("seen", ""))
    try:
        kind.answer(ask, said, request.user, clock.now())
    except AskRefused as refusal:
        form.add_error(None, str(refusal))
        return show_ask(request, kind, found(kind, ask_id), form, status=409)
    messages.success(request, str(kind.said) if allows else gettext("Refused. Whoever asked reads your words."))
    following = kind.open_to(request.user, clock.now()).first()
    return redirect(kind.page_url, following.pk) if following else redirect(kind.list_url)


def show_ask(request: DeskRequest, kind: Kind, ask: FourEyes, form: AskAnswerForm, status: int = 200) -> HttpResponse:
    waiting = ask.state == AskState.ASKED
    context = {
        **admin.site.each_context(request),
        **kind.around(ask),
        "title": kind.title,
        "section": "asks",
        "kind": kind,
        "ask": ask,
        "is_mine": ask.asked_by_id == request.user.pk,
        "is_own": kind.own(ask, request.user),
        "waits": waiting,
        "following": kind.open_to(request.user, clock.now()).exclude(pk=ask.pk).first(),
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/ask.html", context, status=status)
