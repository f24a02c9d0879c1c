"""The evidence of a case: all files, adding, one file with its log, taking one out."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.cases import actions
from apps.cases.actions import EvidenceRefused
from apps.cases.models import Case, CaseFile
from apps.cases.selectors import evidence_visible_to
from apps.core import clock
from apps.evidence.actions import FileRefused, plain_name
from apps.evidence.selectors import custody_of
from apps.web import evidence_pages as pages
from apps.web.forms.evidence import EvidenceForm
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.cases import with_case

View = Callable[..., HttpResponseBase]


def with_entry(view: View) -> View:
    """Give the view the case and one of its files that this person may know of; 404 for any other."""

    @with_case
    @wraps(view)
    def wrapped(request: HttpRequest, case: Case, entry_id: int, **parts: Any) -> HttpResponseBase:
        entry = evidence_visible_to(case, person_of(request), now=clock.now()).filter(pk=entry_id).first()
        if entry is None:
            raise Http404
        return view(request, case, entry, **parts)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def evidence_list(request: HttpRequest, case: Case) -> HttpResponse:
    """All files of a case; a POST adds those that were chosen."""
    if request.method != "POST":
        return show_list(request, case, EvidenceForm())
    form = EvidenceForm(request.POST)
    chosen = request.FILES.getlist("files")
    if not form.is_valid() or not chosen:
        return show_list(request, case, form, nothing_chosen=not chosen)
    done = add_chosen(request, case, form.cleaned_data["kind"])
    if done.troubles:
        return show_list(request, case, form, troubles=done.troubles, added=done.added)
    toast(request, pages.added_words(done.added))
    return redirect("evidence-list", case_id=case.pk)


class Done(NamedTuple):
    added: int
    troubles: list[tuple[str, str]]  # name of a file, why it was not taken


def add_chosen(request: HttpRequest, case: Case, kind: str) -> Done:
    """Each chosen file by itself: one that is refused keeps no other from being added."""
    added, troubles = 0, []
    for upload in request.FILES.getlist("files"):
        name = upload.name or ""
        try:
            actions.add_evidence(case=case, kind=kind, upload=upload, name=name, by=person_of(request), now=clock.now())
            added += 1
        except (EvidenceRefused, FileRefused) as refusal:
            troubles.append((plain_name(name), str(refusal)))
    return Done(added, troubles)


def show_list(
    request: HttpRequest,
    case: Case,
    form: EvidenceForm,
    *,
    troubles: list[tuple[str, str]] | None = None,
    added: int = 0,
    nothing_chosen: bool = False,
) -> HttpResponse:
    """The page of all files; 422 with what was not taken and why."""
    context = {
        **pages.list_page(case, evidence_visible_to(case, person_of(request), now=clock.now())),
        "form": form,
        "troubles": troubles,
        "added": pages.added_words(added) if added else "",
        "nothing_chosen": nothing_chosen,
    }
    status = 422 if troubles or nothing_chosen or form.errors else 200
    return render(request, "evidence/list.html", context, status=status)


@require_safe
@with_entry
def evidence_detail(request: HttpRequest, case: Case, entry: CaseFile) -> HttpResponse:
    """One file: what it is, what was read in it, what happened to it."""
    context = pages.detail_page(case, entry, custody_of(entry.file), person_of(request))
    return render(request, "evidence/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_entry
def evidence_remove(request: HttpRequest, case: Case, entry: CaseFile) -> HttpResponse:
    """Ask, then take the file out."""
    if request.method != "POST":
        return render(request, "pages/confirm.html", pages.remove_question(case, entry))
    try:
        actions.remove_evidence(entry=entry, by=person_of(request), now=clock.now())
    except EvidenceRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("evidence-detail", case_id=case.pk, entry_id=entry.pk)
    toast(request, gettext("The file is removed. The timeline keeps that it was there."))
    return redirect("evidence-list", case_id=case.pk)
