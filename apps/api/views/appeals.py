"""Appeals of one's cases: the attempts, one of them, what it said before, how often one may."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.api.answers import plain
from apps.api.appeals import appeals_for, files_in, own_appeal, shown, shown_limit, shown_to, typed
from apps.api.description import IF_MATCH, KEY, LISTING, READING, WRITING, errors, not_changed
from apps.api.errors import no_such
from apps.api.etags import refuse_changed
from apps.api.filters import AppealFilter
from apps.api.idempotency import once
from apps.api.pagination import Pages
from apps.api.rights import own_case
from apps.api.serializers import appeal_writing as said_shapes
from apps.api.serializers import appeals as shapes
from apps.api.views.base import Private
from apps.cases import actions
from apps.cases.enums import Track
from apps.cases.models import Appeal, AppealVersion, Case
from apps.cases.selectors.appeals import appeals_of, versions_of
from apps.core import clock

TAG = "appeals"


class AppealList(Private, ListAPIView[Appeal]):
    queryset = QuerySet(Appeal)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_APPEALS, "POST": Scope.WRITE_APPEALS}
    serializer_class = shapes.AppealSerializer
    filterset_class = AppealFilter
    pagination_class = Pages
    orderings = ("started_at", "-started_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        return appeals_for(self.person, self.kwargs["case_id"], clock.now())

    @extend_schema(
        operation_id="appeals",
        summary="The attempts of your case; of one shared with you whole those that were sent",
        tags=[TAG],
        responses={200: shapes.AppealSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="appeal_begin",
        summary="Begin the next attempt, empty or with the text of an earlier one",
        tags=[TAG],
        parameters=[KEY],
        request=said_shapes.NewAppeal,
        responses={201: shapes.AppealDetailSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID) -> Response:
        case, now = own_case(self.person, case_id), clock.now()
        given = said_shapes.NewAppeal(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        copies = self.earlier(case, said["copies"])
        appeal = actions.start_appeal(case=case, track=Track(said["track"]), copies=copies, by=self.person, now=now)
        return Response(shown(own_appeal(self.person, case_id, appeal.number)), status=201)

    def earlier(self, case: Case, number: int | None) -> Appeal | None:
        """The attempt whose text is taken over. Raises Trouble where there is none of that number."""
        found = None if number is None else appeals_of(case).filter(number=number).first()
        if number is not None and found is None:
            raise no_such("copies", _("This case has no such attempt."))
        return found


class AppealDetail(Private):
    needs: ClassVar = {"GET": Scope.READ_APPEALS, "PATCH": Scope.WRITE_APPEALS}

    @extend_schema(
        operation_id="appeal",
        summary="One attempt: its text, files, second reader, checklist, sending and answers",
        tags=[TAG],
        responses={200: shapes.AppealDetailSerializer, **not_changed(), **errors(*READING, 404)},
    )
    def get(self, request: Request, case_id: UUID, number: int) -> Response:
        return Response(shown_to(self.person, case_id, number, clock.now()))

    @extend_schema(
        operation_id="appeal_change",
        summary="Write on: parts, questions, track, which files go with it",
        tags=[TAG],
        parameters=[IF_MATCH],
        request=said_shapes.AppealChange,
        responses={200: shapes.AppealDetailSerializer, **errors(*WRITING, 404, 409, 412, 422, 428)},
    )
    def patch(self, request: Request, case_id: UUID, number: int) -> Response:
        appeal = own_appeal(self.person, case_id, number)
        refuse_changed(request, shown(appeal))
        given = said_shapes.AppealChange(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        saved = actions.save_appeal(
            appeal=appeal,
            text=typed(appeal.typed, said),
            files=[entry.pk for entry in files_in(appeal.case, "files", said["files"])] if "files" in said else None,
            seen=appeal.mark,
            writer=actions.new_mark(),
            keep=said["keep"],
            by=self.person,
            now=clock.now(),
        )
        return Response(shown(saved))


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
    needs: ClassVar = {"GET": Scope.READ_APPEALS, "POST": Scope.WRITE_APPEALS}

    @extend_schema(
        operation_id="appeal_limit",
        summary="How often the platform allows an appeal, and how many are left",
        tags=[TAG],
        responses={200: shapes.AppealLimitSerializer, **not_changed(), **errors(*READING, 404)},
    )
    def get(self, request: Request, case_id: UUID) -> Response:
        return Response(shown_limit(own_case(self.person, case_id)))

    @extend_schema(
        operation_id="appeal_limit_state",
        summary="Say how often the platform allows an appeal, with its words; what was said before stays on record",
        tags=[TAG],
        parameters=[KEY],
        request=said_shapes.NewLimit,
        responses={201: shapes.AppealLimitSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID) -> Response:
        case = own_case(self.person, case_id)
        given = said_shapes.NewLimit(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        words = plain(said["words"])
        actions.state_limit(case=case, allowed=said["allowed"], words=words, by=self.person, now=clock.now())
        return Response(shown_limit(case), status=201)
