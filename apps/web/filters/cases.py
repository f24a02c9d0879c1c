"""What the list of a person's cases can be narrowed by; everything stands in the address."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.filters import CharFilter, ChoiceFilter
from django_filters.filterset import FilterSet

from apps.accounts.models import User
from apps.cases.enums import State
from apps.cases.models import Case
from apps.cases.search import reach_of, search_cases
from apps.marketplaces.enums import CASE_TYPES, PLATFORMS
from apps.web.forms.choices import CASE_TYPE_GROUPS, grouped


class CaseFilter(FilterSet):
    """Each field is named here; nothing else of a case can be asked for."""

    q = CharFilter(method="by_text", label=_("Search"), max_length=100)
    state = ChoiceFilter(label=_("State"), empty_label=_("Every state"), choices=State.choices)
    platform = ChoiceFilter(label=_("Platform"), empty_label=_("All platforms"))
    case_type = ChoiceFilter(label=_("What was done"), empty_label=_("Everything"))

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        self.reader = reader
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.filters["platform"].extra["choices"] = PLATFORMS.choices()
        self.filters["case_type"].extra["choices"] = grouped(CASE_TYPES, CASE_TYPE_GROUPS)[1:]
        self.form.fields["q"].widget.attrs.update({"type": "search", "placeholder": _("Reference, store, word …")})

    def by_text(self, cases: QuerySet[Case], name: str, text: str) -> QuerySet[Case]:
        return search_cases(cases, text, reach=reach_of(self.reader))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(self.form.data.get(name) for name in self.filters)
