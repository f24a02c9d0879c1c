"""What lists can be narrowed by. Every field is named here; nothing else of a row can be asked for."""

from typing import Any

from django.db.models import QuerySet
from django_filters.filters import ChoiceFilter, DateFilter
from django_filters.filterset import FilterSet

from apps.cases.enums import Answer, AppealState, State, Track
from apps.deadlines.enums import DeadlineState
from apps.incidents.models import Incident
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, MARKETPLACES, PLATFORMS, Terms


def coded(terms: Terms, **more: Any) -> ChoiceFilter:
    return ChoiceFilter(choices=[(code, code) for code in terms], **more)


class CaseFilter(FilterSet):
    """Facts of a case that its reader reads anyway."""

    state = ChoiceFilter(choices=State.choices)
    platform = coded(PLATFORMS)
    marketplace = coded(MARKETPLACES)
    case_type = coded(CASE_TYPES)
    allegation = coded(ALLEGATIONS)
    created_from = DateFilter(field_name="created_at", lookup_expr="date__gte", help_text="On this day (UTC) or later.")
    created_to = DateFilter(field_name="created_at", lookup_expr="date__lte", help_text="On this day (UTC) or before.")


class DateFilters(FilterSet):
    """Facts of a person's own dates."""

    state = ChoiceFilter(choices=DeadlineState.choices)
    due_from = DateFilter(field_name="due_day", lookup_expr="gte", help_text="Due on this day or later.")
    due_to = DateFilter(field_name="due_day", lookup_expr="lte", help_text="Due on this day or before.")


class AppealFilter(FilterSet):
    """Facts of the attempts of one's own case."""

    state = ChoiceFilter(choices=AppealState.choices)
    track = ChoiceFilter(choices=Track.choices)
    answer = ChoiceFilter(choices=Answer.choices, help_text="The newest answer.")


class IncidentFilter(FilterSet):
    """Facts of public incidents."""

    platform = coded(PLATFORMS)
    case_type = coded(CASE_TYPES, method="by_kind")

    def by_kind(self, incidents: QuerySet[Incident], name: str, kind: str) -> QuerySet[Incident]:
        return incidents.filter(case_types__contains=[kind])
