"""The dates of one case: what happened when, what follows, whether the clock stands still."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.cases import actions
from apps.cases.models import Case
from apps.core import clock
from apps.deadlines.actions import Change, DecisionRefused
from apps.deadlines.models import TriggerEntry
from apps.deadlines.rules import InputRefused
from apps.deadlines.selectors import standing_entry
from apps.web.case_date_pages import parts_of_docket, withdraw_question
from apps.web.date_pages import tell_moved
from apps.web.forms.dates import EventForm, PauseForm, ResumeForm
from apps.web.sign_in import person_of
from apps.web.views.cases import with_case


@require_safe
@with_case
def case_dates(request: HttpRequest, case: Case) -> HttpResponse:
    """Everything about the dates of a case on one page."""
    return show_dates(request, case)


def show_dates(request: HttpRequest, case: Case, *, status: int = 200, **forms: object) -> HttpResponse:
    parts = parts_of_docket(case, person_of(request), clock.now())
    return render(request, "dates/case.html", {**parts, **forms}, status=status)


@require_POST
@with_case
def case_event_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Something happened on a day: what counts from it opens."""
    person, now = person_of(request), clock.now()
    docket = actions.docket_of(case, now)
    form = EventForm(request.POST, person=person, docket=docket, kinds=actions.kinds_for(docket))
    if form.is_valid():
        try:
            changes = actions.add_event(case=case, kind=form.cleaned_data["kind"], event=form.event, by=person, now=now)
        except InputRefused as refusal:
            form.add_error("day", str(refusal.words))
        else:
            return moved(request, case, changes)
    return show_dates(request, case, status=422, event_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def case_event(request: HttpRequest, case: Case, event_id: int) -> HttpResponse:
    """The notice says another date: ask which, count again, tell what moved."""
    try:
        entry = standing_entry(actions.docket_of(case, clock.now()), event_id)
    except TriggerEntry.DoesNotExist:
        raise Http404 from None
    person = person_of(request)
    form = EventForm(request.POST or None, person=person, docket=entry.docket, kinds=[], entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            changes = actions.correct_event(case=case, entry=entry, event=form.event, by=person, now=clock.now())
        except InputRefused as refusal:
            form.add_error("day", str(refusal.words))
        else:
            return moved(request, case, changes)
    parts = {"form": form, "case": case, "entry": entry}
    return render(request, "dates/event.html", parts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def case_event_withdraw(request: HttpRequest, case: Case, event_id: int) -> HttpResponse:
    """It did not happen: ask, then take it back with what followed from it."""
    try:
        entry = standing_entry(actions.docket_of(case, clock.now()), event_id)
    except TriggerEntry.DoesNotExist:
        raise Http404 from None
    if request.method != "POST":
        return render(request, "pages/confirm.html", withdraw_question(case, entry))
    return moved(request, case, actions.withdraw_event(case=case, entry=entry, by=person_of(request), now=clock.now()))


@require_POST
@with_case
def case_pause(request: HttpRequest, case: Case) -> HttpResponse:
    """The platform stopped its clock."""
    form = PauseForm(request.POST)
    if form.is_valid():
        try:
            actions.pause_dates(case=case, **form.cleaned_data, by=person_of(request), now=clock.now())
        except DecisionRefused as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.info(request, gettext("Noted: the clock stands still. Tell us here when it runs again."))
            return redirect("case-dates", case_id=case.pk)
    return show_dates(request, case, status=422, pause_form=form)


@require_POST
@with_case
def case_resume(request: HttpRequest, case: Case) -> HttpResponse:
    """The platform's clock runs again."""
    form = ResumeForm(request.POST)
    if form.is_valid():
        try:
            changes = actions.resume_dates(
                case=case, day=form.cleaned_data["day"], by=person_of(request), now=clock.now()
            )
        except DecisionRefused as refusal:
            form.add_error("day", str(refusal))
        else:
            return moved(request, case, changes)
    return show_dates(request, case, status=422, pause_form=form)


def moved(request: HttpRequest, case: Case, changes: Iterable[Change]) -> HttpResponse:
    """Back to the dates, telling what moved."""
    lines = tell_moved(changes)
    messages.info(request, "\n".join(lines) if lines else gettext("Noted. No date moved."))
    return redirect("case-dates", case_id=case.pk)
