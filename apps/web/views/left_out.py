"""The rows of a report that were left out or not understood, as a file for a spreadsheet."""

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from apps.cases.models import Case
from apps.core.spreadsheets import Value, csv_pieces
from apps.losses.models import ReportImport
from apps.losses.reports.left_out import REASONS, LeftOut
from apps.web.views.ledgers import with_report


@require_safe
@with_report
def report_left_out(request: HttpRequest, case: Case, report: ReportImport) -> HttpResponse:
    """CSV: the row in the report, why, and what it says in the columns that we read."""
    left_out = LeftOut.from_json(json.loads(report.facts or "{}").get("left_out", {}))
    response = HttpResponse("".join(csv_pieces(_table(left_out))), content_type="text/csv; charset=utf-8")
    name = gettext("rows left out")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
    return response


def _table(left_out: LeftOut) -> Iterator[list[Value]]:
    yield [gettext("Row"), gettext("Why"), *left_out.columns]
    for number, why, cells in left_out.rows:
        yield [number, str(REASONS[why]), *cells]
