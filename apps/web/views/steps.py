"""The four steps. What is typed is kept first and judged after; whatever is wrong stays on the screen."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.cases import actions
from apps.cases.actions import DraftConflict, DraftTooLarge, new_mark
from apps.cases.models import Draft, SellerAccount
from apps.cases.selectors import account_answers, accounts_of, files_of
from apps.core import clock
from apps.evidence.actions import FileRefused, plain_name
from apps.web import filing_pages as pages
from apps.web.forms.amounts import with_row, without_row
from apps.web.forms.choices import currency_of
from apps.web.forms.filing import FORMS, STEPS, AnyStep, Reading
from apps.web.forms.steps import EventForm, StepAnswers
from apps.web.rights import person_or_none
from apps.web.views.drafts import with_draft

STAYING = ("add", "remove", "use", "upload", "remove_file")  # buttons that change the step and stay on it


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def case_step(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    """One step, shown as it was typed; posted, it is saved and judged."""
    if step not in STEPS:
        raise Http404
    if request.method == "POST":
        return keep_step(request, draft, step)
    return show_step(request, draft, step, judged="check" in request.GET)


def keep_step(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    """Save what was posted; then on to the next step unless something is wrong with this one."""
    answers = answers_in(request, step)
    try:
        draft = save(request, draft, step, answers)
    except DraftConflict as conflict:
        return show_conflict(request, conflict.draft, step, answers)
    except DraftTooLarge as error:
        return show_step(request, draft, step, typed=answers, trouble=str(error), status=422)
    trouble = change_files(request, draft) if step == "event" else ""
    if trouble:
        return show_step(request, draft, step, trouble=trouble, status=422)
    if any(name in request.POST for name in STAYING):
        return stay(request, draft, step)
    if "anyway" not in request.POST and pages.read_draft(request, draft).problems_of(step):
        return show_step(request, draft, step, judged=True, status=422)
    to_summary = request.POST.get("return") == pages.SUMMARY
    return redirect(pages.step_url(draft, pages.SUMMARY if to_summary else pages.step_after(step)))


def stay(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    """After a button that changed the step: the step again, or with HTMX the rows of amounts."""
    if request.htmx and step == "amounts":  # type: ignore[attr-defined]
        form = pages.read_draft(request, draft).forms[step]
        return render(request, "cases/steps/amount_rows.html", {"form": form})
    return redirect(pages.step_url(draft, step))


def answers_in(request: HttpRequest, step: str) -> StepAnswers:
    """What was posted for the step, after the button that adds, removes or fills something."""
    answers = FORMS[step].typed(request.POST)
    if step == "amounts" and "add" in request.POST:
        return with_row(answers, currency_of(request.POST.get("marketplace", "")) or "USD")
    if step == "amounts" and request.POST.get("remove", "").isdecimal():
        return without_row(answers, int(request.POST["remove"]))
    if step == "account" and "use" in request.POST:
        return account_answers(own_account(request, request.POST["use"]))
    return answers


def own_account(request: HttpRequest, chosen: str) -> SellerAccount:
    """One of the accounts the person named before. Raises Http404."""
    person = person_or_none(request)
    for account in accounts_of(person) if person else []:
        if str(account.pk) == chosen:
            return account
    raise Http404


def save(request: HttpRequest, draft: Draft, step: str, answers: StepAnswers) -> Draft:
    """Keep the step as typed. Raises DraftConflict, DraftTooLarge, DraftGone."""
    pages.remember_zone(request)
    seen, writer = request.POST.get("seen", ""), request.POST.get("writer", "")
    return actions.save_answers(
        draft=draft, step=step, answers=answers, seen=seen, writer=writer or new_mark(), now=clock.now()
    )


def show_step(
    request: HttpRequest,
    draft: Draft,
    step: str,
    *,
    typed: StepAnswers | None = None,
    judged: bool = False,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    """The step's page. `typed` are answers that could not be saved: they stay on the screen."""
    reading = pages.read_draft(request, draft, instead={} if typed is None else {step: typed})
    context = {
        **pages.frame_of(request, draft, reading, step),
        **extras_of(request, draft, step),
        "form": form_of(request, reading, step, judged=judged),
        "judged": judged,
        "trouble": trouble,
    }
    return render(request, f"cases/steps/{step}.html", context, status=status)


