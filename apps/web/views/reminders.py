"""What a reader asks about reminders. Mail leads to pages that say what will happen; only their buttons act."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.core import clock
from apps.deadlines import actions
from apps.deadlines.actions import Chosen, DecisionRefused
from apps.deadlines.rules.ladder import latest_snooze
from apps.deadlines.selectors import settings_of
from apps.notifications.selectors import refused_mail
from apps.web.date_pages import acknowledge_question
from apps.web.forms.dates import HabitsForm, SnoozeForm
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.dates import own_date


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def date_acknowledge(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """Say what "I know" will do, then do it."""
    deadline = own_date(request, deadline_id)
    if request.method != "POST" and deadline.is_open:
        return render(request, "pages/confirm.html", acknowledge_question(deadline))
    try:
        actions.acknowledge(deadline=deadline, by=person_of(request), now=clock.now())
    except DecisionRefused as refusal:
        messages.info(request, str(refusal))
    else:
        toast(request, gettext("Noted: you know."))
    return redirect("date-detail", deadline_id=deadline.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def date_snooze(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """Ask until when, then be silent until then; never beyond the last safe moment."""
    deadline, person, now = own_date(request, deadline_id), person_of(request), clock.now()
    latest = latest_snooze(deadline.moments, person.zone, now) if deadline.is_open else None
    if latest is None:
        messages.info(request, gettext("This can no longer be put off."))
        return redirect("date-detail", deadline_id=deadline.pk)
    form = SnoozeForm(request.POST or None, person=person, latest=latest, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.snooze(deadline=deadline, until=form.moment, by=person, now=now)
        except DecisionRefused as refusal:
            form.add_error("day", str(refusal))
        else:
            toast(request, gettext("We remind you then."))
            return redirect("date-detail", deadline_id=deadline.pk)
    parts = {"form": form, "deadline": deadline, "latest": latest, "now": now}
    return render(request, "dates/snooze.html", parts, status=422 if form.errors else 200)


@require_POST
@never_cache
@login_required
def date_remind_again(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """Take back that they know, or a snooze."""
    deadline = own_date(request, deadline_id)
    try:
        actions.remind_again(deadline=deadline, by=person_of(request), now=clock.now())
    except DecisionRefused as refusal:
        messages.info(request, str(refusal))
    return redirect("date-detail", deadline_id=deadline.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def reminder_settings(request: HttpRequest) -> HttpResponse:
    """Which steps, when not, a summary or none."""
    person = person_of(request)
    now_set = settings_of(person)
    initial: dict[str, Any] = {name: getattr(now_set, name) for name in HabitsForm.base_fields}
    form = HabitsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_habits(person=person, chosen=Chosen(**form.cleaned_data), by=person, now=clock.now())
        toast(request, gettext("Saved. Reminders still to come were planned anew."))
        return redirect("reminder-settings")
    context = {"form": form, "refused": refused_mail(person)}
    return render(request, "people/reminders.html", context, status=422 if form.errors else 200)
