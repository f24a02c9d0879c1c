"""The next batch of figures: prepared by one moderator, looked at cell by cell, published by another."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.core import clock
from apps.moderation.requests import DeskRequest
from apps.statistics.actions import BatchRefused, FoldedMeanwhile, correct_batch, prepare_batch, publish_batch
from apps.statistics.models import Batch
from apps.statistics.paper.preview import Preview
from apps.statistics.selectors import latest_check, prepared_batch_with, prepared_batches, published_batches


@require_http_methods(["GET", "HEAD"])
def figures_desk(request: DeskRequest) -> HttpResponse:
    """What is prepared, with every withheld number and why; what is published, with a form for corrections."""
    context = {
        **admin.site.each_context(request),
        "title": gettext_lazy("Figures"),
        "section": "figures",
        "prepared": [(batch, Preview(batch), batch.prepared_by_id == request.user.pk) for batch in prepared_batches()],
        "published": published_batches()[:20],
        "check": latest_check(),
    }
    return TemplateResponse(request, "admin/desk/figures.html", context)


@require_POST
def figures_prepare(request: DeskRequest) -> HttpResponse:
    try:
        prepare_batch(demonstration=request.POST.get("of") == "demonstration", by=request.user, now=clock.now())
    except BatchRefused as refusal:
        messages.error(request, str(refusal))
    except FoldedMeanwhile:
        messages.warning(request, gettext("The figures are being counted at this moment. Try again in a minute."))
    else:
        messages.success(request, gettext("Prepared. Another moderator publishes it."))
    return redirect("admin:figures-desk")


@require_POST
def figures_publish(request: DeskRequest, batch_id: int) -> HttpResponse:
    try:
        publish_batch(batch=prepared_batch_with(batch_id), by=request.user, now=clock.now())
    except (BatchRefused, Batch.DoesNotExist) as refusal:
        gone = gettext("This batch was published or replaced a moment ago.")
        messages.error(request, gone if isinstance(refusal, Batch.DoesNotExist) else str(refusal))
    else:
        messages.success(request, gettext("Published. Everybody sees it now."))
    return redirect("admin:figures-desk")


@require_POST
def figures_correct(request: DeskRequest) -> HttpResponse:
    """Say what was wrong in the batch that was chosen."""
    batch = published_batches().filter(pk=request.POST.get("batch") or 0).first()
    words = {name: request.POST.get(name, "") for name in ("text_en", "text_zh")}
    try:
        if batch is None:
            raise BatchRefused(gettext("Choose the batch."))
        correct_batch(batch=batch, **words, by=request.user, now=clock.now())
    except BatchRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The correction stands beside the batch."))
    return redirect("admin:figures-desk")
