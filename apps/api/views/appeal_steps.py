"""Deciding about an attempt, noting that it was sent and what came back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.accounts.models import User
from apps.api.answers import plain
from apps.api.appeals import files_in, own_appeal, sending_in, shown
from apps.api.description import KEY, WRITING, errors
from apps.api.errors import no_such
from apps.api.idempotency import once
from apps.api.rights import own_case
from apps.api.serializers import appeal_writing as said_shapes
from apps.api.serializers import appeals as shapes
from apps.api.views.appeals import TAG
from apps.api.views.base import Private
from apps.cases import actions
from apps.cases.enums import Answer, Track
from apps.cases.models import Appeal
from apps.cases.selectors import readers_of
from apps.cases.selectors.appeals import versions_of
from apps.core import clock

Said = dict[str, Any]
Step = Callable[[Appeal, Said, User, datetime], object]


def _ask(appeal: Appeal, said: Said, by: User, now: datetime) -> object:
    """Raises Trouble where there is no such sharing."""
    person = None
    if said["reader"] is not None:
        grant = readers_of(appeal.case, now=now).filter(pk=said["reader"]).first()
        if grant is None:
            raise no_such("reader", _("Nobody can read this case by such a sharing."))
        person = grant.person
    return actions.ask_reader(appeal=appeal, person=person, by=by, now=now)


def _restore(appeal: Appeal, said: Said, by: User, now: datetime) -> object:
    """Raises Trouble where there is no such version."""
    version = next((one for one in versions_of(appeal) if one.number == said["version"]), None)
    if version is None:
        raise no_such("version", _("This appeal has no such version."))
    return actions.restore_version(appeal=appeal, version=version, writer=actions.new_mark(), by=by, now=now)


STEPS: dict[str, Step] = {
    "ask": _ask,
    "alone": lambda appeal, said, by, now: actions.go_alone(appeal=appeal, typed=said["typed"], by=by, now=now),
    "finish": lambda appeal, said, by, now: actions.finish_appeal(
        appeal=appeal, confirmed=said["confirmed"], by=by, now=now
    ),
    "change": lambda appeal, said, by, now: actions.change_again(appeal=appeal, by=by, now=now),
    "restore": _restore,
    "withdraw": lambda appeal, said, by, now: actions.withdraw_appeal(appeal=appeal, by=by, now=now),
}


class Steps(Private):
    needs: ClassVar = {"POST": Scope.WRITE_APPEALS}

    @extend_schema(
        operation_id="appeal_step",
        summary="Ask a second reader, do without, finish, change again, take an earlier version up, give up",
        tags=[TAG],
        parameters=[KEY],
        request=said_shapes.NewStep,
        responses={200: shapes.AppealDetailSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID, number: int) -> Response:
        appeal = own_appeal(self.person, case_id, number)
        given = said_shapes.NewStep(data=request.data)
        given.is_valid(raise_exception=True)
        STEPS[given.validated_data["step"]](appeal, given.validated_data, self.person, clock.now())
        return Response(shown(own_appeal(self.person, case_id, number)))


class Sending(Private):
    needs: ClassVar = {"POST": Scope.WRITE_APPEALS}

    @extend_schema(
        operation_id="appeal_sent",
        summary="Note that you sent the attempt on the platform: its text is locked, its dates follow",
        tags=[TAG],
        parameters=[KEY],
        request=said_shapes.NewSent,
        responses={200: shapes.AppealDetailSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID, number: int) -> Response:
        appeal = own_appeal(self.person, case_id, number)
        given = said_shapes.NewSent(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        actions.submit_appeal(
            appeal=appeal,
            sent=sending_in(said),
            already=said["already"],
            words=plain(said["words"]),
            by=self.person,
            now=clock.now(),
        )
        return Response(shown(own_appeal(self.person, case_id, number)))


class SentElsewhere(Private):
    needs: ClassVar = {"POST": Scope.WRITE_APPEALS}

    @extend_schema(
        operation_id="appeal_elsewhere",
        summary="Note an attempt that was written and sent elsewhere",
        tags=[TAG],
        parameters=[KEY],
        request=said_shapes.NewElsewhere,
        responses={201: shapes.AppealDetailSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID) -> Response:
        case = own_case(self.person, case_id)
        given = said_shapes.NewElsewhere(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        appeal = actions.record_sent_appeal(
            case=case,
            track=Track(said["track"]),
            sent=sending_in(said),
            text=plain(said["text"]),
            words=plain(said["words"]),
            by=self.person,
            now=clock.now(),
        )
        return Response(shown(own_appeal(self.person, case_id, appeal.number)), status=201)


class Answers(Private):
    needs: ClassVar = {"POST": Scope.WRITE_APPEALS}

    @extend_schema(
        operation_id="appeal_answer",
        summary="Note what the platform said to a sent attempt; the case moves with it",
        tags=[TAG],
        parameters=[KEY],
        request=said_shapes.NewAnswer,
        responses={201: shapes.AppealAnswerSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID, number: int) -> Response:
        appeal = own_appeal(self.person, case_id, number)
        given = said_shapes.NewAnswer(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        files = [] if said["file"] is None else files_in(appeal.case, "file", [said["file"]])
        answer = actions.record_answer(
            appeal=appeal,
            answer=Answer(said["answer"]),
            day=said["day"],
            words=plain(said["words"]),
            note=plain(said["note"]),
            outcome=said["outcome"],
            entry=files[0] if files else None,
            seen=said["seen"],
            by=self.person,
            now=clock.now(),
        )
        return Response(shapes.AppealAnswerSerializer(answer).data, status=201)
