"""Appeals of one's cases: the attempts, one of them, what it said before, how often one may."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.api.appeals import own_appeal, shown, shown_limit
from apps.api.description import LISTING, READING, errors, not_changed
from apps.api.filters import AppealFilter
from apps.api.pagination import Pages
from apps.api.rights import own_case
from apps.api.serializers import appeals as shapes
from apps.api.views.base import Private
from apps.cases.models import Appeal, AppealVersion
from apps.cases.selectors.appeals import appeals_of, versions_of

TAG = "appeals"


class AppealList(Private, ListAPIView[Appeal]):
    queryset = QuerySet(Appeal)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_APPEALS}
    serializer_class = shapes.AppealSerializer
    filterset_class = AppealFilter
    pagination_class = Pages
    orderings = ("started_at", "-started_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        return appeals_of(own_case(self.person, self.kwargs["case_id"]))

    @extend_schema(
        operation_id="appeals",
        summary="The attempts of your case, the first begun first",
        tags=[TAG],
        responses={200: shapes.AppealSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class AppealDetail(Private):
    needs: ClassVar = {"GET": Scope.READ_APPEALS}

    @extend_schema(
        operation_id="appeal",
        summary="One attempt: its text, files, second reader, checklist, sending and answers",
        tags=[TAG],
        responses={200: shapes.AppealDetailSerializer, **not_changed(), **errors(*READING, 404)},
    )
    def get(self, request: Request, case_id: UUID, number: int) -> Response:
        return Response(shown(own_appeal(self.person, case_id, number)))


class VersionList(Private, ListAPIView[AppealVersion]):
    queryset = QuerySet(AppealVersion)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_APPEALS}
    serializer_class = shapes.AppealVersionSerializer
    pagination_class = Pages
    orderings = ("-kept_at", "kept_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        return versions_of(own_appeal(self.person, self.kwargs["case_id"], self.kwargs["number"]))

    @extend_schema(
        operation_id="appeal_versions",
        summary="What the text of an attempt said before, the newest first",
        tags=[TAG],
        responses={200: shapes.AppealVersionSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class AppealLimitDetail(Private):
    needs: ClassVar = {"GET": Scope.READ_APPEALS}

    @extend_schema(
        operation_id="appeal_limit",
        summary="How often the platform allows an appeal, and how many are left",
        tags=[TAG],
        responses={200: shapes.AppealLimitSerializer, **not_changed(), **errors(*READING, 404)},
    )
    def get(self, request: Request, case_id: UUID) -> Response:
        return Response(shown_limit(own_case(self.person, case_id)))
