"""What goods cost their seller: our templates, and the list brought to the ledger of a case."""

import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from apps.cases.actions import EvidenceRefused, add_report, add_report_date
from apps.cases.models import Case
from apps.core import clock
from apps.deadlines.actions import DecisionRefused
from apps.evidence.actions import FileRefused
from apps.losses.actions import AlreadyBrought
from apps.losses.models import ReportImport
from apps.losses.reports.formats.base import Format
from apps.losses.reports.formats.ours import Costs, Lines
from apps.losses.reports.template import write_template
from apps.web.forms.reports import CostsForm, ReportForm
from apps.web.responses import sealed
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.cases import with_case
from apps.web.views.ledgers import show_ledger, with_report

TEMPLATES: dict[str, type[Format]] = {"amounts": Lines, "costs": Costs}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@with_case
def costs_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Bring a cost list; on to the page where it is looked at."""
    form = CostsForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_ledger(request, case, ReportForm(), form, status=422)
    source, name = form.given()
    try:
        report = add_report(case=case, source=source, name=name, kind="invoice", by=person_of(request), now=clock.now())
    except (FileRefused, EvidenceRefused) as refusal:
        form.add_error(None, str(refusal))
        return show_ledger(request, case, ReportForm(), form, status=422)
    except AlreadyBrought as known:
        messages.info(request, str(known))
        report = known.known
    return redirect("report-detail", case_id=case.pk, report_id=report.pk)


@require_POST
@with_report
def report_date(request: HttpRequest, case: Case, report: ReportImport) -> HttpResponse:
    """Keep a day that the report names as a date of the case."""
    try:
        kept = add_report_date(
            case=case, report=report, name=request.POST.get("day", ""), by=person_of(request), now=clock.now()
        )
    except DecisionRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("report-detail", case_id=case.pk, report_id=report.pk)
    toast(request, gettext("Kept. We remind you before it."))
    return redirect("date-detail", deadline_id=kept.pk)


@require_safe
@with_case
def ledger_template(request: HttpRequest, case: Case, table: str) -> HttpResponse:
    """An empty template of ours in the reader's language."""
    if table not in TEMPLATES:
        raise Http404
    written = io.BytesIO()
    write_template(written, TEMPLATES[table])
    file_name = gettext("amounts") if table == "amounts" else gettext("unit costs")
    return sealed(HttpResponse(written.getvalue(), content_type=XLSX), name=f"{file_name}.xlsx")
