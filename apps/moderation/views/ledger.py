"""The ledger of a case at the desk: each line beside what backs it, and what a moderator says of it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.cases.actions import MoveRefused, judge_amounts, record_opening
from apps.cases.models import Case
from apps.cases.selectors import files_of
from apps.core import clock
from apps.losses.actions import VerdictRefused
from apps.losses.enums import Verdict
from apps.losses.models import LineVerdict, LossLine, ReportImport
from apps.losses.reports.rows import Category
from apps.losses.selectors import RowBehind, current_lines, rows_behind, sums_of, verdicts_of
from apps.moderation.forms import VerdictForm
from apps.moderation.requests import DeskRequest
from apps.moderation.views.case import case_at_desk


@require_http_methods(["GET", "HEAD", "POST"])
def ledger_desk(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Every standing line with its rows; posted, a word on one of them. On several it is first shown what it does."""
    case = case_at_desk(request, case_id)
    lines = lines_beside(case)
    if request.method != "POST":
        record_opening(case=case, by=request.user, now=clock.now())
        return show(request, case, lines)
    form = VerdictForm(request.POST, ids=[line.pk for line in lines])
    if not form.is_valid():
        return show(request, case, lines, form, status=400)
    said = form.cleaned_data
    if len(said["lines"]) > 1 and request.POST.get("step") != "run":
        return show_preview(request, case, lines, form)
    try:
        new = judge_amounts(
            case=case, lines=said["lines"], verdict=Verdict(said["verdict"]), reason=said["reason"],
            by=request.user, now=clock.now(),
        )  # fmt: skip
    except (MoveRefused, VerdictRefused) as refusal:
        form.add_error(None, str(refusal))
        return show(request, case, lines_beside(case), form, status=409)
    messages.success(request, ngettext("Kept for %(count)s line.", "Kept for %(count)s lines.", new) % {"count": new})
    return redirect("admin:case-ledger", case.pk)


def lines_beside(case: Case) -> list[LossLine]:
    """The standing lines, those of one report together, what people declared first."""
    lines = current_lines(case.ledger).select_related("source__file", "costs__file")
    return sorted(lines, key=lambda line: (str(line.source_id or ""), line.pk))


@dataclass(frozen=True)
class LineBeside:
    """A line, the rows it names, and what was said of it, the latest first."""

    line: LossLine
    rows: list[RowBehind]
    said: list[LineVerdict]
    set_aside: bool

    @property
    def is_open(self) -> bool:
        return self.line.verdict in ("", Verdict.OPEN)


@dataclass(frozen=True)
class Group:
    """Lines that follow from one report, or that were declared; `entry` is its file in the case's evidence."""

    report: ReportImport | None
    entry: int | None
    lines: list[LineBeside]

    @property
    def open_lines(self) -> list[LineBeside]:
        return [line for line in self.lines if line.is_open]


def show(
    request: DeskRequest, case: Case, lines: list[LossLine], form: VerdictForm | None = None, *, status: int = 200
) -> HttpResponse:
    sums = sums_of(lines)
    said, rows = verdicts_of(case.ledger), rows_behind(lines)
    entries = {entry.file_id: entry.pk for entry in files_of(case)}
    beside = [LineBeside(line, rows.get(line.pk, []), said.get(line.pk, []), line in sums.set_aside) for line in lines]
    groups = [_group(list(found), entries) for _source, found in groupby(beside, key=lambda b: b.line.source_id)]
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": case.reference,
        "section": "cases",
        "case": case,
        "is_own": case.owner_id == request.user.pk,
        "groups": groups,
        "sums": sums,
        "form": form,
        "blank": VerdictForm(ids=[]),
        "categories": {category.value: category.label for category in Category},
    }
    return TemplateResponse(request, "admin/desk/ledger.html", context, status=status)


def show_preview(request: DeskRequest, case: Case, lines: list[LossLine], form: VerdictForm) -> HttpResponse:
    """The chosen lines and what they come to, before the same word is kept for all of them."""
    chosen = [line for line in lines if line.pk in form.cleaned_data["lines"]]
    context = {
        **admin.site.each_context(request),
        "title": case.reference,
        "section": "cases",
        "case": case,
        "chosen": chosen,
        "claimed": sums_of(chosen).claimed,
        "form": form,
        "verdict": Verdict(form.cleaned_data["verdict"]),
    }
    return TemplateResponse(request, "admin/desk/ledger_preview.html", context)


def _group(lines: list[LineBeside], entries: dict[Any, int]) -> Group:
    report = lines[0].line.source
    return Group(report, entries.get(report.file_id) if report else None, lines)
