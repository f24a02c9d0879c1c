"""What the list of a person's cases can be narrowed and ordered by; everything stands in the address."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case as Either
from django.db.models import F, IntegerField, QuerySet, Value, When
from django.forms import DateInput
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters.filters import CharFilter, ChoiceFilter, DateFilter
from django_filters.filterset import FilterSet

from apps.cases.enums import State
from apps.cases.models import Case
from apps.cases.search import Reach, accounts_named, search_cases
from apps.core.moments import say_date
from apps.incidents.models import Incident
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, PLATFORMS
from apps.web.forms.choices import ALLEGATION_GROUPS, CASE_TYPE_GROUPS, grouped

DAY = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
ORDERS = {
    "newest": (_("Newest first"), (F("created_at").desc(),)),
    "oldest": (_("Oldest first"), (F("created_at").asc(),)),
    "moved": (_("Last step first"), (F("moved_at").desc(),)),
    "notice": (_("Latest notice first"), (F("notice_date").desc(nulls_last=True),)),
    "platform": (_("By platform"), (F("platform").asc(), F("created_at").desc())),
}
DEFAULT_ORDER = "newest"
ALWAYS_SHOWN = ("q", "state", "platform", "order")


@dataclass(frozen=True)
class Chip:
    """One thing the list is narrowed to, and the address without it."""

    name: str
    value: str
    without: str


class CaseFilter(FilterSet):
    """Each field is named here; nothing else of a case can be asked for, and nothing else can order the list."""

    q = CharFilter(method="by_text", label=_("Search"), max_length=100)
    state = ChoiceFilter(label=_("State"), empty_label=_("Every state"), choices=State.choices)
    platform = ChoiceFilter(label=_("Platform"), empty_label=_("All platforms"))
    order = ChoiceFilter(
        method="by_order",
        label=_("Order"),
        empty_label=None,
        choices=[(name, words) for name, (words, _columns) in ORDERS.items()],
    )
    case_type = ChoiceFilter(label=_("What was done"), empty_label=_("Everything"))
    allegation = ChoiceFilter(label=_("Reason given"), empty_label=_("Every reason"))
    incident = ChoiceFilter(field_name="placement__incident__slug", label=_("Incident"), empty_label=_("Any or none"))
    since = DateFilter(field_name="notice_date", lookup_expr="gte", label=_("Notice from"), widget=DAY)
    until = DateFilter(field_name="notice_date", lookup_expr="lte", label=_("Notice until"), widget=DAY)

    def __init__(self, *args: Any, reach: Reach, incidents: list[Incident], near: bool = False, **kwargs: Any) -> None:
        self.reach, self.near = reach, near
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.filters["platform"].extra["choices"] = PLATFORMS.choices()
        self.filters["case_type"].extra["choices"] = grouped(CASE_TYPES, CASE_TYPE_GROUPS)[1:]
        self.filters["allegation"].extra["choices"] = grouped(ALLEGATIONS, ALLEGATION_GROUPS)[1:]
        self.filters["incident"].extra["choices"] = [(incident.slug, str(incident)) for incident in incidents]
        self.form.fields["q"].widget.attrs.update({"type": "search", "placeholder": _("Word, store, order number …")})

    def filter_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """Narrowed, then ordered so that no two cases change places between two pages."""
        narrowed: QuerySet[Case] = super().filter_queryset(queryset)  # type: ignore[no-untyped-call]
        asked = self.form.cleaned_data.get("order") or DEFAULT_ORDER
        columns = list(ORDERS[asked][1])
        if self.text and asked == DEFAULT_ORDER:  # what is called so before what only mentions it
            named = When(account__in=accounts_named(self.text, reach=self.reach), then=Value(0))
            columns.insert(0, Either(named, default=Value(1), output_field=IntegerField()).asc())
        return narrowed.order_by(*columns, "id")

    def by_text(self, cases: QuerySet[Case], name: str, text: str) -> QuerySet[Case]:
        return search_cases(cases, text, reach=self.reach, near=self.near)

    def by_order(self, cases: QuerySet[Case], name: str, order: str) -> QuerySet[Case]:
        return cases  # all of it at once, in filter_queryset

    @property
    def text(self) -> str:
        """What was searched for."""
        return str(self.form.cleaned_data.get("q", "")) if self.form.is_valid() or self.form.cleaned_data else ""

    @cached_property
    def count(self) -> int:
        """How many cases there are."""
        return int(self.qs.count())

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks for, as far as it was understood, in the order of the form."""
        self.form.is_valid()
        understood = {name: self.form.data.get(name, "") for name in self.filters if self.form.cleaned_data.get(name)}
        if understood.get("order") == DEFAULT_ORDER:
            del understood["order"]
        return understood

    @property
    def query(self) -> str:
        """The same as it is written into an address, always in one way."""
        return urlencode(self.asked)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for beside another order."""
        return any(self.form.data.get(name) for name in self.filters if name != "order")

    @property
    def chips(self) -> list[Chip]:
        """What the list is narrowed to, piece by piece."""
        asked = self.asked
        without = {name: urlencode({key: said for key, said in asked.items() if key != name}) for name in asked}
        narrowing = [name for name in asked if name != "order"]
        return [Chip(str(self.form.fields[name].label), self._words(name), without[name]) for name in narrowing]

    def _words(self, name: str) -> str:
        value = self.form.cleaned_data[name]
        if name in ("since", "until"):
            return say_date(value)
        choices = getattr(self.form.fields[name], "choices", ())
        return next((str(label) for code, label in _flat(choices) if code == value), str(value))

    @property
    def first_fields(self) -> list[Any]:
        return [self.form[name] for name in ALWAYS_SHOWN]

    @property
    def more_fields(self) -> list[Any]:
        """The others; that of incidents only where there are any."""
        rest = [name for name in self.filters if name not in ALWAYS_SHOWN]
        return [self.form[name] for name in rest if name != "incident" or self.filters["incident"].extra["choices"]]

    @property
    def more_is_used(self) -> bool:
        return any(self.form.data.get(name) for name in self.filters if name not in ALWAYS_SHOWN)


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label
