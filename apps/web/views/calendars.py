"""A person's calendar addresses, and what a calendar finds there. The address is the right: no sign-in."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core import clock
from apps.deadlines import actions
from apps.deadlines.actions import LinkRefused, NewLink
from apps.deadlines.models import CalendarLink
from apps.deadlines.selectors import calendar_link, calendar_links_of, dates_for_calendar
from apps.web.calendar_feed import write_calendar
from apps.web.forms.dates import CalendarForm
from apps.web.sign_in import person_of
from apps.web.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def calendar_list(request: HttpRequest) -> HttpResponse:
    """The addresses somebody has, and the form for one more. What was just made is shown here, this once."""
    form = CalendarForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show(request, form)
    try:
        made = actions.make_calendar_link(**form.cleaned_data, by=person_of(request), now=clock.now())
    except LinkRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, form)
    return show(request, CalendarForm(), made=made)


def show(request: HttpRequest, form: CalendarForm, *, made: NewLink | None = None) -> HttpResponse:
    address = f"{settings.SITE_URL}{reverse('calendar-feed', args=[made.secret])}" if made else ""
    parts = {
        "form": form,
        "address": address,
        "subscribe": address.replace("https://", "webcal://").replace("http://", "webcal://"),
        "links": calendar_links_of(person_of(request)),
    }
    return render(request, "people/calendars.html", parts, status=422 if form.errors else 200)


@require_POST
@never_cache
@login_required
def calendar_revoke(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """The address answers like one that never was, from this moment."""
    try:
        link = calendar_links_of(person_of(request)).get(pk=link_id)
    except CalendarLink.DoesNotExist as error:
        raise Http404 from error
    actions.revoke_calendar_link(link=link, by=person_of(request), now=clock.now())
    toast(request, gettext("Revoked. Calendars that use it stop being updated."))
    return redirect("calendar-links")


@require_safe
@never_cache
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The dates of whoever made the address, as iCalendar in their language; 404 for any other address."""
    try:
        link = calendar_link(secret)
    except CalendarLink.DoesNotExist:
        answer = HttpResponse("404\n", content_type="text/plain", status=404)
        answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address into the log
        return answer
    now = clock.now()
    content = write_calendar(link, dates_for_calendar(link.person, now), now=now)
    actions.note_reading(link=link, now=now)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
