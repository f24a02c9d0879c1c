"""What an association holds: mandates, and cases that sellers share with it. For members with a second factor."""

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
from apps.accounts.selectors import has_second_factor
from apps.api.description import LISTING, errors, not_changed
from apps.api.filters import CaseFilter
from apps.api.pagination import Pages
from apps.api.serializers.cases import CaseSerializer
from apps.api.serializers.mandates import MandateSerializer
from apps.api.views.base import Private
from apps.associations.enums import Role, Verb
from apps.associations.models import Association
from apps.associations.rules import roles_for
from apps.associations.selectors import membership_at
from apps.associations.selectors.work import shared_cases
from apps.campaigns.models import Mandate
from apps.campaigns.selectors.mandates import mandates_held_by
from apps.cases.models import Case
from apps.core import clock

TAG = "associations"


def association_of(person: User, slug: str, verb: Verb) -> Association:
    """The body of this address, for members who may do this and have a second factor. Raises Http404."""
    membership = membership_at(slug, person)
    if membership is None or Role(membership.role) not in roles_for(verb) or not has_second_factor(person):
        raise Http404
    return membership.association


class MandateList(Private, ListAPIView[Mandate]):
    queryset = QuerySet(Mandate)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_GRANTS}
    serializer_class = MandateSerializer
    pagination_class = Pages
    orderings = ("-signed_at", "signed_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        association = association_of(self.person, self.kwargs["slug"], Verb.EXPORT_CASES)
        return mandates_held_by(association, now=clock.now())

    @extend_schema(
        operation_id="mandates",
        summary="For whom your association may act at this moment",
        tags=[TAG],
        responses={200: MandateSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class SharedCaseList(Private, ListAPIView[Case]):
    queryset = QuerySet(Case)  # for the description; get_queryset asks with the right
    needs: ClassVar = {"GET": Scope.READ_CASES}
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    pagination_class = Pages
    orderings = ("-created_at", "created_at", "-moved_at", "moved_at")
    pk_is = UUID

    def get_queryset(self) -> Any:
        association = association_of(self.person, self.kwargs["slug"], Verb.READ_CASES)
        return shared_cases(association, now=clock.now())

    @extend_schema(
        operation_id="association_cases",
        summary="Cases that sellers share with your association at this moment",
        tags=[TAG],
        responses={200: CaseSerializer(many=True), **not_changed(), **errors(*LISTING, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)
