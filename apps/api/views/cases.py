"""One's cases: the list, one of them, its timeline."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.accounts.models import User
from apps.api.description import IF_MATCH, KEY, LISTING, READING, WRITING, errors, not_changed
from apps.api.etags import refuse_changed
from apps.api.filters import CaseFilter
from apps.api.idempotency import once
from apps.api.pagination import Pages
from apps.api.rights import Reading, own_case, readable_case, readable_cases
from apps.api.serializers import cases as shapes
from apps.api.views.base import Private
from apps.cases import actions
from apps.cases.enums import EventKind, Visibility
from apps.cases.enums import Scope as CaseScope
from apps.cases.models import Case, CaseEvent
from apps.cases.rules import Actor
from apps.cases.selectors import timeline_of
from apps.core import clock
from apps.incidents.selectors import placement_of
from apps.losses.selectors import current_lines

TAG = "cases"


class CaseList(Private, ListAPIView[Case]):
    queryset = QuerySet(Case)  # for the description; get_queryset asks with the right
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
        responses={200: shapes.CaseSerializer(many=True), **not_changed(), **errors(*LISTING)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class CaseDetail(Private):
    needs: ClassVar = {"GET": Scope.READ_CASES, "PATCH": Scope.WRITE_CASES}

    @extend_schema(
        operation_id="case",
        summary="One case with its texts, account and amounts",
        tags=[TAG],
        responses={200: shapes.CaseDetailSerializer, **not_changed(), **errors(*READING, 404)},
    )
    def get(self, request: Request, case_id: UUID) -> Response:
        return Response(shown(readable_case(self.person, case_id, clock.now())))

    @extend_schema(
        operation_id="case_change",
        summary="Say anew who may see your case",
        tags=[TAG],
        parameters=[IF_MATCH],
        request=shapes.ChangeCase,
        responses={200: shapes.CaseDetailSerializer, **errors(*WRITING, 404, 409, 412, 428)},
    )
    def patch(self, request: Request, case_id: UUID) -> Response:
        case, now = own_case(self.person, case_id), clock.now()
        refuse_changed(request, shown(Reading(case, self.person, CaseScope.EVIDENCE)))
        change = shapes.ChangeCase(data=request.data)
        change.is_valid(raise_exception=True)
        wanted = Visibility(change.validated_data["visibility"])
        actions.change_visibility(case=case, visibility=wanted, seen=case.visibility, by=self.person, now=now)
        return Response(shown(readable_case(self.person, case_id, now)))


class EventList(Private, ListAPIView[CaseEvent]):
    queryset = QuerySet(CaseEvent)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_CASES, "POST": Scope.WRITE_CASES}
    serializer_class = shapes.EventSerializer
    pagination_class = Pages
    orderings = ("at", "-at")
    pk_is = int

    def get_queryset(self) -> Any:
        self.reading = readable_case(self.person, self.kwargs["case_id"], clock.now())
        return timeline_of(self.reading.case, self.person)

    def get_serializer_context(self) -> dict[str, Any]:
        return {"reading": self.reading}

    @extend_schema(
        operation_id="events",
        summary="The timeline of a case",
        tags=[TAG],
        responses={200: shapes.EventSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="event_add",
        summary="Note what happened next, withdraw the case or reopen it",
        tags=[TAG],
        parameters=[KEY],
        request=shapes.NewEvent,
        responses={201: shapes.EventSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID) -> Response:
        case = own_case(self.person, case_id)
        given = shapes.NewEvent(data=request.data)
        given.is_valid(raise_exception=True)
        event = note(case, by=self.person, **given.validated_data)
        context = {"reading": Reading(case, self.person, CaseScope.EVIDENCE)}
        return Response(shapes.EventSerializer(event, context=context).data, status=201)


def note(case: Case, *, kind: str, outcome: str, words: str, by: User) -> CaseEvent:
    """The action that belongs to an event. Raises MoveRefused."""
    now, name, words = clock.now(), EventKind(kind), words.replace("\r\n", "\n")
    if name == EventKind.WITHDRAW:
        return actions.withdraw_case(case=case, by=by, now=now)
    if name == EventKind.REOPEN:
        return actions.reopen_case(case=case, actor=Actor.SELLER, words=words, by=by, now=now)
    return actions.record_progress(
        case=case, name=name, actor=Actor.SELLER, outcome=outcome, words=words, by=by, now=now
    )


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
