"""Sharing a case, by its owner: who may read it, inviting, ending."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Scope
from apps.api.description import KEY, LISTING, READING, WRITING, errors, not_changed
from apps.api.idempotency import once
from apps.api.pagination import Pages
from apps.api.rights import own_case
from apps.api.serializers import grants as shapes
from apps.api.views.base import Private
from apps.cases import actions
from apps.cases.enums import Scope as CaseScope
from apps.cases.models import CaseGrant, CaseInvitation
from apps.cases.selectors import grants_of, open_invitations, readers_of
from apps.core import clock

TAG = "grants"


class GrantList(Private, ListAPIView[CaseGrant]):
    queryset = QuerySet(CaseGrant)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_GRANTS}
    serializer_class = shapes.GrantSerializer
    pagination_class = Pages
    orderings = ("granted_at", "-granted_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        return readers_of(own_case(self.person, self.kwargs["case_id"]), now=clock.now())

    @extend_schema(
        operation_id="grants",
        summary="Who may read your case",
        tags=[TAG],
        responses={200: shapes.GrantSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class GrantDetail(Private):
    needs: ClassVar = {"PATCH": Scope.WRITE_GRANTS, "DELETE": Scope.WRITE_GRANTS}

    @extend_schema(
        operation_id="grant_change",
        summary="Another scope or end: a new sharing, with an `id` of its own, takes the place of this one",
        tags=[TAG],
        request=shapes.ChangeGrant,
        responses={200: shapes.GrantSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    def patch(self, request: Request, case_id: UUID, grant_id: UUID) -> Response:
        case, now = own_case(self.person, case_id), clock.now()
        grant = readers_of(case, now=now).filter(pk=grant_id).first()
        if grant is None:
            raise Http404
        given = shapes.ChangeGrant(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        scope = CaseScope(said["scope"]) if "scope" in said else None
        ends_at = said.get("ends_at", grant.ends_at)
        changed = actions.change_access(grant=grant, scope=scope, ends_at=ends_at, by=self.person, now=now)
        return Response(shapes.GrantSerializer(readers_of(case, now=now).get(pk=changed.pk)).data)

    @extend_schema(
        operation_id="grant_revoke",
        summary="End a sharing at once, everywhere; twice is as once",
        tags=[TAG],
        responses={204: None, **errors(*READING, 404)},
    )
    def delete(self, request: Request, case_id: UUID, grant_id: UUID) -> Response:
        grant = grants_of(own_case(self.person, case_id)).filter(pk=grant_id).first()
        if grant is None:
            raise Http404
        actions.revoke_access(grant=grant, by=self.person, now=clock.now())
        return Response(status=204)


class InvitationList(Private, ListAPIView[CaseInvitation]):
    queryset = QuerySet(CaseInvitation)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_GRANTS, "POST": Scope.WRITE_GRANTS}
    serializer_class = shapes.InvitationSerializer
    pagination_class = Pages
    orderings = ("-invited_at", "invited_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        return open_invitations(own_case(self.person, self.kwargs["case_id"]), now=clock.now())

    @extend_schema(
        operation_id="invitations",
        summary="Who is invited and has not answered yet",
        tags=[TAG],
        responses={200: shapes.InvitationSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="invite",
        summary="Invite somebody by e-mail to read your case",
        tags=[TAG],
        parameters=[KEY],
        request=shapes.NewInvitation,
        responses={201: shapes.InvitationSerializer, **errors(*WRITING, 404, 409, 422)},
    )
    @once
    def post(self, request: Request, case_id: UUID) -> Response:
        case = own_case(self.person, case_id)
        given = shapes.NewInvitation(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        invitation = actions.invite_reader(
            case=case,
            address=said["address"],
            scope=CaseScope(said["scope"]),
            ends_at=said["ends_at"],
            sharer_name=said["sharer_name"],
            language=get_language() or "en",
            by=self.person,
            now=clock.now(),
        )
        return Response(shapes.InvitationSerializer(invitation).data, status=201)


class InvitationDetail(Private):
    needs: ClassVar = {"DELETE": Scope.WRITE_GRANTS}

    @extend_schema(
        operation_id="invitation_withdraw",
        summary="Take back an invitation that nobody accepted yet",
        tags=[TAG],
        responses={204: None, **errors(*READING, 404)},
    )
    def delete(self, request: Request, case_id: UUID, invitation_id: UUID) -> Response:
        now = clock.now()
        waiting = open_invitations(own_case(self.person, case_id), now=now)
        invitation = waiting.filter(pk=invitation_id).first()
        if invitation is None:
            raise Http404
        actions.withdraw_invitation(invitation=invitation, by=self.person, now=now)
        return Response(status=204)
