"""A person's dates: all of them, the next first; one with its working; what they decide about it. A GET never acts."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.deadlines import actions
from apps.deadlines.actions import DecisionRefused
from apps.deadlines.models import Deadline
from apps.deadlines.selectors import coming_first, deadlines_of, own_deadline
from apps.web.date_pages import parts_of_date, rows_of
from apps.web.sign_in import person_of
from apps.web.toasts import toast

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
    """What comes next over all cases, then what was decided or is over."""
    now = clock.now()
    found = list(deadlines_of(person_of(request)).select_related("docket__case"))
    rows = rows_of(coming_first(found, now), now)
    past = [row for row in rows_of(reversed(found), now) if not row.deadline.is_open]
    return render(request, "dates/list.html", {"rows": rows, "past": past, "now": now})


@never_cache
@login_required
@require_safe
def date_detail(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """One date: until when, why this day, by which source, what was decided."""
    return render(request, "dates/detail.html", parts_of_date(_own(request, deadline_id), clock.now()))


@require_POST
@never_cache
@login_required
def date_decide(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """Done, missed, does not apply, or none of these after all."""
    deadline = _own(request, deadline_id)
    decide = DECISIONS.get(request.POST.get("decision", ""))
    try:
        if decide is None:
            raise DecisionRefused(gettext("Choose what became of it."))
        decide(deadline=deadline, by=person_of(request), now=clock.now())
    except DecisionRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        toast(request, gettext("Noted."))
    return redirect("date-detail", deadline_id=deadline.pk)


def _own(request: HttpRequest, deadline_id: UUID) -> Deadline:
    """Raises Http404 for the date of another as for one that does not exist."""
    try:
        return own_deadline(person_of(request), deadline_id)
    except Deadline.DoesNotExist as error:
        raise Http404 from error
