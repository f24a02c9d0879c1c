"""What the list of an association's cases can be narrowed and ordered by."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.filters import ChoiceFilter

from apps.accounts.models import User
from apps.cases.models import Case
from apps.web.filters.cases import CaseFilter

NOBODY = "nobody"


class BodyCaseFilter(CaseFilter):
    """As for one's own cases, and by who works on them."""

    worker = ChoiceFilter(method="by_worker", label=_("Who works on it"), empty_label=_("Anybody or nobody"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        self.people = people
        super().__init__(*args, **kwargs)
        named = [(str(person.pk), person.email) for person in people]
        self.form.fields["worker"].choices = [(NOBODY, _("Nobody")), *named]

    def by_worker(self, cases: QuerySet[Case], name: str, worker: str) -> QuerySet[Case]:
        wanted = {"assigned_to__isnull": True} if worker == NOBODY else {"assigned_to": worker}
        return cases.filter(Q(**wanted))  # annotated by the selector
