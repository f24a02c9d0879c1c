"""Reads of a body's work: the cases it has now, who works on them, their dates, its numbers.

Every one begins at the live grants to the body's circle, so that what was revoked is in none of them. Whoever calls has
made sure that the reader's role lets them.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber, TruncDate

from apps.accounts.models import User
from apps.associations.enums import Verb
from apps.associations.models import Association, CaseAssignment, CaseNote
from apps.associations.rules import roles_for
from apps.associations.selectors import members_of
from apps.cases.enums import CircleScope
from apps.cases.models import Case, Circle, CircleGrant
from apps.cases.selectors.circles import READ, cases_shared_with, live_circle_grants
from apps.deadlines.enums import DeadlineState
from apps.deadlines.models import Deadline

SOON = timedelta(days=7)
TICK = timedelta(microseconds=1)


def shared_cases(association: Association, *, now: datetime) -> QuerySet[Case]:
    """The cases its people may read now, without long texts, each with `assigned_to`, the id of who works on it."""
    if association.circle is None:
        return Case.objects.none()
    own = CaseAssignment.objects.filter(association=association, case=OuterRef("pk"), ended_at__isnull=True)
    cases = cases_shared_with(association.circle, now=now)
    return cases.annotate(assigned_to=Subquery(own.values("person"))).order_by("-created_at", "id")


def views_place(association: Association) -> str:
    """Under which word somebody's views of this body's list are kept."""
    return f"body:{association.pk}"


def whole_cases(association: Association, *, now: datetime) -> QuerySet[CircleGrant]:
    """Live grants that open texts, amounts and dates."""
    whole = live_circle_grants(now=now).filter(scope=CircleScope.EVIDENCE)
    return whole.filter(circle=_circle(association)).order_by()


def _circle(association: Association) -> Circle | None:
    return association.circle


def scopes_in(association: Association, case_ids: list[UUID], *, now: datetime) -> dict[UUID, CircleScope]:
    """How much of these cases the body sees; those it does not see are not in it."""
    held = live_circle_grants(now=now).filter(circle=_circle(association), case__in=case_ids, scope__in=READ)
    return {case_id: CircleScope(scope) for case_id, scope in held.values_list("case", "scope")}


def shared_dates(association: Association, *, now: datetime) -> QuerySet[Deadline]:
    """Open dates of all cases of which the body sees the dates, the earliest first, each with its case."""
    dates = Deadline.objects.filter(
        docket__case__in=whole_cases(association, now=now).values("case"), state=DeadlineState.OPEN
    )
    return dates.select_related("docket__case", "trigger").order_by("at", "id")


def by_day(dates: QuerySet[Deadline], zone: ZoneInfo) -> QuerySet[Any]:
    """Dates with `day`, on which a reader in this zone looks for them: what ends at midnight ends the day before."""
    ends = ExpressionWrapper(Coalesce("act_by", "late_after") - Value(TICK), output_field=DateTimeField())
    return dates.annotate(day=TruncDate(Coalesce(ends, "at"), tzinfo=zone))


def counts_by_day(dates: QuerySet[Any]) -> Counter[date]:
    """How many of these (see `by_day`) stand on each day."""
    return Counter(dict(dates.order_by().values_list(F("day")).annotate(Count("pk"))))


def first_of_each_day(dates: QuerySet[Any], at_most: int) -> QuerySet[Any]:
    """The earliest of each day (see `by_day`), so many at most: a month is not longer for having more of them."""
    place = Window(RowNumber(), partition_by=F("day"), order_by=[F("at").asc(), F("pk").asc()])
    found: QuerySet[Any] = dates.annotate(place=place).filter(Q(place__lte=at_most))
    return found


def people_for_cases(association: Association) -> list[User]:
    """Who of the body can work on a case, by address."""
    reading = members_of(association).filter(role__in=roles_for(Verb.READ_CASES))
    return sorted((member.person for member in reading), key=lambda person: person.email)


def notes_of(association: Association, case: Case) -> QuerySet[CaseNote]:
    """What the body noted about a case, the newest first."""
    return CaseNote.objects.filter(association=association, case=case).select_related("by")


def assignment_of(association: Association, case: Case) -> CaseAssignment | None:
    """Who works on a case for the body."""
    live = CaseAssignment.objects.filter(association=association, case=case, ended_at__isnull=True)
    return live.select_related("person").first()


@dataclass(frozen=True)
class Numbers:
    """What a body has at this moment, exactly.

    `by` divides the cases it may read by type, marketplace and outcome, the most first; those only counted are in none.
    """

    shared: int
    counted: int
    readable: int
    unassigned: int
    states: dict[str, int]
    by: dict[str, dict[str, int]]
    dates_soon: int
    dates_over: int


def numbers_of(association: Association, *, now: datetime) -> Numbers:
    """The numbers of a body's dashboard, in five queries however many cases it has."""
    held = live_circle_grants(now=now).filter(circle=_circle(association)).order_by()
    by_scope: dict[str, int] = dict(held.values_list("scope").annotate(Count("pk")))
    readable = held.filter(scope__in=READ)
    live = CaseAssignment.objects.filter(association=association, case=OuterRef("case"), ended_at__isnull=True)
    divided = _divided(readable)
    dates = shared_dates(association, now=now).order_by()
    soon = dates.aggregate(
        soon=Count("pk", filter=Q(at__gt=now, at__lte=now + SOON)), over=Count("pk", filter=Q(act_by__lte=now))
    )
    return Numbers(
        shared=sum(by_scope.values()),
        counted=by_scope.get(CircleScope.COUNT, 0),
        readable=sum(by_scope.get(scope, 0) for scope in READ),
        unassigned=readable.filter(~Exists(live)).count(),
        states=dict(sorted(divided.pop("state").items())),
        by=divided,
        dates_soon=soon["soon"],
        dates_over=soon["over"],
    )


def _divided(readable: QuerySet[CircleGrant]) -> dict[str, dict[str, int]]:
    """Cases by state, and by what else they are counted by, in one query. Without a marketplace, the platform."""
    names = ("state", "case_type", "marketplace", "outcome")
    columns = [f"case__{name}" for name in (*names, "platform")]
    found: dict[str, Counter[str]] = {name: Counter() for name in names}
    for *values, platform, number in readable.values_list(*columns).annotate(Count("pk")):
        for name, value in zip(names, values, strict=True):
            found[name][value or (platform if name == "marketplace" else "")] += number
    return {name: dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))) for name, counts in found.items()}
