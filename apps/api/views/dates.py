"""Dates of one's cases."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.api.description import LISTING, errors, not_changed
from apps.api.filters import DateFilters
from apps.api.pagination import Pages
from apps.api.rights import readable_case
from apps.api.serializers.dates import DateSerializer
from apps.api.views.base import Private
from apps.cases.enums import Scope as CaseScope
from apps.core import clock
from apps.deadlines.models import Deadline
from apps.deadlines.selectors import dates_of, deadlines_of

TAG = "dates"


class Dates(Private, ListAPIView[Deadline]):
    """What both lists of dates have in common."""

    queryset = QuerySet(Deadline)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_DATES}
    serializer_class = DateSerializer
    filterset_class = DateFilters
    pagination_class = Pages
    orderings = ("at", "-at")
    pk_is = UUID


class DateList(Dates):
    def get_queryset(self) -> Any:
        return deadlines_of(self.person).annotate(case_pk=F("docket__case__pk"))

    @extend_schema(
        operation_id="dates",
        summary="Every date of your cases that was not replaced, the earliest first",
        tags=[TAG],
        responses={200: DateSerializer(many=True), **not_changed(), **errors(*LISTING)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class CaseDates(Dates):
    def get_queryset(self) -> Any:
        reading = readable_case(self.person, self.kwargs["case_id"], clock.now())
        if not reading.covers(CaseScope.FULL):  # dates belong to the whole case, as on its page
            raise Http404
        docket = reading.case.docket
        dates = dates_of(docket) if docket else QuerySet(Deadline).none()
        return dates.annotate(case_pk=F("docket__case__pk"))

    @extend_schema(
        operation_id="case_dates",
        summary="The dates of one case, also of one that is shared with you whole",
        tags=[TAG],
        responses={200: DateSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)
