"""Drafts: begin, read, type, submit, discard; open a returned case for mending."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.accounts.models import User
from apps.api.answers import from_answers, to_answers
from apps.api.description import IF_MATCH, KEY, LISTING, READING, WRITING, errors, not_changed
from apps.api.etags import refuse_changed
from apps.api.idempotency import once
from apps.api.pagination import Pages
from apps.api.rights import own_case, readable_case
from apps.api.serializers import drafts as shapes
from apps.api.serializers.cases import CaseDetailSerializer
from apps.api.views.base import Private
from apps.api.views.cases import shown as shown_case
from apps.cases import actions
from apps.cases.actions import FilingIncomplete, MoveRefused
from apps.cases.models import Draft
from apps.cases.rules import Filing, Problem, read_filing
from apps.cases.selectors import answers_of, draft_held_by, open_drafts
from apps.core import clock
from apps.losses.selectors import declared_lines

TAG = "drafts"


def read(draft: Draft, person: User) -> tuple[Filing, list[Problem]]:
    return read_filing(draft.typed, zone=str(person.zone), latest_today=clock.latest_today(clock.now()))


def shown(draft: Draft, person: User) -> dict[str, Any]:
    """The draft as it is given and as `If-Match` compares it."""
    facts = {
        "id": draft.case_id,
        "reference": draft.case.reference,
        "mends": not draft.case.is_draft,
        "problems": read(draft, person)[1],
        "saved_at": draft.saved_at,
        "expires_at": draft.expires_at,
        "answers": {},
    }
    return {**shapes.DraftSerializer(facts).data, "answers": from_answers(draft.typed)}


def held(person: User, case_id: UUID) -> Draft:
    """A person's own draft. Raises Http404."""
    try:
        return draft_held_by(case_id, person=person)
    except Draft.DoesNotExist as error:
        raise Http404 from error


def typed_in(request: Request, draft: Draft | None = None) -> Any:
    """The answers of a request as texts. Raises ValidationError where their shape is wrong."""
    given = shapes.DraftAnswers(data=request.data)
    given.is_valid(raise_exception=True)
    return to_answers(given.validated_data, draft.typed if draft else {})


class DraftList(Private, ListAPIView[Draft]):
    queryset = QuerySet(Draft)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_CASES, "POST": Scope.WRITE_CASES}
    serializer_class = shapes.DraftLine
    pagination_class = Pages
    orderings = ("-saved_at", "saved_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        return open_drafts(person=self.person)

    @extend_schema(
        operation_id="drafts",
        summary="Your drafts",
        tags=[TAG],
        responses={200: shapes.DraftLine(many=True), **not_changed(), **errors(*LISTING)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="draft_begin",
        summary="Begin a draft, empty or with answers",
        tags=[TAG],
        parameters=[KEY],
        request=shapes.DraftAnswers,
        responses={201: shapes.DraftSerializer, **errors(*WRITING, 409, 422)},
    )
    @once
    def post(self, request: Request) -> Response:
        now, answers = clock.now(), typed_in(request)
        case = actions.start_case(by=self.person, now=now)
        draft = actions.save_steps(draft=case.draft, steps=answers, now=now)
        return Response(shown(draft, self.person), status=201)


class DraftDetail(Private):
    needs: ClassVar = {"GET": Scope.READ_CASES, "PATCH": Scope.WRITE_CASES, "DELETE": Scope.WRITE_CASES}

    @extend_schema(
        operation_id="draft",
        summary="One draft, and what it lacks",
        tags=[TAG],
        responses={200: shapes.DraftSerializer, **not_changed(), **errors(*READING, 404)},
    )
    def get(self, request: Request, case_id: UUID) -> Response:
        return Response(shown(held(self.person, case_id), self.person))

    @extend_schema(
        operation_id="draft_change",
        summary="Change answers of a draft; they are kept right or wrong",
        tags=[TAG],
        parameters=[IF_MATCH],
        request=shapes.DraftAnswers,
        responses={200: shapes.DraftSerializer, **errors(*WRITING, 404, 409, 412, 428)},
    )
    def patch(self, request: Request, case_id: UUID) -> Response:
        draft = held(self.person, case_id)
        refuse_changed(request, shown(draft, self.person))
        saved = actions.save_steps(draft=draft, steps=typed_in(request, draft), now=clock.now())
        return Response(shown(saved, self.person))

    @extend_schema(
        operation_id="draft_discard",
        summary="Delete a draft; of a returned case only its changes",
        tags=[TAG],
        responses={204: None, **errors(*READING, 404)},
    )
    def delete(self, request: Request, case_id: UUID) -> Response:
        actions.discard_draft(case=held(self.person, case_id).case, by=self.person, now=clock.now())
        return Response(status=204)


class DraftSubmit(Private):
    needs: ClassVar = {"POST": Scope.WRITE_CASES}

    @extend_schema(
        operation_id="draft_submit",
        summary="Submit a draft: a moderator reads the case",
        tags=[TAG],
        parameters=[KEY],
        request=None,
        responses={200: CaseDetailSerializer, **errors(*WRITING, 404, 409, 412, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID) -> Response:
        draft, now = self.unsubmitted(case_id), clock.now()
        filing, problems = read(draft, self.person)
        if problems:
            raise FilingIncomplete(problems)
        actions.submit_case(case=draft.case, filing=filing, read_from=draft, by=self.person, now=now)
        return Response(shown_case(readable_case(self.person, case_id, now)))

    def unsubmitted(self, case_id: UUID) -> Draft:
        """The draft. Raises MoveRefused when it was submitted already, Http404."""
        try:
            return held(self.person, case_id)
        except Http404:
            own_case(self.person, case_id)
            raise MoveRefused(_("This case has been submitted already.")) from None


class CaseMend(Private):
    needs: ClassVar = {"POST": Scope.WRITE_CASES}

    @extend_schema(
        operation_id="case_mend",
        summary="Open a returned case for mending: its answers as a draft",
        tags=[TAG],
        request=None,
        responses={200: shapes.DraftSerializer, **errors(*WRITING, 404, 409)},
    )
    def post(self, request: Request, case_id: UUID) -> Response:
        case = own_case(self.person, case_id)
        answers = answers_of(case, declared_lines(case.ledger))
        draft = actions.reopen_draft(case=case, answers=answers, by=self.person, now=clock.now())
        return Response(shown(draft, self.person))
