"""Noting that an appeal was sent, and what came back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from apps.cases import actions
from apps.cases.actions import AppealRefused
from apps.cases.enums import Answer, AppealState, Track
from apps.cases.models import Appeal, Case
from apps.cases.selectors import files_of
from apps.cases.selectors.appeals import guard_of
from apps.core import clock
from apps.web import appeal_pages as pages
from apps.web.date_pages import tell_moved
from apps.web.forms.appeals import AlreadyForm, AnswerForm, SentElsewhereForm, SentForm
from apps.web.sign_in import person_of
from apps.web.views.appeals import posted, to_appeal, with_appeal
from apps.web.views.cases import with_case


@require_http_methods(["GET", "HEAD", "POST"])
@with_appeal
def appeal_sent(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """When and how the attempt was sent; what it was sent before its guard was done says so."""
    if not appeal.is_unsent:
        messages.info(request, gettext("This appeal has been recorded as sent already."))
        return to_appeal(appeal)
    guard = guard_of(appeal)
    is_early = guard.is_last and (appeal.state != AppealState.COOLING or clock.now() < guard.waits_until)
    zone = str(person_of(request).zone)
    said = {"zone": zone} if is_early else {"zone": zone, "day": timezone.localdate(clock.now())}
    form = (AlreadyForm if is_early else SentForm)(posted(request), zone=zone, initial=said)
    if request.method == "POST" and form.is_valid():
        noted_so = {"already": is_early, "words": form.cleaned_data["words"]}
        try:
            actions.submit_appeal(appeal=appeal, sent=form.sent(), **noted_so, by=person_of(request), now=clock.now())
        except AppealRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return noted(request, appeal)
    context = {**pages.frame_of(appeal), "form": form, "guard": guard, "is_early": is_early}
    return render(request, "appeals/sent.html", context, status=422 if form.errors else 200)


def noted(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    words = gettext("Noted as sent, and locked. Below you see when an answer is to be expected, as far as it is known.")
    messages.success(request, words)
    return to_appeal(appeal)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def appeal_record(request: HttpRequest, case: Case) -> HttpResponse:
    """An attempt that was written and sent elsewhere."""
    zone = str(person_of(request).zone)
    form = SentElsewhereForm(posted(request), zone=zone, initial={"zone": zone})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            appeal = actions.record_sent_appeal(
                case=case,
                track=Track(said["track"]),
                sent=form.sent(),
                text=said["text"],
                words=said["words"],
                by=person_of(request),
                now=clock.now(),
            )
        except AppealRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return noted(request, appeal)
    context = {**pages.list_parts(case), "form": form}
    return render(request, "appeals/record.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_appeal
def appeal_answer(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """What the platform said to a sent attempt."""
    if not appeal.is_sent:
        messages.info(request, gettext("Note first that you sent it."))
        return to_appeal(appeal)
    entries = list(files_of(appeal.case))
    form = AnswerForm(posted(request), entries=entries)
    if request.method == "POST" and form.is_valid():
        try:
            record(request, appeal, form)
        except AppealRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Noted. It stands in the timeline."))
            return to_appeal(appeal)
    context = {**pages.frame_of(appeal), "form": form}
    return render(request, "appeals/answer.html", context, status=422 if form.errors else 200)


def record(request: HttpRequest, appeal: Appeal, form: AnswerForm) -> None:
    said = form.cleaned_data
    chosen = said.get("file")
    actions.record_answer(
        appeal=appeal,
        answer=Answer(said["answer"]),
        day=said["day"],
        words=said["text"],
        note=said["note"],
        outcome=said["outcome"],
        entry=files_of(appeal.case).filter(pk=chosen).first() if chosen else None,
        seen=request.POST.get("seen", ""),
        by=person_of(request),
        now=clock.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_appeal
def appeal_correct(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """It was sent on another day or in another way than was noted: what counts from it moves."""
    if not appeal.is_sent:
        messages.info(request, gettext("Note first that you sent it."))
        return to_appeal(appeal)
    form = SentForm(posted(request), zone=appeal.sent_zone, initial=pages.sending_of(appeal))
    if request.method == "POST" and form.is_valid():
        said = {"sent": form.sent(), "words": form.cleaned_data["words"]}
        try:
            changes = actions.correct_sending(appeal=appeal, **said, by=person_of(request), now=clock.now())
        except AppealRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            lines = [gettext("Corrected. The timeline keeps what was noted before."), *tell_moved(changes)]
            messages.success(request, "\n".join(lines))
            return to_appeal(appeal)
    context = {**pages.frame_of(appeal), "form": form}
    return render(request, "appeals/correct.html", context, status=422 if form.errors else 200)
