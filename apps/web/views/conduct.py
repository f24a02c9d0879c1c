"""Reporting abuse, following what came of it, and reading what one is kept from."""

from uuid import UUID

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.conduct.actions import Barred, BarRefused, ReportRefused, Said, object_to_bar, report_abuse
from apps.conduct.enums import AbuseKind
from apps.conduct.models import AbuseReport
from apps.conduct.selectors import bar_of, receipt_for, reports_of
from apps.core import clock
from apps.core.refusals import note_refused
from apps.web.abuse_pages import Subject, subject_of
from apps.web.forms.conduct import AbuseForm, ObjectionForm
from apps.web.rights import person_or_none
from apps.web.sign_in import person_of

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def abuse_report(request: HttpRequest) -> HttpResponse:
    """Report what is wrong on a page; which one stands in the address. Nobody has to be signed in."""
    person = person_or_none(request)
    subject = subject_of(request.GET.get("about", "site"), request.GET.get("key", ""), person)
    if subject is None:
        raise Http404
    form = AbuseForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return show_form(request, subject, form, 422 if form.is_bound else 200)
    if person is None and not consume(request, action="report_abuse"):
        note_refused("pages", on=clock.now().date())
        form.add_error(None, gettext("Several reports came from where you are. Wait an hour, or sign in first."))
        return show_form(request, subject, form, 429)
    kind, words = AbuseKind(form.cleaned_data["kind"]), form.cleaned_data["words"]
    said = Said(subject.about, subject.key, kind, words, get_language() or "en")
    try:
        report = report_abuse(said=said, by=person, now=clock.now())
    except (ReportRefused, Barred) as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, subject, form, 409)
    return redirect("abuse-receipt", report_id=report.pk)


def show_form(request: HttpRequest, subject: Subject, form: AbuseForm, status: int) -> HttpResponse:
    parts = {"form": form, "subject": subject, "is_visitor": person_or_none(request) is None}
    return render(request, "conduct/report.html", parts, status=status)


@require_safe
@never_cache
def abuse_receipt(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """That it came, and what came of it: for whoever sent it."""
    try:
        report = receipt_for(report_id, person_or_none(request))
    except AbuseReport.DoesNotExist as nothing:
        raise Http404 from nothing
    link = settings.SITE_URL + report.get_absolute_url()
    return render(request, "conduct/receipt.html", {"report": report, "link": link})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def own_standing(request: HttpRequest) -> HttpResponse:
    """What one is kept from, why and until when; the objection; the reports one sent."""
    person, now = person_of(request), clock.now()
    bar = bar_of(person, now=now)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if bar and form.is_valid():
        try:
            object_to_bar(bar=bar, words=form.cleaned_data["words"], by=person, now=now)
        except BarRefused as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, gettext("Your objection is with another moderator. The answer comes here."))
        return redirect("own-standing")
    latest = person.bars.first()
    reports = reports_of(person).order_by("-reported_at", "id")[:MOST_SHOWN]
    parts = {"bar": bar, "ended": None if bar else latest, "form": form, "reports": reports}
    return render(request, "conduct/standing.html", parts, status=status)
