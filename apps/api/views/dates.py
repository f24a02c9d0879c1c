"""Dates of one's cases."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.api.description import LISTING, errors, not_changed
from apps.api.filters import DateFilters
from apps.api.pagination import Pages
from apps.api.serializers.dates import DateSerializer
from apps.api.views.base import Private
from apps.deadlines.models import Deadline
from apps.deadlines.selectors import deadlines_of


class DateList(Private, ListAPIView[Deadline]):
    queryset = QuerySet(Deadline)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_DATES}
    serializer_class = DateSerializer
    filterset_class = DateFilters
    pagination_class = Pages
    orderings = ("at", "-at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        return deadlines_of(self.person).annotate(case_pk=F("docket__case__pk"))

    @extend_schema(
        operation_id="dates",
        summary="Every date of your cases that was not replaced, the earliest first",
        tags=["dates"],
        responses={200: DateSerializer(many=True), **not_changed(), **errors(*LISTING)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)
