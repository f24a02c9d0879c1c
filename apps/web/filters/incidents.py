"""What the list of incidents can be narrowed by; everything stands in the address."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.filters import CharFilter, ChoiceFilter
from django_filters.filterset import FilterSet

from apps.incidents.models import Incident
from apps.incidents.selectors import Occurring, search_incidents
from apps.marketplaces.enums import CASE_TYPES, PLATFORMS

UNDATED = "undated"


class IncidentFilter(FilterSet):
    """Each field is named here; nothing else of an incident can be asked for."""

    q = CharFilter(method="by_text", label=_("Search"), max_length=100)
    platform = ChoiceFilter(label=_("Platform"), empty_label=_("All platforms"))
    year = ChoiceFilter(method="by_year", label=_("Year"), empty_label=_("All years"))
    kind = ChoiceFilter(method="by_kind", label=_("What happened"), empty_label=_("Everything"))

    def __init__(self, *args: Any, occurring: Occurring, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        years = [(str(year), str(year)) for year in occurring.years]
        undated = [(UNDATED, _("Date not known"))] if occurring.has_undated else []
        self.filters["platform"].extra["choices"] = [(code, PLATFORMS.label(code)) for code in occurring.platforms]
        self.filters["year"].extra["choices"] = [*years, *undated]
        self.filters["kind"].extra["choices"] = [(code, CASE_TYPES.label(code)) for code in occurring.kinds]
        self.form.fields["q"].widget.attrs.update({"type": "search", "placeholder": _("Amazon, 封号, Guangzhou …")})

    def by_text(self, incidents: QuerySet[Incident], name: str, text: str) -> QuerySet[Incident]:
        return search_incidents(incidents, text)

    def by_year(self, incidents: QuerySet[Incident], name: str, year: str) -> QuerySet[Incident]:
        if year == UNDATED:
            return incidents.filter(started_on__isnull=True)
        return incidents.filter(started_on__year=int(year))

    def by_kind(self, incidents: QuerySet[Incident], name: str, kind: str) -> QuerySet[Incident]:
        return incidents.filter(case_types__contains=[kind])

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(self.form.data.get(name) for name in self.filters)
