"""Published figures: the page, its files, earlier batches. All of it is public and read from one frozen document."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from csp.constants import NONE, SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language, gettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from apps.core.spreadsheets import csv_pieces
from apps.statistics.models import Batch
from apps.statistics.paper.words import Pages
from apps.statistics.rules.printed import COLUMNS, METHOD_COLUMNS, method_rows_of, rows_of
from apps.statistics.selectors import corrections_to_batches, latest_published, published_batch, published_batches
from apps.web.feeds import SteadyFeed

FRAMED = {"default-src": [NONE], "style-src": [SELF], "img-src": [SELF], "frame-ancestors": ["*"], "base-uri": [NONE]}


@require_safe
def figures(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The newest batch, or an earlier one by its number."""
    batch = batch_or_none(number)
    if batch is None:
        return render(request, "figures/none.html", {"section": "figures"})
    context = {"pages": Pages(batch), "batch": batch, "is_old": number is not None, "section": "figures"}
    return render(request, "figures/index.html", context)


@require_safe
def figures_history(request: HttpRequest) -> HttpResponse:
    """Every batch there ever was, and what was wrong in any."""
    context = {"batches": published_batches(), "corrections": corrections_to_batches(), "section": "figures"}
    return render(request, "figures/history.html", context)


@require_safe
def figures_json(request: HttpRequest, number: int) -> HttpResponseBase:
    """The batch as it is hashed, for `manage.py verify_figures`."""
    return cached(request, published_or_404(number), lambda batch: as_json(batch, f"figures-{batch.number}.json"))


@require_safe
def figures_csv(request: HttpRequest, number: int) -> HttpResponseBase:
    return cached(request, published_or_404(number), as_csv)


@require_safe
def figures_methods(request: HttpRequest, number: int) -> HttpResponseBase:
    """Rates, waits and spreads of the batch as CSV."""
    return cached(request, published_or_404(number), methods_as_csv)


@require_safe
def figures_feed(request: HttpRequest) -> HttpResponse:
    """An entry for each batch."""
    page = settings.SITE_URL + reverse("figures")
    feed = SteadyFeed(gettext("Figures of Recourse"), page, "", language=get_language(), feed_url=f"{page}feed.atom")
    for batch in published_batches()[:52]:
        pages = Pages(batch)
        words = "; ".join(f"{label}: {number} ({what})" for _rung, label, number, what in pages.headline())
        words = " ".join((f"{words}.", *pages.methods.short))
        title = gettext("Batch %(number)s, as of %(day)s") % {"number": batch.number, "day": pages.as_of}
        link = settings.SITE_URL + reverse("figures-batch", args=[batch.number])
        feed.add_item(title, link, words, unique_id=f"urn:sha256:{batch.sha256}", updateddate=batch.published_at)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@xframe_options_exempt
@require_safe
def figures_card(request: HttpRequest) -> HttpResponse:
    """A card for other people's pages: no script, no cookie is needed, and anybody may frame it."""
    batch = latest_published()
    response = render(request, "figures/card.html", {"pages": Pages(batch) if batch else None, "batch": batch})
    setattr(response, "_csp_config", FRAMED)  # noqa: B010  what django-csp's decorator does
    return response


def batch_or_none(number: int | None) -> Batch | None:
    return latest_published() if number is None else published_or_404(number)


def published_or_404(number: int) -> Batch:
    try:
        return published_batch(number)
    except Batch.DoesNotExist as error:
        raise Http404 from error


def cached(request: HttpRequest, batch: Batch, make: Callable[[Batch], HttpResponse]) -> HttpResponseBase:
    """A published batch never changes: its hash is its tag."""
    tag = f'"{batch.sha256}"'
    found: HttpResponseBase = get_conditional_response(request, etag=tag) or make(batch)
    found["ETag"] = tag
    found["Cache-Control"] = "public, max-age=300"
    found["Access-Control-Allow-Origin"] = (
        "*"  # programs of other sites may read these files, and no other page of ours
    )
    patch_vary_headers(found, ["Accept-Encoding"])
    return found


def as_json(batch: Batch, name: str = "") -> HttpResponse:
    """`{"figures": …, "sha256": …}`, the figures byte by byte as they were hashed."""
    text = f'{{"figures":{batch.document},"sha256":"{batch.sha256}"}}'
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def as_csv(batch: Batch) -> HttpResponse:
    return _csv([COLUMNS, *rows_of(batch.figures)], f"figures-{batch.number}.csv")


def methods_as_csv(batch: Batch) -> HttpResponse:
    return _csv([METHOD_COLUMNS, *method_rows_of(batch.figures)], f"figures-{batch.number}-methods.csv")


def _csv(rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    response = HttpResponse("".join(csv_pieces(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
