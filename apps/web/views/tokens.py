"""Tokens with which a person's programs use the API: list, make, show once, revoke."""

import uuid
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.actions import NewToken, TokenRefused, make_token, revoke_token
from apps.accounts.enums import Scope
from apps.accounts.models import User
from apps.accounts.selectors import tokens_of
from apps.core import clock
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind
from apps.web.forms.tokens import TokenForm
from apps.web.sign_in import person_of
from apps.web.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    """The tokens somebody has, and the form for one more. What was just made is shown here, this once."""
    form = TokenForm(request.POST or None) if request.method == "POST" else TokenForm()
    if request.method != "POST":
        return show(request, form)
    if not form.is_valid():
        return show(request, form, status=422)
    try:
        made = make_and_tell(person_of(request), **form.cleaned_data)
    except TokenRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, form, status=422)
    return show(request, TokenForm(), made=made)


def show(request: HttpRequest, form: TokenForm, *, made: NewToken | None = None, status: int = 200) -> HttpResponse:
    now = clock.now()
    labels = dict(Scope.choices)
    rows: list[dict[str, Any]] = [
        {
            "token": token,
            "live": token.is_live(now),
            "may": [labels.get(scope, scope) for scope in token.scopes],
        }
        for token in tokens_of(person_of(request), now=now)
    ]
    example = f'curl -H "Authorization: Bearer {made.secret}" {settings.SITE_URL}/api/v1/cases/' if made else ""
    context = {"form": form, "rows": rows, "made": made, "example": example}
    return render(request, "people/tokens.html", context, status=status)


@transaction.atomic
def make_and_tell(person: User, *, name: str, scopes: list[str], days: int) -> NewToken:
    """The token, and the mail that says to its owner that there is one. Raises TokenRefused."""
    made = make_token(name=name, scopes=scopes, days=days, by=person, now=clock.now())
    queue_message(
        kind=MessageKind.SIGN_IN_CHANGED,
        dedupe_key=f"sign_in_changed:{uuid.uuid4()}",
        facts={"change": "token_made"},
        to=person,
        now=clock.now(),
    )
    return made


@require_POST
@never_cache
@login_required
def token_revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """The token opens nothing from now on."""
    now, person = clock.now(), person_of(request)
    token = tokens_of(person, now=now).filter(pk=token_id).first()
    if token is None:
        raise Http404
    revoke_token(token=token, by=person, now=now)
    toast(request, gettext("Revoked. The token opens nothing any more."))
    return redirect("token-list")
