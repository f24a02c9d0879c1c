"""Filing around the steps: begin, go on, the summary, submit, discard. The steps themselves are in steps.py."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from apps.cases import actions
from apps.cases.actions import DraftConflict, DraftGone, FilingIncomplete, MoveRefused
from apps.cases.models import Draft
from apps.cases.selectors import cases_owned_by, files_of, open_drafts
from apps.conduct.actions import Barred
from apps.core import clock
from apps.web import filing_pages as pages
from apps.web.draft_key import key_of, make_key
from apps.web.rights import claim_held, held_draft, person_or_none
from apps.web.toasts import toast

View = Callable[..., HttpResponse]


def with_draft(view: View) -> View:
    """Give the view the draft named in the address if this person or browser holds it; else say where it went."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, case_id: UUID, **parts: Any) -> HttpResponse:
        try:
            return view(request, held_draft(request, case_id), **parts)
        except (Draft.DoesNotExist, DraftGone):
            answer = without_draft(request, case_id)
        in_place = request.htmx and "Location" in answer  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(answer["Location"]) if in_place else answer

    return wrapped


def without_draft(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Submitted already: to the case. Not signed in: sign in. Otherwise the page that tells how drafts end."""
    if not request.accepts("text/html"):
        text = gettext("This draft has been submitted or discarded. Reload the page to see where it is.")
        return JsonResponse({"text": text}, status=409)
    person = person_or_none(request)
    if person and cases_owned_by(person).filter(pk=case_id).exists():
        messages.info(request, gettext("This case has been submitted already. Here is where it stands."))
        return redirect("case-detail", case_id=case_id)
    if person is None and not key_of(request):
        return redirect_to_login(request.path)
    return render(request, "cases/draft_gone.html", status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def case_new(request: HttpRequest) -> HttpResponse:
    """What filing takes, and the drafts to go on with; POST begins one."""
    claim_held(request)
    person = person_or_none(request)
    if request.method == "POST":
        key = "" if person else make_key(request)
        case = actions.start_case(by=person, key=key, now=clock.now())
        return redirect("case-step", case_id=case.pk, step="event")
    drafts = open_drafts(person=person, key=key_of(request))
    return render(request, "cases/new.html", {"drafts": [pages.line_of(request, draft) for draft in drafts]})


@require_safe
@with_draft
def case_draft(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where to go on with a draft."""
    return redirect(pages.step_url(draft, pages.first_open_step(draft, pages.read_draft(request, draft))))


@require_safe
@with_draft
def case_summary(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Everything as it will be filed, with what is still missing."""
    return show_summary(request, draft)


def show_summary(request: HttpRequest, draft: Draft, *, status: int = 200) -> HttpResponse:
    reading = pages.read_draft(request, draft)
    sections = pages.sections_of(draft, reading, files_of(draft.case))
    problems = [problem for section in sections for problem in section.problems]
    context = {
        **pages.frame_of(request, draft, reading, pages.SUMMARY),
        "sections": sections,
        "problems": problems,
        "first_problem": problems[0][0] if problems else "",
        "must_sign_in": person_or_none(request) is None,
    }
    return render(request, "cases/summary.html", context, status=status)


@require_POST
@with_draft
def case_submit(request: HttpRequest, draft: Draft) -> HttpResponse:
    """File it. Twice is as once; what is missing leads back to the summary."""
    person = person_or_none(request)
    if person is None:
        return redirect_to_login(pages.step_url(draft, pages.SUMMARY))
    reading = pages.read_draft(request, draft)
    if reading.problems:
        return show_summary(request, draft, status=422)
    try:
        actions.submit_case(case=draft.case, filing=reading.filing, read_from=draft, by=person, now=clock.now())
    except FilingIncomplete:
        return show_summary(request, draft, status=422)
    except DraftConflict as conflict:
        messages.warning(request, str(conflict))
        return redirect(pages.step_url(draft, pages.SUMMARY))
    except Barred as refusal:
        messages.warning(request, str(refusal))
        return redirect(pages.step_url(draft, pages.SUMMARY))
    except MoveRefused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, gettext("Your case has been submitted. Below you see what happens next."))
    return redirect("case-detail", case_id=draft.case_id)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def draft_discard(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask, then delete the draft; of a returned case only the changes not yet submitted."""
    is_new = draft.case.is_draft
    if request.method != "POST":
        return render(request, "pages/confirm.html", pages.discard_question(draft))
    actions.discard_draft(case=draft.case, by=person_or_none(request), now=clock.now())
    toast(request, gettext("The draft is deleted.") if is_new else gettext("Your changes are dropped."))
    return redirect("case-new") if is_new else redirect("case-detail", case_id=draft.case_id)
