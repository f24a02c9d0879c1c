"""An appeal that somebody was asked by name to read, and what they say of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.cases import actions
from apps.cases.actions import AppealRefused
from apps.cases.enums import Verdict
from apps.cases.models import AppealReading
from apps.core import clock
from apps.web.forms.readings import ReadingForm
from apps.web.reading_pages import parts_of
from apps.web.sign_in import person_of
from apps.web.views.appeals import posted


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def reading(request: HttpRequest, reading_id: UUID) -> HttpResponse:
    """The text to read, and the form for what they say; once that is said or not wanted any more, the page says so."""
    person, now = person_of(request), clock.now()
    try:
        asked = actions.open_reading(reading_id=reading_id, by=person, now=now)
    except AppealReading.DoesNotExist as nothing:
        raise Http404 from nothing
    form = ReadingForm(posted(request))
    status = 422 if form.errors else 200
    if request.method == "POST" and asked.verdict:  # a double click: it was said once
        return redirect("reading", reading_id=asked.pk)
    if request.method == "POST" and form.is_valid():
        verdict, words = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["words"]
        try:
            actions.read_appeal(reading=asked, verdict=verdict, words=words, by=person, now=now)
        except AppealRefused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, gettext("Thank you. Your answer is with the seller."))
            return redirect("reading", reading_id=asked.pk)
    return render(request, "readings/detail.html", {**parts_of(asked, person, now), "form": form}, status=status)
