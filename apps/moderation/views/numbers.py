"""A moderator's own numbers. Whoever runs the site may read those of one other at a time; nobody is ranked."""

from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core import clock
from apps.moderation.requests import DeskRequest
from apps.moderation.selectors.numbers import moderators, numbers_of


@require_safe
def numbers(request: DeskRequest) -> HttpResponse:
    """One's own."""
    return show(request, request.user)


@require_safe
def numbers_of_other(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Those of one moderator, for superusers alone."""
    person = moderators().filter(pk=person_id).first() if request.user.is_superuser else None
    if person is None:
        raise Http404
    return show(request, person)


def show(request: DeskRequest, person: User) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("My numbers") if person == request.user else _("Numbers of one moderator"),
        "section": "numbers",
        "person": person,
        "is_own": person == request.user,
        "numbers": numbers_of(person, now=clock.now()),
        "others": moderators() if request.user.is_superuser else [],
    }
    return TemplateResponse(request, "admin/desk/numbers.html", context)
