"""One's cases: the list, one of them, its timeline."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.api.description import READING, errors, not_changed
from apps.api.filters import CaseFilter
from apps.api.pagination import Pages
from apps.api.rights import Reading, readable_case, readable_cases
from apps.api.serializers import cases as shapes
from apps.api.views.base import Private
from apps.cases.enums import Scope as CaseScope
from apps.cases.models import Case
from apps.core import clock
from apps.incidents.selectors import placement_of
from apps.losses.selectors import current_lines

TAG = "cases"


class CaseList(Private, ListAPIView[Case]):
    needs: ClassVar = {"GET": Scope.READ_CASES}
    serializer_class = shapes.CaseSerializer
    filterset_class = CaseFilter
    pagination_class = Pages
    orderings = ("-created_at", "created_at", "-moved_at", "moved_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        return readable_cases(self.person, clock.now())

    @extend_schema(
        operation_id="cases",
        summary="Your cases, drafts among them, and those shared with you",
        tags=[TAG],
        responses={200: shapes.CaseSerializer(many=True), **not_changed(), **errors(*READING)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class CaseDetail(Private):
    needs: ClassVar = {"GET": Scope.READ_CASES}

    @extend_schema(
        operation_id="case",
        summary="One case with its texts, account and amounts",
        tags=[TAG],
        responses={200: shapes.CaseDetailSerializer, **not_changed(), **errors(*READING, 404)},
    )
    def get(self, request: Request, case_id: UUID) -> Response:
        return Response(shown(readable_case(self.person, case_id, clock.now())))


def shown(reading: Reading) -> dict[str, Any]:
    """The case as this reader sees it, and as `If-Match` compares it. Who the seller is, only they are shown."""
    case, full = reading.case, reading.covers(CaseScope.FULL)
    placement = placement_of(case)
    facts = shapes.CaseSerializer(case).data
    return {
        **facts,
        "access": "owner" if reading.is_owner else reading.scope.value,
        "notice_time": case.notice_time.isoformat("seconds") if case.notice_time else None,
        "notice_zone": case.notice_zone,
        "notice_text": case.notice_text if full else None,
        "narrative": case.narrative if full else None,
        "account": shapes.AccountSerializer(case.account).data if reading.is_owner and case.account else None,
        "amounts": shapes.AmountSerializer(current_lines(case.ledger), many=True).data if full else None,
        "incident": placement.incident.slug if placement else None,
        "moves": shapes.possible_moves(case) if reading.is_owner else [],
    }
