"""The press kit of a batch: sentences to quote, and a page of paper for each."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.statistics.models import Batch, PressSheet
from apps.statistics.paper.words import Pages
from apps.statistics.selectors import sheet_of, sheets_of
from apps.web.views.figures import cached, published_or_404


@require_safe
def press_kit(request: HttpRequest, number: int) -> HttpResponse:
    """All cases, and each incident of which something is counted."""
    batch = published_or_404(number)
    pages, sheets = Pages(batch), list(sheets_of(batch))
    kit = [(quote, [sheet for sheet in sheets if sheet.subject == quote.subject]) for quote in pages.quotes()]
    context = {"pages": pages, "batch": batch, "kit": kit, "section": "figures"}
    return render(request, "figures/press.html", context)


@require_safe
def press_sheet(request: HttpRequest, number: int, subject: str, language: str) -> HttpResponseBase:
    """One page of paper, as it was printed."""
    batch = published_or_404(number)
    try:
        sheet = sheet_of(batch, subject, language)
    except PressSheet.DoesNotExist as error:
        raise Http404 from error
    return cached(request, batch, lambda found: as_pdf(found, sheet))


def as_pdf(batch: Batch, sheet: PressSheet) -> HttpResponse:
    response = HttpResponse(bytes(sheet.content), content_type="application/pdf")
    name = f"figures-{batch.number}-{sheet.subject}-{sheet.language[:2]}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
