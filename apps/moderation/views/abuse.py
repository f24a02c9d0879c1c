"""Reports of abuse at the desk: the list, and one of them with what comes of it. Who reported is not shown."""

from uuid import UUID

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.conduct.actions import ReportRefused, decide_report, reopen_report
from apps.conduct.models import AbuseReport
from apps.conduct.selectors import report_at_desk, reports_decided, reports_open_to
from apps.core import clock
from apps.moderation.conduct_forms import DecideReportForm
from apps.moderation.requests import DeskRequest
from apps.moderation.rules import MOST_SHOWN
from apps.moderation.selectors.reach import behind

PER_PAGE = 50
TABS = {"": _("To decide"), "decided": _("Decided already")}


@require_safe
def abuse_reports(request: DeskRequest) -> HttpResponse:
    """What waits, the oldest first, or what was decided."""
    show = "decided" if request.GET.get("show") == "decided" else ""
    rows = reports_decided() if show else reports_open_to(request.user)
    context = {
        **admin.site.each_context(request),
        "title": _("Reports of abuse"),
        "section": "abuse",
        "tabs": [{"show": name, "label": label, "current": name == show} for name, label in TABS.items()],
        "page": Paginator(rows[:MOST_SHOWN], PER_PAGE).get_page(request.GET.get("page")),
        "show": show,
    }
    return TemplateResponse(request, "admin/desk/abuse_reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def abuse_report(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """One report; posted, what came of it, or that it is to be decided anew."""
    report = found(report_id)
    form = DecideReportForm(request.POST or None, language=report.language)
    if request.method != "POST":
        return show_report(request, report, form)
    try:
        if request.POST.get("step") == "reopen":
            reopen_report(report=report, by=request.user, now=clock.now())
            messages.success(request, gettext("Opened again."))
            return redirect("admin:abuse-report", report.pk)
        if not form.is_valid():
            return show_report(request, report, form, status=400)
        words = form.cleaned_data["reason"]
        decide_report(report=report, measure=form.done(), words=words, by=request.user, now=clock.now())
    except ReportRefused as refusal:
        form.add_error(None, str(refusal))
        return show_report(request, found(report_id), form, status=409)
    messages.success(request, gettext("Decided. Whoever reported it reads your words."))
    following = reports_open_to(request.user).first()
    return redirect("admin:abuse-report", following.pk) if following else redirect("admin:abuse-reports")


def found(report_id: UUID) -> AbuseReport:
    try:
        return report_at_desk(report_id)
    except AbuseReport.DoesNotExist as nothing:
        raise Http404 from nothing


def show_report(request: DeskRequest, report: AbuseReport, form: DecideReportForm, status: int = 200) -> HttpResponse:
    waiting = reports_open_to(request.user).exclude(pk=report.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Reports of abuse"),
        "section": "abuse",
        "report": report,
        "behind": behind(report),
        "is_own": report.reporter_id == request.user.pk,
        "following": waiting.first(),
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/abuse_report.html", context, status=status)
