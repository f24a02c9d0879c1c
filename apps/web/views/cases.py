"""The page of a case, and what its seller can do with it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.cases import actions
from apps.cases.actions import MoveRefused
from apps.cases.enums import CLOSED, EventKind, Visibility
from apps.cases.models import Case
from apps.cases.rules import PROGRESS, Actor, moves_from
from apps.cases.selectors import answers_of
from apps.core import clock
from apps.losses.selectors import declared_lines
from apps.web import case_pages as pages
from apps.web.forms.cases import CaseVisibilityForm, ProgressForm, ReopenForm
from apps.web.rights import claim_held, find_own_case, own_case
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.shared import show_shared

View = Callable[..., HttpResponseBase]


def with_case(view: View) -> View:
    """Give the view the person's own filed case; a draft goes on where it is typed, a moderator at their desk."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, case_id: UUID, **parts: Any) -> HttpResponseBase:
        claim_held(request)
        case = own_case(request, case_id)
        if case.is_draft:
            return redirect("case-draft", case_id=case.pk)
        return view(request, case, **parts)

    return wrapped


@require_safe
@never_cache
@login_required
def case_detail(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """What to do next, what happened so far, what is at stake, who sees it.

    Moderators are sent to their desk; somebody with whom the case is shared gets a page to read.
    """
    claim_held(request)
    case = find_own_case(request, case_id)
    if case is not None:
        return redirect("case-draft", case_id=case.pk) if case.is_draft else show_case(request, case)
    if person_of(request).is_moderator:
        return redirect("admin:case-desk", case_id=case_id)
    return show_shared(request, case_id)


def show_case(request: HttpRequest, case: Case, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a case; `forms` are those that were posted and have something to say."""
    moves = {move.name for move in moves_from(case.state, Actor.SELLER)}
    shows_account = "account" in request.GET
    context = {
        **pages.parts_of(case, person_of(request)),
        "shows_account": shows_account,
        "account_rows": pages.account_of(case) if shows_account else [],
        "can_withdraw": EventKind.WITHDRAW in moves,
        "can_progress": bool(moves & set(PROGRESS)),
        "progress_form": ProgressForm(state=case.state),
        "visibility_form": CaseVisibilityForm(initial={"visibility": case.visibility}),
        **forms,
    }
    return render(request, "cases/detail.html", context, status=status)


@require_POST
@with_case
def case_mend(request: HttpRequest, case: Case) -> HttpResponse:
    """Open a returned case for mending, its answers as they were filed."""
    answers = answers_of(case, declared_lines(case.ledger))
    try:
        actions.reopen_draft(case=case, answers=answers, by=person_of(request), now=clock.now())
    except MoveRefused as refusal:
        return refused(request, case, refusal)
    return redirect("case-summary", case_id=case.pk)


@require_POST
@with_case
def case_progress(request: HttpRequest, case: Case) -> HttpResponse:
    """Note what happened next with the platform."""
    form = ProgressForm(request.POST, state=case.state)
    if not form.is_valid():
        return show_case(request, case, progress_form=form, status=422)
    said = form.cleaned_data
    try:
        actions.record_progress(
            case=case,
            name=EventKind(said["move"]),
            actor=Actor.SELLER,
            outcome=said["outcome"],
            words=said["words"],
            by=person_of(request),
            now=clock.now(),
        )
    except MoveRefused as refusal:
        return refused(request, case, refusal)
    toast(request, gettext("Noted. It stands in the timeline."))
    return redirect("case-detail", case_id=case.pk)


@require_POST
@with_case
def case_visibility(request: HttpRequest, case: Case) -> HttpResponse:
    """Change who may see the case."""
    form = CaseVisibilityForm(request.POST)
    if not form.is_valid():
        return show_case(request, case, visibility_form=form, status=422)
    visibility = Visibility(form.cleaned_data["visibility"])
    if actions.change_visibility(case=case, visibility=visibility, by=person_of(request), now=clock.now()):
        toast(request, gettext("Changed: %(visibility)s.") % {"visibility": visibility.label})
    return redirect("case-detail", case_id=case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def case_withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask, then take the case back."""
    if request.method != "POST":
        return render(request, "pages/confirm.html", pages.withdraw_question(case))
    try:
        actions.withdraw_case(case=case, by=person_of(request), now=clock.now())
    except MoveRefused as refusal:
        return refused(request, case, refusal)
    messages.info(request, gettext("The case is withdrawn and no longer counts. You can reopen it at any time."))
    return redirect("case-detail", case_id=case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def case_reopen(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask why, then put a closed case back into the moderators' queue."""
    if case.state not in CLOSED:
        return refused(request, case, MoveRefused(gettext("Only a closed case can be reopened.")))
    form = ReopenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "pages/confirm.html", pages.reopen_question(case, form))
    words, person = form.cleaned_data["words"], person_of(request)
    try:
        actions.reopen_case(case=case, actor=Actor.SELLER, words=words, by=person, now=clock.now())
    except MoveRefused as refusal:
        return refused(request, case, refusal)
    messages.success(request, gettext("The case is open again. A moderator reads it once more."))
    return redirect("case-detail", case_id=case.pk)


def refused(request: HttpRequest, case: Case, refusal: MoveRefused) -> HttpResponse:
    """Back to the case with the reason why nothing happened."""
    messages.warning(request, str(refusal))
    return redirect("case-detail", case_id=case.pk)
