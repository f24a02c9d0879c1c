"""A person's own dates: added, changed, removed; and reminders of their own."""

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
from apps.deadlines.actions import DecisionRefused
from apps.web.date_pages import remove_question
from apps.web.forms.dates import MomentForm, OwnDateForm
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.dates import own_date

FIELDS = ("label", "day", "at", "zone")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def date_new(request: HttpRequest) -> HttpResponse:
    """Ask for a date of their own, and keep it."""
    person, now = person_of(request), clock.now()
    form = OwnDateForm(request.POST or None, person=person, initial={"belongs_to": request.GET.get("docket", "")})
    if request.method != "POST" or not form.is_valid():
        return render(request, "dates/form.html", {"form": form}, status=422 if form.errors else 200)
    docket = form.docket or actions.personal_docket(owner=person, now=now)
    facts = {name: form.cleaned_data[name] for name in FIELDS}
    try:
        deadline = actions.add_own_date(docket=docket, **facts, by=person, now=now)
    except DecisionRefused as refusal:
        form.add_error("day", str(refusal))
        return render(request, "dates/form.html", {"form": form}, status=422)
    toast(request, gettext("Kept. We remind you before it."))
    return redirect("date-detail", deadline_id=deadline.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def date_edit(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """Other words or another moment for a date of their own."""
    deadline, person = own_date(request, deadline_id), person_of(request)
    if not deadline.is_own or not deadline.is_open:
        return _refused(request, deadline_id, gettext("Only an own date that is open can be changed."))
    form = OwnDateForm(request.POST or None, person=person, deadline=deadline)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in FIELDS}
        try:
            actions.edit_own_date(deadline=deadline, **facts, by=person, now=clock.now())
        except DecisionRefused as refusal:
            form.add_error("day", str(refusal))
        else:
            toast(request, gettext("Changed."))
            return redirect("date-detail", deadline_id=deadline.pk)
    parts = {"form": form, "deadline": deadline}
    return render(request, "dates/form.html", parts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def date_remove(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """Ask, then remove a date of their own."""
    deadline = own_date(request, deadline_id)
    if request.method != "POST":
        if not deadline.is_own:
            return _refused(request, deadline_id, gettext("Only an own date that is open can be changed."))
        return render(request, "pages/confirm.html", remove_question(deadline))
    try:
        actions.remove_own_date(deadline=deadline, by=person_of(request), now=clock.now())
    except DecisionRefused as refusal:
        return _refused(request, deadline_id, str(refusal))
    toast(request, gettext("Removed."))
    return redirect("date-list")


@require_POST
@never_cache
@login_required
def date_remind(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """One reminder of their own at a moment they choose; without one it is taken back."""
    deadline, person = own_date(request, deadline_id), person_of(request)
    form = MomentForm(request.POST, person=person)
    takes_back = "back" in request.POST
    if not takes_back and not form.is_valid():
        return _refused(request, deadline_id, gettext("Choose a day and a time to be reminded at."))
    try:
        moment = None if takes_back else form.moment
        actions.remind_at(deadline=deadline, moment=moment, by=person, now=clock.now())
    except DecisionRefused as refusal:
        return _refused(request, deadline_id, str(refusal))
    toast(request, gettext("Noted."))
    return redirect("date-detail", deadline_id=deadline.pk)


def _refused(request: HttpRequest, deadline_id: UUID, why: str) -> HttpResponse:
    messages.warning(request, why)
    return redirect("date-detail", deadline_id=deadline_id)
