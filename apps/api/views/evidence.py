"""Evidence of a case: list, upload, download. Every download is an entry of the file's custody log."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.accounts.models import User
from apps.api.description import KEY, LISTING, READING, WRITING, errors, not_changed
from apps.api.idempotency import once
from apps.api.pagination import Pages
from apps.api.rights import own_case, readable_case
from apps.api.serializers import evidence as shapes
from apps.api.views.base import Private
from apps.cases import actions
from apps.cases.enums import Scope as CaseScope
from apps.cases.models import CaseFile
from apps.cases.selectors import copy_of, evidence_visible_to, files_of, prepared_for_copies, while_allowed
from apps.core import clock
from apps.evidence.actions import open_file
from apps.evidence.models import StoredFile

TAG = "evidence"
TO_BE_SAVED: dict[Any, Any] = {
    (200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, description="To be saved."),
    **errors(*READING, 404, 422),
}


class FileList(Private, ListAPIView[CaseFile]):
    queryset = QuerySet(CaseFile)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_EVIDENCE, "POST": Scope.WRITE_EVIDENCE}
    serializer_class = shapes.FileSerializer
    pagination_class = Pages
    parser_classes = (MultiPartParser,)
    orderings = ("added_at", "-added_at")
    pk_is = int

    def get_queryset(self) -> Any:
        reading = readable_case(self.person, self.kwargs["case_id"], clock.now())
        files = files_of(reading.case)
        return files if reading.is_owner else files.none()  # names and hashes of originals are their owner's

    @extend_schema(
        operation_id="files",
        summary="The files of your case; of a case shared with you none: `/copies/` has what you may have",
        tags=[TAG],
        responses={200: shapes.FileSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="file_add",
        summary="Add a file to a case that was filed",
        tags=[TAG],
        parameters=[KEY],
        request={"multipart/form-data": shapes.NewFile},
        responses={201: shapes.FileSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID) -> Response:
        case = own_case(self.person, case_id)
        given = shapes.NewFile(data=request.data)
        given.is_valid(raise_exception=True)
        upload, kind = given.validated_data["file"], given.validated_data["kind"]
        entry = actions.add_evidence(
            case=case, kind=kind, upload=upload, name=upload.name or "", by=self.person, now=clock.now()
        )
        return Response(shapes.FileSerializer(entry).data, status=201)


class Bytes(BaseRenderer):
    """For `Accept` only: the view streams."""

    media_type = "application/octet-stream"
    format = "bytes"
    charset = None
    render_style = "binary"


class FileBytes(Private):
    needs: ClassVar = {"GET": Scope.READ_EVIDENCE}
    renderer_classes = (JSONRenderer, Bytes)

    @extend_schema(
        operation_id="file",
        summary="The bytes of one of your files, as they were put in",
        tags=[TAG],
        responses=TO_BE_SAVED,
    )
    def get(self, request: Request, case_id: UUID, entry_id: int) -> StreamingHttpResponse:
        now = clock.now()
        reading = readable_case(self.person, case_id, now)
        entry = files_of(reading.case).filter(pk=entry_id).first() if reading.is_owner else None
        if entry is None:
            raise Http404
        return to_be_saved(open_file(file=entry.file, by=self.person, now=now), entry.file)


class CopyList(Private, ListAPIView[CaseFile]):
    queryset = QuerySet(CaseFile)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_EVIDENCE}
    serializer_class = shapes.CopiedFileSerializer
    pagination_class = Pages
    orderings = ("added_at", "-added_at")
    pk_is = int

    def get_queryset(self) -> Any:
        return copied_files(self.person, self.kwargs["case_id"], clock.now())

    @extend_schema(
        operation_id="copies",
        summary="The files of a case shared with you with its evidence; of your own what readers get",
        tags=[TAG],
        responses={200: shapes.CopiedFileSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class CopyBytes(Private):
    needs: ClassVar = {"GET": Scope.READ_EVIDENCE}
    renderer_classes = (JSONRenderer, Bytes)

    @extend_schema(
        operation_id="copy",
        summary="The bytes of the copy of a file; when the sharing ends meanwhile, they end short",
        tags=[TAG],
        responses=TO_BE_SAVED,
    )
    def get(self, request: Request, case_id: UUID, entry_id: int) -> StreamingHttpResponse:
        now = clock.now()
        entry = copied_files(self.person, case_id, now).filter(pk=entry_id).first()
        copy = copy_of(entry.file) if entry else None
        if entry is None or copy is None:
            raise Http404
        chunks = open_file(file=copy, by=self.person, now=now)
        return to_be_saved(while_allowed(chunks, entry.case, self.person, clock=clock.now), copy)


def copied_files(person: User, case_id: UUID, now: datetime) -> QuerySet[CaseFile]:
    """The files whose copies a person may have. Raises Http404 where the sharing is without evidence."""
    reading = readable_case(person, case_id, now)
    if not reading.covers(CaseScope.EVIDENCE):
        raise Http404
    return prepared_for_copies(evidence_visible_to(reading.case, person, now=now))


def to_be_saved(chunks: Iterator[bytes], file: StoredFile) -> StreamingHttpResponse:
    """A download that no browser runs."""
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    response["Content-Length"] = file.size
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
