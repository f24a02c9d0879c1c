"""Keeping somebody from taking part: first what it touches, then the deed; objections; ending it."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.conduct.actions import BarRefused, answer_objection, bar_person, lift_bar
from apps.conduct.enums import Part
from apps.conduct.models import AbuseReport, Bar
from apps.conduct.selectors import bar_at_desk, bar_of, bars_shown, report_at_desk
from apps.core import clock
from apps.core.refusals import refused_lately
from apps.moderation.conduct_forms import AnswerForm, BarForm
from apps.moderation.requests import DeskRequest
from apps.moderation.rules import MOST_SHOWN
from apps.moderation.selectors.reach import latest_cases_of, person_at_desk, reach_of

PER_PAGE = 50


@require_safe
def bars(request: DeskRequest) -> HttpResponse:
    """Everybody who is or was kept from something, and how often limits refused somebody."""
    now = clock.now()
    context = {
        **admin.site.each_context(request),
        "title": _("Kept from taking part"),
        "section": "abuse",
        "page": Paginator(bars_shown()[:MOST_SHOWN], PER_PAGE).get_page(request.GET.get("page")),
        "now": now,
        "refused": refused_lately(now.date()),
    }
    return TemplateResponse(request, "admin/desk/bars.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def bar_new(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """The form; sent, the same words with what they touch; sent again, it is done."""
    person, now = found_person(person_id), clock.now()
    form = BarForm(request.POST or None, language=person.language)
    if request.method != "POST" or not form.is_valid():
        return show_new(request, person, form, status=400 if form.is_bound else 200)
    if request.POST.get("step") != "run":
        return show_new(request, person, form, is_preview=True)
    try:
        bar = bar_person(
            person=person,
            parts=[Part(part) for part in form.cleaned_data["parts"]],
            with_sellers=form.cleaned_data["with_sellers"],
            words=form.cleaned_data["reason"],
            until=form.ends_at(),
            report=report_named(request.GET.get("report", "")),
            by=request.user,
            now=now,
        )
    except BarRefused as refusal:
        form.add_error(None, str(refusal))
        return show_new(request, person, form, status=409)
    messages.success(request, gettext("Done. They have been told why, and how to object."))
    return redirect("admin:bar", bar.pk)


def found_person(person_id: UUID) -> User:
    try:
        return person_at_desk(person_id)
    except User.DoesNotExist as nothing:
        raise Http404 from nothing


def report_named(report_id: str) -> AbuseReport | None:
    try:
        return report_at_desk(UUID(report_id))
    except (ValueError, AbuseReport.DoesNotExist):
        return None


def show_new(
    request: DeskRequest, person: User, form: BarForm, *, is_preview: bool = False, status: int = 200
) -> HttpResponse:
    now = clock.now()
    context = {
        **admin.site.each_context(request),
        "title": _("Keep somebody from taking part"),
        "section": "abuse",
        "person": person,
        "cases": latest_cases_of(person),
        "reach": reach_of(person, now=now),
        "standing": bar_of(person, now=now),
        "form": form,
        "is_preview": is_preview,
        "chosen": [Part(part).label for part in form.cleaned_data["parts"]] if is_preview else [],
        "here": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/desk/bar_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def bar(request: DeskRequest, bar_id: UUID) -> HttpResponse:
    """One exclusion with its objection; posted, the answer or its end."""
    one = found_bar(bar_id)
    form = AnswerForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show_bar(request, one, form, status=400 if form.is_bound else 200)
    words, now = form.cleaned_data["words"], clock.now()
    try:
        if request.POST.get("step") == "lift":
            lift_bar(bar=one, words=words, by=request.user, now=now)
        else:
            is_right = request.POST.get("step") == "right"
            answer_objection(bar=one, is_right=is_right, words=words, by=request.user, now=now)
    except BarRefused as refusal:
        form.add_error(None, str(refusal))
        return show_bar(request, found_bar(bar_id), form, status=409)
    messages.success(request, gettext("Noted, and told to them."))
    return redirect("admin:bar", one.pk)


def found_bar(bar_id: UUID) -> Bar:
    try:
        return bar_at_desk(bar_id)
    except Bar.DoesNotExist as nothing:
        raise Http404 from nothing


def show_bar(request: DeskRequest, one: Bar, form: AnswerForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Kept from taking part"),
        "section": "abuse",
        "bar": one,
        "cases": latest_cases_of(one.person),
        "is_over": one.lifted_at is not None or (one.until is not None and one.until <= clock.now()),
        "waits": one.objected_at is not None and one.answered_at is None and one.lifted_at is None,
        "is_mine": one.made_by_id == request.user.pk,
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/bar.html", context, status=status)
