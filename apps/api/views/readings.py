"""Appeals of others that one is asked by name to read before they are sent."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.accounts.models import User
from apps.api.answers import plain
from apps.api.appeals import exhibits_for_readers
from apps.api.description import KEY, LISTING, READING, WRITING, errors, not_changed
from apps.api.idempotency import once
from apps.api.pagination import Pages
from apps.api.serializers import appeals as appeal_shapes
from apps.api.serializers import readings as shapes
from apps.api.views.base import Private
from apps.cases import actions
from apps.cases.enums import Scope as CaseScope
from apps.cases.enums import Verdict
from apps.cases.models import AppealReading
from apps.cases.rules import covers
from apps.cases.selectors import scope_for
from apps.cases.selectors.appeals import asked_readings, guard_of
from apps.core import clock

TAG = "appeals"


class ReadingList(Private, ListAPIView[AppealReading]):
    queryset = QuerySet(AppealReading)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_APPEALS}
    serializer_class = shapes.AskedSerializer
    pagination_class = Pages
    orderings = ("asked_at", "-asked_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        return asked_readings(self.person, now=clock.now())

    @extend_schema(
        operation_id="readings",
        summary="Appeals of others that you are asked by name to read",
        tags=[TAG],
        responses={200: shapes.AskedSerializer(many=True), **not_changed(), **errors(*LISTING)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class ReadingDetail(Private):
    needs: ClassVar = {"GET": Scope.READ_APPEALS, "POST": Scope.WRITE_APPEALS}

    @extend_schema(
        operation_id="reading",
        summary="One of them with the text that was asked about; the seller sees that you opened it",
        tags=[TAG],
        responses={200: shapes.AskedDetailSerializer, **not_changed(), **errors(*READING, 404)},
    )
    def get(self, request: Request, reading_id: UUID) -> Response:
        now = clock.now()
        return Response(shown(asked(self.person, reading_id, now), self.person, now))

    @extend_schema(
        operation_id="reading_answer",
        summary="Say what you think of it, once",
        tags=[TAG],
        parameters=[KEY],
        request=shapes.NewVerdict,
        responses={200: shapes.AskedDetailSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, reading_id: UUID) -> Response:
        now = clock.now()
        reading = asked(self.person, reading_id, now)
        given = shapes.NewVerdict(data=request.data)
        given.is_valid(raise_exception=True)
        verdict, words = Verdict(given.validated_data["verdict"]), plain(given.validated_data["words"])
        actions.read_appeal(reading=reading, verdict=verdict, words=words, by=self.person, now=now)
        return Response(shown(asked(self.person, reading_id, now), self.person, now))


def asked(person: User, reading_id: UUID, now: datetime) -> AppealReading:
    """What this person was asked to read; that they read it is written down. Raises Http404."""
    try:
        return actions.open_reading(reading_id=reading_id, by=person, now=now)
    except AppealReading.DoesNotExist as error:
        raise Http404 from error


def shown(reading: AppealReading, person: User, now: datetime) -> dict[str, Any]:
    """The request; the text of the version that was asked about only while it waits to be read."""
    facts = {**shapes.AskedSerializer(reading).data, "is_last": None, "text": None, "checks": [], "files": []}
    if not reading.is_waiting:
        return facts
    appeal = reading.appeal
    guard, version = guard_of(appeal), appeal.versions.get(number=reading.version)
    sees_files = covers(scope_for(appeal.case, person, now=now), CaseScope.EVIDENCE)
    return {
        **facts,
        "is_last": guard.is_last,
        "text": appeal_shapes.AppealTextSerializer(version.typed).data,
        "checks": appeal_shapes.CheckSerializer(guard.checks, many=True).data,
        "files": exhibits_for_readers(appeal) if sees_files else [],
    }
