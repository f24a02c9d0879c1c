"""Published figures for programs and for scripts on other sites: rows that went through the gate, and nothing else."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.description import errors, not_changed
from apps.api.pagination import Pages
from apps.api.serializers import figures as shapes
from apps.api.views.base import Public
from apps.core.spreadsheets import csv_pieces
from apps.statistics.models import Batch
from apps.statistics.rules.printed import (
    COLUMNS,
    METHOD_COLUMNS,
    RUNGS,
    cell_of,
    incident_of,
    method_rows_of,
    rows_of,
)
from apps.statistics.selectors import published_batch, published_batches

TAGS = ["figures"]
ERRORS = {**not_changed(), **errors(400, 404, 406, 429)}


class Published(Public):
    """A script on any site may read these, their errors too. Nobody is signed in here and no cookie is looked at."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kw: Any) -> Any:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return super().finalize_response(request, response, *args, **kw)


def of_batch(batch: Batch, body: Any) -> Response:
    """Something of a batch: it changes as little as the batch does, so the batch's hash is its version."""
    return Response(body, headers={"ETag": f'"{batch.sha256}"'})


def batch_or_404(number: int) -> Batch:
    try:
        return published_batch(number)
    except Batch.DoesNotExist as error:
        raise Http404 from error


class BatchList(Published, ListAPIView[Batch]):
    queryset = QuerySet(Batch)  # for the description; get_queryset asks with the right
    serializer_class = shapes.BatchSerializer
    pagination_class = Pages
    orderings = ("-published_at", "published_at")
    pk_is = int

    def get_queryset(self) -> Any:
        return published_batches().prefetch_related("corrections").defer("document", "working")

    @extend_schema(
        operation_id="figures",
        summary="Every batch of figures, and what was wrong in any",
        tags=TAGS,
        responses={200: shapes.BatchSerializer(many=True), **not_changed(), **errors(400, 406, 422, 429)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class BatchDetail(Published):
    @extend_schema(
        operation_id="figures_batch",
        summary="One batch, as it was hashed",
        tags=TAGS,
        responses={200: shapes.DocumentSerializer, **ERRORS},
    )
    def get(self, request: Request, number: int) -> Response:
        batch = batch_or_404(number)
        return of_batch(batch, {"figures": batch.figures, "sha256": batch.sha256})


class Tables(Published):
    @extend_schema(
        operation_id="figures_tables",
        summary="Every cell of a batch as a row",
        tags=TAGS,
        responses={200: shapes.TablesSerializer, **ERRORS},
    )
    def get(self, request: Request, number: int) -> Response:
        batch = batch_or_404(number)
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(batch.figures)]
        return of_batch(batch, {"number": batch.number, "as_of": batch.figures["as_of"], "results": rows})


class Methods(Published):
    @extend_schema(
        operation_id="figures_methods",
        summary="Shares of appeals, waits, and how documented sums are spread",
        tags=TAGS,
        responses={200: shapes.MethodsSerializer, **ERRORS},
    )
    def get(self, request: Request, number: int) -> Response:
        batch = batch_or_404(number)
        rows = [dict(zip(METHOD_COLUMNS, row, strict=True)) for row in method_rows_of(batch.figures)]
        return of_batch(batch, {"number": batch.number, "as_of": batch.figures["as_of"], "results": rows})


class Csv(BaseRenderer):
    """Rows as CSV, the names of the columns first."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data: Any, media_type: str | None = None, context: Mapping[str, Any] | None = None) -> str:
        return "".join(csv_pieces(data or []))


class TablesInCsv(Published):
    """Errors are JSON, as everywhere, whatever is accepted."""

    renderer_classes = (JSONRenderer, Csv)

    @extend_schema(
        operation_id="figures_csv",
        summary="The same rows as CSV",
        tags=TAGS,
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="RFC 4180, with a BOM."), **ERRORS},
    )
    def get(self, request: Request, number: int) -> Response:
        batch = batch_or_404(number)
        request.accepted_renderer, request.accepted_media_type = Csv(), Csv.media_type
        return of_batch(batch, [COLUMNS, *rows_of(batch.figures)])


class IncidentFigures(Published):
    @extend_schema(
        operation_id="figures_incident",
        summary="One incident in one batch: what is counted, documented, came back, and what others claim",
        tags=TAGS,
        responses={200: shapes.IncidentFiguresSerializer, **ERRORS},
    )
    def get(self, request: Request, number: int, slug: str) -> Response:
        batch = batch_or_404(number)
        said = told(batch.figures, slug)
        return of_batch(batch, shapes.IncidentFiguresSerializer(said).data)


def told(document: Mapping[str, Any], slug: str) -> dict[str, Any]:
    """An incident of the document, rung by rung. Raises Http404."""
    incident = incident_of(document, slug)
    if incident is None:
        raise Http404
    cells = {rung: cell_of(document, rung, "incident", incident["id"]) for rung in RUNGS}
    return {
        **incident,
        **{name: document[name] for name in ("number", "as_of", "currency")},
        "rungs": [{"rung": rung, "amount": None, **cell} for rung, cell in cells.items() if cell],
    }
