"""Which associations a surge concerns: those with whom cases of it are shared."""

from datetime import datetime

from django.db.models import QuerySet

from apps.associations.models import Association
from apps.associations.selectors import approved_associations
from apps.cases.selectors.circles import READ, live_circle_grants
from apps.incidents.models import Surge
from apps.incidents.selectors.surges import cases_of_surge


def associations_near(surge: Surge, *, now: datetime) -> QuerySet[Association]:
    """Approved bodies that may read at least one of its cases now."""
    cases = cases_of_surge(surge).order_by().values("pk")
    grants = live_circle_grants(now=now).filter(case__in=cases, scope__in=READ)
    return approved_associations().filter(circle__in=grants.values("circle")).order_by("pk")