def form_of(request: HttpRequest, reading: Reading, step: str, *, judged: bool) -> AnyStep:
    """The step's form; `judged` with what the rules say of it."""
    form = reading.show_problems(step) if judged else reading.forms[step]
    if isinstance(form, EventForm) and person_or_none(request) is None:
        form.let_browser_guess_zone()
    return form


def extras_of(request: HttpRequest, draft: Draft, step: str) -> dict[str, Any]:
    """What a step shows beside its form: files of the notice, accounts named before, where it returns to."""
    person = person_or_none(request)
    return {
        "return": request.GET.get("return") or request.POST.get("return", ""),
        "files": files_of(draft.case) if step == "event" else [],
        "accounts": accounts_of(person) if person and step == "account" else [],
    }


def show_conflict(request: HttpRequest, draft: Draft, step: str, answers: StepAnswers) -> HttpResponse:
    """Both versions of a step that two pages changed, and the choice between them; 409."""
    reading = pages.read_draft(request, draft)
    context = {
        **pages.frame_of(request, draft, reading, step),
        "differences": pages.differences(reading.forms[step], answers, draft.typed.get(step, {})),
        "answers": [(name, text) for name, texts in answers.items() for text in texts],
    }
    return render(request, "cases/conflict.html", context, status=409)


@require_POST
@with_draft
def case_autosave(request: HttpRequest, draft: Draft, step: str) -> JsonResponse:
    """Save as it is typed, for static/js/app.js: `text` to show, `fields` to fill in. 409 when it must not go on."""
    if step not in STEPS:
        raise Http404
    try:
        draft = save(request, draft, step, FORMS[step].typed(request.POST))
    except DraftConflict as conflict:
        words = gettext("%(what)s Use “Save and continue” to compare both.") % {"what": conflict}
        return JsonResponse({"text": words}, status=409)
    except DraftTooLarge as error:
        return JsonResponse({"text": str(error)}, status=409)
    fields = pages.read_draft(request, draft).forms[step].echo
    return JsonResponse({"text": pages.saved_words(request, draft), "fields": fields})


@require_safe
def marketplace_choices(request: HttpRequest) -> HttpResponse:
    """Where on the chosen platform: its marketplaces, or the country. Part of a page."""
    form = EventForm({"platform": [request.GET.get("platform", "")]}, zone="UTC")
    return render(request, "cases/steps/place.html", {"form": form})


# -- the notice as files
def change_files(request: HttpRequest, draft: Draft) -> str:
    """Without HTMX the step itself takes files out and puts them in; a sentence where one is refused."""
    if (entry := request.POST.get("remove_file", "")).isdecimal():
        remove_file(request, draft, int(entry))
    return add_files(request, draft)


def add_files(request: HttpRequest, draft: Draft) -> str:
    """Put the chosen files into the vault; a sentence for each that is refused."""
    troubles = []
    for upload in request.FILES.getlist("notice_file"):
        name = upload.name or ""
        try:
            actions.store_notice_file(
                draft=draft, upload=upload, name=name, by=person_or_none(request), now=clock.now()
            )
        except FileRefused as refusal:
            troubles.append(f"{plain_name(name)}: {refusal}")
    return " ".join(troubles)


def remove_file(request: HttpRequest, draft: Draft, entry_id: int) -> None:
    if entry := files_of(draft.case).filter(pk=entry_id).first():
        actions.remove_notice_file(draft=draft, entry=entry, by=person_or_none(request), now=clock.now())


@require_POST
@with_draft
def notice_add(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Put chosen files into the draft while somebody is still typing; answers with the list of files."""
    return show_files(request, draft, add_files(request, draft))


@require_POST
@with_draft
def notice_remove(request: HttpRequest, draft: Draft, entry_id: int) -> HttpResponse:
    """Take a file out of the draft; answers as `notice_add`."""
    remove_file(request, draft, entry_id)
    return show_files(request, draft, "")


def show_files(request: HttpRequest, draft: Draft, trouble: str) -> HttpResponse:
    """The list of files, a part of the first step."""
    context = {"case": draft.case, "files": files_of(draft.case), "files_trouble": trouble}
    return render(request, "cases/steps/notice_files.html", context, status=422 if trouble else 200)
