"""What is open to everybody: vocabulary, marketplaces, incidents."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import override
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.description import errors, not_changed
from apps.api.filters import IncidentFilter
from apps.api.pagination import Pages
from apps.api.serializers import public as shapes
from apps.api.views.base import Public
from apps.cases.enums import Answer, AppealChannel, AppealState, EventKind, State, Track, Visibility
from apps.core.money import CURRENCIES
from apps.incidents.models import Incident
from apps.incidents.selectors import public_incident, public_incidents
from apps.marketplaces import enums as vocabulary


def labelled(choices: Any) -> list[dict[str, str]]:
    """The words of an enumeration in both languages."""
    words: dict[str, dict[str, str]] = {}
    for language, key in (("en", "en"), ("zh-hans", "zh")):
        with override(language):
            for code, label in choices.choices:
                words.setdefault(code, {"code": code})[key] = str(label)
    return list(words.values())


class VocabularyView(Public):
    @extend_schema(
        operation_id="vocabulary",
        summary="Every code with its words in both languages",
        tags=["open to everybody"],
        responses={200: shapes.VocabularySerializer, **not_changed(), **errors(400, 406, 429)},
    )
    def get(self, request: Request) -> Response:
        words = {
            "platform": vocabulary.PLATFORMS.values(),
            "case_type": vocabulary.CASE_TYPES.values(),
            "allegation": vocabulary.ALLEGATIONS.values(),
            "outcome": vocabulary.OUTCOMES.values(),
            "loss_component": vocabulary.LOSS_COMPONENTS.values(),
            "evidence_kind": vocabulary.EVIDENCE_KINDS.values(),
            "state": labelled(State),
            "visibility": labelled(Visibility),
            "event_kind": labelled(EventKind),
            "appeal_track": labelled(Track),
            "appeal_state": labelled(AppealState),
            "appeal_channel": labelled(AppealChannel),
            "appeal_answer": labelled(Answer),
            "currency": CURRENCIES,
        }
        return Response(shapes.VocabularySerializer(words).data)


class MarketplaceList(Public):
    known_parameters = ("platform",)

    @extend_schema(
        operation_id="marketplaces",
        summary="The marketplaces of the platforms",
        tags=["open to everybody"],
        parameters=[shapes.MarketplaceQuery],
        responses={200: shapes.MarketplacesSerializer, **not_changed(), **errors(400, 406, 429)},
    )
    def get(self, request: Request) -> Response:
        asked = shapes.MarketplaceQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        platform = asked.validated_data.get("platform")
        places = vocabulary.marketplaces_of(platform) if platform else list(vocabulary.MARKETPLACES.values())
        return Response(shapes.MarketplacesSerializer({"results": places}).data)


class IncidentList(Public, ListAPIView[Incident]):
    queryset = QuerySet(Incident)  # for the description; get_queryset asks with the right
    serializer_class = shapes.IncidentSerializer
    filterset_class = IncidentFilter
    pagination_class = Pages
    orderings = ("-changed_at", "changed_at")
    pk_is = int

    def get_queryset(self) -> Any:
        return public_incidents()

    @extend_schema(
        operation_id="incidents",
        summary="Waves of similar cases",
        tags=["open to everybody"],
        responses={200: shapes.IncidentSerializer(many=True), **not_changed(), **errors(400, 406, 422, 429)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)


class IncidentDetail(Public):
    @extend_schema(
        operation_id="incident",
        summary="One incident with everything said about it",
        tags=["open to everybody"],
        responses={200: shapes.IncidentDetailSerializer, **not_changed(), **errors(400, 404, 406, 429)},
    )
    def get(self, request: Request, slug: str) -> Response:
        try:
            incident = public_incident(slug)
        except Incident.DoesNotExist as error:
            raise Http404 from error
        return Response(shapes.IncidentDetailSerializer(incident).data)
