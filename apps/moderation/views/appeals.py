"""Second readers: the list of appeals that wait for one, and the page on which one is read."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.cases.actions import AppealRefused, read_appeal, record_opening
from apps.cases.enums import OpeningKind, Verdict
from apps.cases.models import Appeal, AppealReading
from apps.cases.rules import document_of
from apps.cases.selectors import files_of
from apps.cases.selectors.appeals import (
    appeal_of,
    due_of,
    guard_of,
    limit_of,
    reading_of,
    readings_in_order,
    readings_open_to,
)
from apps.core import clock
from apps.moderation.forms import ReadingForm
from apps.moderation.requests import DeskRequest
from apps.moderation.views.case import case_at_desk


@require_safe
def appeal_queue(request: DeskRequest) -> HttpResponse:
    """Appeals that wait for a second reader: the only chances first, of these the nearest date."""
    now = clock.now()
    context = {
        **admin.site.each_context(request),
        "title": _("Appeals to read"),
        "section": "appeals",
        "rows": readings_in_order(request.user, now=now),
        "now": now,
    }
    return TemplateResponse(request, "admin/desk/appeals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_desk(request: DeskRequest, case_id: UUID, number: int) -> HttpResponse:
    """One appeal with the notice it answers; posted, what the reader says of it."""
    case = case_at_desk(request, case_id)
    try:
        appeal = appeal_of(case, number)
    except Appeal.DoesNotExist as error:
        raise Http404 from error
    reading = reading_of(appeal)
    form = ReadingForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return show(request, appeal, reading, form, status=400 if form.errors else 200)
    try:
        if reading is None:
            raise AppealRefused(gettext("Nobody asks for a second reader of this appeal."))
        verdict, words = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["words"]
        read_appeal(reading=reading, verdict=verdict, words=words, by=request.user, now=clock.now())
    except AppealRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, appeal, reading, form, status=409)
    messages.success(
        request, gettext("Your answer is with the seller of %(reference)s.") % {"reference": case.reference}
    )
    return redirect("admin:appeal-queue")


def show(
    request: DeskRequest, appeal: Appeal, reading: AppealReading | None, form: ReadingForm, *, status: int
) -> HttpResponse:
    """The page. What is being written is shown only while moderators are asked to read it; what was sent, always.

    That somebody looked is written down first, as for every page of a case.
    """
    now = clock.now()
    asked = reading is not None and readings_open_to(request.user, now=now).filter(pk=reading.pk).exists()
    shown = asked or appeal.is_sent
    kind = OpeningKind.APPEAL if shown else OpeningKind.PAGE
    record_opening(case=appeal.case, kind=kind, by=request.user, now=now)
    number = (appeal.sent_version if appeal.is_sent else reading.version if reading else None) or 0
    version = appeal.versions.filter(number=number).first() if shown else None
    context = {
        **admin.site.each_context(request),
        "title": appeal.case.reference,
        "section": "appeals",
        "case": appeal.case,
        "appeal": appeal,
        "reading": reading,
        "is_asked": asked,
        "is_own": appeal.case.owner_id == request.user.pk,
        "document": document_of(version.typed) if version else [],
        "checks": guard_of(appeal).checks if asked else [],
        "chosen": [one.entry for one in appeal.files.select_related("entry__file")],
        "files": files_of(appeal.case),
        "limit": limit_of(appeal.case),
        "due": due_of(appeal.case),
        "now": now,
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/appeal.html", context, status=status)
