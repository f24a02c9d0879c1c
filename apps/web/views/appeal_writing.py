"""Writing an appeal: kept as it is typed, its versions, two tabs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.cases import actions
from apps.cases.actions import AppealConflict, AppealRefused, new_mark
from apps.cases.enums import AppealState
from apps.cases.models import Appeal
from apps.cases.selectors import files_of
from apps.cases.selectors.appeals import versions_of
from apps.core import clock
from apps.web import appeal_pages as pages
from apps.web.forms.appeals import TRACKS, AppealForm
from apps.web.sign_in import person_of
from apps.web.views.appeals import to_appeal, with_appeal


def form_of(request: HttpRequest, appeal: Appeal) -> AppealForm:
    """The form as it is posted, or as the attempt stands."""
    entries = list(files_of(appeal.case))
    chosen = list(appeal.files.values_list("entry", flat=True))
    data = request.POST if request.method == "POST" else None
    return AppealForm(data, text=appeal.typed, entries=entries, chosen=chosen)


def save(request: HttpRequest, appeal: Appeal, form: AppealForm, *, keep: bool) -> Appeal:
    """Keep what was posted. Raises AppealConflict, AppealRefused."""
    return actions.save_appeal(
        appeal=appeal,
        text=form.said(),
        files=form.chosen(),
        seen=request.POST.get("seen", ""),
        writer=request.POST.get("writer", "") or new_mark(),
        keep=keep,
        by=person_of(request),
        now=clock.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_appeal
def appeal_write(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """The form; posted, a version is kept."""
    if appeal.state != AppealState.DRAFTING:
        messages.info(request, gettext("This appeal is not being written at the moment."))
        return to_appeal(appeal)
    form = form_of(request, appeal)
    return keep_text(request, appeal, form) if request.method == "POST" else show_form(request, appeal, form)


def keep_text(request: HttpRequest, appeal: Appeal, form: AppealForm) -> HttpResponse:
    """Save what was posted, then on to the attempt; the form again when it should be written on."""
    try:
        saved = save(request, appeal, form, keep=True)
    except AppealConflict as conflict:
        return show_conflict(request, conflict.appeal, form)
    except AppealRefused as refusal:
        return show_form(request, appeal, form, trouble=str(refusal), status=422)
    if form.errors:
        return show_form(request, saved, form, status=422)
    if "stay" in request.POST or saved.track != appeal.track:
        return redirect("appeal-write", case_id=appeal.case_id, number=appeal.number)
    return to_appeal(appeal)


def show_form(
    request: HttpRequest, appeal: Appeal, form: AppealForm, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    context = {
        **pages.frame_of(appeal),
        "form": form,
        "tracks": TRACKS,
        "trouble": trouble,
        "saved": pages.saved_words(appeal),
        "seen": request.POST.get("seen", appeal.mark),
        "writer": request.POST.get("writer") or new_mark(),
        "length": appeal.typed.length,
    }
    return render(request, "appeals/write.html", context, status=status)


def show_conflict(request: HttpRequest, appeal: Appeal, form: AppealForm) -> HttpResponse:
    """Both versions, and the choice between them; 409. What was typed here is kept among the versions."""
    posted = [(name, text) for name in request.POST for text in request.POST.getlist(name)]
    context = {
        **pages.frame_of(appeal),
        "changes": pages.changes_between(form.said(), appeal.typed),
        "posted": [pair for pair in posted if pair[0] not in ("seen", "writer", "csrfmiddlewaretoken")],
        "seen": appeal.mark,
        "writer": new_mark(),
    }
    return render(request, "appeals/conflict.html", context, status=409)


@require_POST
@with_appeal
def appeal_autosave(request: HttpRequest, appeal: Appeal) -> JsonResponse:
    """Save as it is typed, for static/js/app.js: `text` to show. 409 when it must not go on."""
    try:
        saved = save(request, appeal, form_of(request, appeal), keep=False)
    except AppealConflict as conflict:
        words = gettext("%(what)s Use “Save” to compare both.") % {"what": conflict}
        return JsonResponse({"text": words}, status=409)
    except AppealRefused as refusal:
        return JsonResponse({"text": str(refusal)}, status=409)
    return JsonResponse({"text": pages.saved_words(saved)})


@require_safe
@with_appeal
def appeal_versions(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """What the text said before; one version beside the text as it stands."""
    versions = list(versions_of(appeal))
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == asked), None)
    return render(request, "appeals/versions.html", pages.versions_parts(appeal, versions, shown))


@require_POST
@with_appeal
def appeal_restore(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Take an earlier version up again."""
    asked = request.POST.get("version", "")
    version = next((one for one in versions_of(appeal) if str(one.number) == asked), None)
    if version is None:
        return redirect("appeal-versions", case_id=appeal.case_id, number=appeal.number)
    parts: dict[str, Any] = {"appeal": appeal, "version": version, "writer": new_mark()}
    try:
        actions.restore_version(**parts, by=person_of(request), now=clock.now())
    except AppealRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("appeal-versions", case_id=appeal.case_id, number=appeal.number)
    messages.success(request, gettext("The earlier text is back. What stood here before is kept among the versions."))
    return redirect("appeal-write", case_id=appeal.case_id, number=appeal.number)
