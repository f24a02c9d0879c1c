"""What is shared with circles, and what that opens to whom. `selectors.grants` puts it beside what people hold."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Max, Q, QuerySet

from apps.accounts.models import User
from apps.accounts.selectors import SECOND_FACTORS
from apps.cases.enums import CircleScope, State
from apps.cases.models import Case, Circle, CircleGrant, CircleReader

READ = (CircleScope.SUMMARY, CircleScope.EVIDENCE)


def live_circle_grants(*, now: datetime) -> QuerySet[CircleGrant]:
    """Grants to circles that hold now: not revoked, not past their end, of a filed case, the circle open."""
    begun = CircleGrant.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), revoked_at__isnull=True)
    return begun.filter(circle__is_open=True).exclude(case__state=State.DRAFT)


def circles_read_by(person: User) -> QuerySet[Circle]:
    """Circles a person reads in. Without a second factor they read in none: they would see what is others'."""
    proven = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS)
    reads = CircleReader.objects.filter(Exists(proven), person=person, ended_at__isnull=True)
    return Circle.objects.filter(is_open=True, pk__in=reads.values("circle"))


def circle_grants_read_by(
    person: User, *, scopes: Collection[CircleScope] = READ, now: datetime
) -> QuerySet[CircleGrant]:
    """What a person reads through their circles now."""
    readable = [scope for scope in scopes if scope in READ]
    return live_circle_grants(now=now).filter(circle__in=circles_read_by(person), scope__in=readable)


def cases_shared_with(circle: Circle, *, now: datetime) -> QuerySet[Case]:
    """What a circle may read now, without long texts. That somebody reads in it is asked by `cases_visible_to`."""
    shared = live_circle_grants(now=now).filter(circle=circle, scope__in=READ).order_by().values("case_id")
    return Case.objects.filter(pk__in=shared).defer("notice_text", "narrative")


def count_shared_with(circle: Circle, *, now: datetime) -> int:
    """How many cases a circle was given, those it only counts among them."""
    return live_circle_grants(now=now).filter(circle=circle).count()


def circle_grants_of(case: Case, *, now: datetime) -> QuerySet[CircleGrant]:
    """Live grants of a case to circles, the oldest first."""
    return live_circle_grants(now=now).filter(case=case).order_by("granted_at", "id")


def last_openings(case: Case) -> dict[UUID, datetime]:
    """When each circle last opened a case."""
    rows = case.openings.filter(circle__isnull=False).values_list("circle").annotate(last=Max("at"))
    return dict(rows)


def every_circle_grant_of(case: Case) -> QuerySet[CircleGrant]:
    """Every grant to circles that a case ever had."""
    return case.circle_grants.select_related("case", "circle")
