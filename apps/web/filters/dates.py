"""What the list and the month of a person's dates can be narrowed by; everything stands in the address."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.filters import ChoiceFilter
from django_filters.filterset import FilterSet

from apps.accounts.models import User
from apps.deadlines.enums import DECIDED, DeadlineState
from apps.deadlines.models import Deadline
from apps.deadlines.selectors import deadlines_of, references_of

WHOSE = [("me", _("What I have to do")), ("others", _("What others owe")), ("opens", _("What becomes possible"))]
STATES = [("open", _("To come")), ("over", _("Over, nothing noted")), ("decided", _("Decided"))]
PERSONAL = "none"


class DateFilter(FilterSet):
    """Each field is named here; nothing else of a date can be asked for."""

    whose = ChoiceFilter(label=_("Whose turn"), empty_label=_("Everybody's"), choices=WHOSE, method="by_side")
    state = ChoiceFilter(label=_("Where it stands"), empty_label=_("Every state"), choices=STATES, method="by_state")
    case = ChoiceFilter(label=_("Case"), empty_label=_("All cases"), method="by_case")

    def __init__(self, *args: Any, person: User, now: Any, **kwargs: Any) -> None:
        kwargs["queryset"] = deadlines_of(person)
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.now = now
        known = [(reference, reference) for reference in references_of(person)]
        self.filters["case"].extra["choices"] = [*known, (PERSONAL, _("In no case"))]

    def by_side(self, dates: QuerySet[Deadline], name: str, whose: str) -> QuerySet[Deadline]:
        sides: dict[str, dict[str, Any]] = {
            "me": {"act_by__isnull": False},
            "others": {"late_after__isnull": False},
            "opens": {"act_by": None, "late_after": None},
        }
        return dates.filter(**sides[whose])

    def by_state(self, dates: QuerySet[Deadline], name: str, state: str) -> QuerySet[Deadline]:
        if state == "decided":
            return dates.filter(state__in=DECIDED)
        dates = dates.filter(state__in=[DeadlineState.OPEN, DeadlineState.PAST])
        return dates.filter(at__gt=self.now) if state == "open" else dates.filter(at__lte=self.now)

    def by_case(self, dates: QuerySet[Deadline], name: str, reference: str) -> QuerySet[Deadline]:
        if reference == PERSONAL:
            return dates.filter(docket__is_personal=True)
        return dates.filter(docket__reference=reference)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(self.form.data.get(name) for name in self.filters)
