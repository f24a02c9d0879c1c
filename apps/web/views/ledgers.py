"""The ledger of a case, and the platform's reports on their way into it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from apps.cases.actions import EvidenceRefused, add_report
from apps.cases.models import Case
from apps.core import clock
from apps.evidence.actions import FileRefused
from apps.losses import actions
from apps.losses.actions import AlreadyBrought, ImportRefused
from apps.losses.enums import ImportState
from apps.losses.models import ReportImport
from apps.losses.selectors import import_of
from apps.web.forms.reports import CostsForm, CurrencyForm, ReportChoicesForm, ReportForm
from apps.web.ledger_pages import parts_of_ledger, parts_of_report
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.cases import with_case

View = Callable[..., HttpResponseBase]
MOVES = {
    "take": actions.take_over,
    "cancel": actions.cancel_import,
    "undo": actions.undo_import,
    "redo": actions.redo_import,
}


def with_report(view: View) -> View:
    """Give the view a report that was brought to the person's own case."""

    @with_case
    @wraps(view)
    def wrapped(request: HttpRequest, case: Case, report_id: UUID, **parts: Any) -> HttpResponseBase:
        try:
            report = import_of(case.ledger, report_id)
        except ReportImport.DoesNotExist as error:
            raise Http404 from error
        return view(request, case, report, **parts)

    return wrapped


@require_safe
@with_case
def ledger(request: HttpRequest, case: Case) -> HttpResponse:
    """What was claimed, what is documented, what came back; every line with where it comes from."""
    return show_ledger(request, case, ReportForm())


def show_ledger(
    request: HttpRequest, case: Case, form: ReportForm, costs_form: CostsForm | None = None, status: int = 200
) -> HttpResponse:
    currency = CurrencyForm(request.GET).chosen
    compare = CurrencyForm(initial={"currency": currency})
    context = {**parts_of_ledger(case, currency), "form": form, "compare_form": compare}
    context["costs_form"] = costs_form or CostsForm()
    return render(request, "ledger/ledger.html", context, status=status)


@require_POST
@with_case
def report_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Bring a report; on to the page where it is looked at."""
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_ledger(request, case, form, status=422)
    given, kind = form.cleaned_data["report"], form.cleaned_data["kind"]
    try:
        report = add_report(case=case, source=given, name=given.name, kind=kind, by=person_of(request), now=clock.now())
    except (FileRefused, EvidenceRefused) as refusal:
        form.add_error("report", str(refusal))
        return show_ledger(request, case, form, status=422)
    except AlreadyBrought as known:
        messages.info(request, str(known))
        report = known.known
    return redirect("report-detail", case_id=case.pk, report_id=report.pk)


@require_safe
@with_report
def report_detail(request: HttpRequest, case: Case, report: ReportImport) -> HttpResponse:
    """What the report says, before it is taken over and afterwards; while work goes on, how far it is."""
    return show_report(request, case, report, ReportChoicesForm(initial=report.options))


def show_report(
    request: HttpRequest, case: Case, report: ReportImport, form: ReportChoicesForm, status: int = 200
) -> HttpResponse:
    context = {**parts_of_report(case, report), "form": form, "chosen": bool(report.options) or status != 200}
    return render(request, "ledger/report.html", context, status=status)


@require_POST
@with_report
def report_look(request: HttpRequest, case: Case, report: ReportImport) -> HttpResponse:
    """Read it anew as the person says it is written."""
    form = ReportChoicesForm(request.POST)
    if not form.is_valid():
        return show_report(request, case, report, form, status=422)
    try:
        actions.look_again(report=report, choices=form.cleaned_data, by=person_of(request), now=clock.now())
    except ImportRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("report-detail", case_id=case.pk, report_id=report.pk)


@require_POST
@with_report
def report_move(request: HttpRequest, case: Case, report: ReportImport) -> HttpResponse:
    """Take it over, stop, take it back, or take it over again."""
    move = MOVES.get(request.POST.get("move", ""))
    try:
        if move is None:
            raise ImportRefused(gettext("Choose what to do with the report."))
        move(report=report, by=person_of(request), now=clock.now())
    except (ImportRefused, AlreadyBrought) as refusal:
        messages.warning(request, str(refusal))
    else:
        if report.state != ImportState.QUEUED:  # the bar on the page says more
            toast(request, report.get_state_display())
    return redirect("report-detail", case_id=case.pk, report_id=report.pk)
