"""A person's dates: all of them, the next first; one with its working; what they decide about it. A GET never acts."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.deadlines import actions
from apps.deadlines.actions import DecisionRefused
from apps.deadlines.enums import DeadlineState
from apps.deadlines.models import Deadline
from apps.deadlines.rules.zones import start_of_day
from apps.deadlines.selectors import coming_first, own_deadline
from apps.web.date_pages import parts_of_date, rows_of
from apps.web.filters.dates import DateFilter
from apps.web.forms.dates import MomentForm
from apps.web.month_pages import month_asked, month_of, span_of
from apps.web.sign_in import person_of
from apps.web.toasts import toast

PER_PAGE = 20
MOST_PAST = 100
DAY = timedelta(days=1)
DECISIONS = {
    "met": actions.mark_met,
    "missed": actions.mark_missed,
    "waived": actions.waive,
    "back": actions.take_back_decision,
}


@never_cache
@login_required
@require_safe
def date_list(request: HttpRequest) -> HttpResponse:
    """What comes next over all cases, then what was decided or is over; narrowed by what stands in the address."""
    now, person = clock.now(), person_of(request)
    chosen = DateFilter(request.GET, person=person, now=now)
    found = list(chosen.qs.select_related("docket__case"))
    rows = rows_of(coming_first(found, now), now)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    past = [row for row in rows_of(reversed(found), now) if not row.deadline.is_open]
    return render(request, "dates/list.html", {"filter": chosen, "page": page, "past": past[:MOST_PAST], "now": now})


@never_cache
@login_required
@require_safe
def date_month(request: HttpRequest) -> HttpResponse:
    """A month of them as a table, on the reader's own calendar."""
    now, person = clock.now(), person_of(request)
    first = month_asked(request.GET.get("month", ""), now.astimezone(person.zone).date())
    begins, ends = (start_of_day(day, person.zone.key) for day in span_of(first))
    chosen = DateFilter(request.GET, person=person, now=now)
    shown = chosen.qs.exclude(state=DeadlineState.CLOSED).filter(at__gte=begins, at__lte=ends + DAY)
    month = month_of(first, shown, person.zone, now)
    return render(request, "dates/month.html", {"filter": chosen, "month": month, "now": now})


@never_cache
@login_required
@require_safe
def date_detail(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """One date: until when, why this day, by which source, what was decided."""
    deadline, person = own_date(request, deadline_id), person_of(request)
    parts = parts_of_date(deadline, clock.now())
    return render(request, "dates/detail.html", {**parts, "moment_form": MomentForm(person=person)})


@require_POST
@never_cache
@login_required
def date_decide(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """Done, missed, does not apply, or none of these after all."""
    deadline = own_date(request, deadline_id)
    decide = DECISIONS.get(request.POST.get("decision", ""))
    try:
        if decide is None:
            raise DecisionRefused(gettext("Choose what became of it."))
        decide(deadline=deadline, by=person_of(request), now=clock.now())
    except DecisionRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        undo = reverse("date-undo", args=[deadline.pk]) if decide != actions.take_back_decision else ""
        toast(request, gettext("Noted."), undo=undo)
    return redirect("date-detail", deadline_id=deadline.pk)


@require_POST
@never_cache
@login_required
def date_undo(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """The decision just made is taken back: the toast's way, which posts nothing but its address."""
    deadline = own_date(request, deadline_id)
    try:
        actions.take_back_decision(deadline=deadline, by=person_of(request), now=clock.now())
    except DecisionRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("date-detail", deadline_id=deadline.pk)


def own_date(request: HttpRequest, deadline_id: UUID) -> Deadline:
    """Raises Http404 for the date of another as for one that does not exist."""
    try:
        return own_deadline(person_of(request), deadline_id)
    except Deadline.DoesNotExist as error:
        raise Http404 from error
