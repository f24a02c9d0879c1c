"""What a moderator does to a case: each one form, one action of `apps.cases`, and on to the next case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.cases.actions import (
    MoveRefused,
    add_note,
    record_progress,
    reopen_case,
    return_case,
    verify_case,
)
from apps.cases.actions.identities import ask_identity
from apps.cases.enums import EventKind
from apps.cases.models import Case
from apps.cases.rules import Actor
from apps.core import clock
from apps.core.four_eyes import AskRefused
from apps.incidents.actions import NotPlaceable, place_case
from apps.moderation.forms import ChoiceForm
from apps.moderation.requests import DeskRequest
from apps.moderation.selectors import place_in_queue
from apps.moderation.views.case import FORMS, case_at_desk, show, stamp_of
from apps.moderation.views.queue import narrowing

MOVED_ON = _("The case has moved on in the meantime, and nothing was changed. Anything you wrote is kept below.")
Words = dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """`name` is that of its form and address; `said` confirms it. `goes_on`: the next case of the queue comes after it.

    `looks_at_state`: it is refused when the case has moved since the page was opened.
    """

    name: str
    act: Callable[[Case, Words, User, datetime], object]
    said: str | Promise
    goes_on: bool = False
    looks_at_state: bool = True


def decide(request: DeskRequest, case_id: UUID, decision: Decision) -> HttpResponse:
    """Take one decision. 400: something is missing in the form; 409: the case is no longer where it was seen."""
    case = case_at_desk(request, case_id)
    form = FORMS[decision.name](request.POST, case=case)
    is_complete = form.is_valid()
    try:
        if decision.looks_at_state and request.POST.get("seen") != stamp_of(case):
            raise MoveRefused(MOVED_ON)
        if not is_complete:
            return show(request, case, form, decision.name, status=400)
        decision.act(case, form.cleaned_data, request.user, clock.now())
    except (MoveRefused, NotPlaceable, AskRefused) as refusal:
        form.add_error(None, str(refusal))
        return show(request, case_at_desk(request, case_id), form, decision.name, status=409)
    messages.success(request, str(decision.said) % {"reference": case.reference})
    return redirect(address_after(request, case, decision))


def address_after(request: DeskRequest, case: Case, decision: Decision) -> str:
    """The next case to verify under the same filter, or the list when there is none; otherwise the case itself."""
    kept = narrowing(request)
    target: UUID | None = case.pk
    if decision.goes_on:
        target = place_in_queue(case, ChoiceForm(request.GET).choice(), request.user, clock.now()).after
    address = reverse("admin:case-desk", args=[target]) if target else reverse("admin:index")
    return f"{address}?{kept}" if kept else address


def _verify(case: Case, words: Words, by: User, now: datetime) -> object:
    return verify_case(case=case, by=by, now=now)


def _give_back(case: Case, words: Words, by: User, now: datetime) -> object:
    return return_case(case=case, reason=words["reason"], by=by, now=now)


def _note(case: Case, words: Words, by: User, now: datetime) -> object:
    return add_note(case=case, text=words["text"], by=by, now=now)


def _progress(case: Case, words: Words, by: User, now: datetime) -> object:
    return record_progress(
        case=case,
        name=EventKind(words["name"]),
        actor=Actor.MODERATOR,
        outcome=words["outcome"],
        words=words["details"],
        by=by,
        now=now,
    )


def _reopen(case: Case, words: Words, by: User, now: datetime) -> object:
    return reopen_case(case=case, actor=Actor.MODERATOR, words=words["details"], by=by, now=now)


def _reveal(case: Case, words: Words, by: User, now: datetime) -> object:
    return ask_identity(case=case, reason=words["reason"], by=by, now=now)


def _place(case: Case, words: Words, by: User, now: datetime) -> object:
    return place_case(case=case, incident=words["incident"], by=by, now=now)


VERIFY = Decision("verify", _verify, _("%(reference)s is verified. The seller is told."), goes_on=True)
RETURN = Decision("return", _give_back, _("%(reference)s went back to the seller with your words."), goes_on=True)
NOTE = Decision("note", _note, _("Your note stands in the history of %(reference)s."), looks_at_state=False)
PROGRESS = Decision("progress", _progress, _("The next step of %(reference)s is recorded."))
REOPEN = Decision("reopen", _reopen, _("%(reference)s is open again and waits to be verified."))
REVEAL = Decision(
    "reveal",
    _reveal,
    _("Asked. Another moderator has to allow it; it then waits for you under Work."),
    looks_at_state=False,
)
PLACE = Decision("place", _place, _("%(reference)s stands in the incident."), looks_at_state=False)


@require_POST
def verify(request: DeskRequest, case_id: UUID) -> HttpResponse:
    return decide(request, case_id, VERIFY)


@require_POST
def give_back(request: DeskRequest, case_id: UUID) -> HttpResponse:
    return decide(request, case_id, RETURN)


@require_POST
def note(request: DeskRequest, case_id: UUID) -> HttpResponse:
    return decide(request, case_id, NOTE)


@require_POST
def progress(request: DeskRequest, case_id: UUID) -> HttpResponse:
    return decide(request, case_id, PROGRESS)


@require_POST
def reopen(request: DeskRequest, case_id: UUID) -> HttpResponse:
    return decide(request, case_id, REOPEN)


@require_POST
def reveal(request: DeskRequest, case_id: UUID) -> HttpResponse:
    return decide(request, case_id, REVEAL)


@require_POST
def place(request: DeskRequest, case_id: UUID) -> HttpResponse:
    return decide(request, case_id, PLACE)
