"""Steps on many cases: which cases each would take, how far it is, which wait for a second moderator."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from apps.cases.enums import PURSUED, State
from apps.cases.models import Case
from apps.cases.selectors.clusters import cluster_of
from apps.incidents.enums import WORKING, StepCaseState, StepKind, StepState
from apps.incidents.models import BulkStep, Incident, StepCase


@dataclass(frozen=True)
class Narrowed:
    """Which cases of an incident are meant; what is empty narrows nothing."""

    marketplace: str = ""
    case_type: str = ""
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return any((self.marketplace, self.case_type, self.first, self.last))


def cases_for_step(kind: StepKind, source: Incident, narrowed: Narrowed) -> QuerySet[Case]:
    """The cases a step would take. Drafts go along with a merge; only cases still fought for can be restored."""
    cases = Case.objects.filter(placement__incident=source)
    if kind == StepKind.RESTORED:
        cases = cases.filter(state__in=PURSUED)
    elif kind == StepKind.SPLIT:
        cases = cases.exclude(state=State.DRAFT)
    for name in ("marketplace", "case_type"):
        if wanted := getattr(narrowed, name):
            cases = cases.filter(**{name: wanted})
    if narrowed.first:
        cases = cases.filter(notice_date__gte=narrowed.first)
    if narrowed.last:
        cases = cases.filter(notice_date__lte=narrowed.last)
    return cases


def steps_of(incident: Incident) -> QuerySet[BulkStep]:
    """What was done to or with an incident, the latest first."""
    both = BulkStep.objects.filter(source=incident) | BulkStep.objects.filter(target=incident)
    return both.select_related("source", "target", "made_by", "run_by")


def step_at_desk(step_id: UUID) -> BulkStep:
    """Raises BulkStep.DoesNotExist."""
    return BulkStep.objects.select_related("source", "target", "made_by", "run_by", "undone_by").get(pk=step_id)


def steps_to_run() -> QuerySet[BulkStep]:
    """Prepared, and not yet run or given up; the oldest first."""
    return BulkStep.objects.filter(state=StepState.PREVIEW).order_by("made_at", "id")


def steps_at_work() -> QuerySet[BulkStep]:
    return BulkStep.objects.filter(state__in=WORKING).order_by("run_at", "id")


@dataclass(frozen=True)
class StepStand:
    """How far a step is, in cases, and how many sellers it is about."""

    waiting: int
    done: int
    left: int
    back: int
    sellers: int

    @property
    def total(self) -> int:
        return self.waiting + self.done + self.left + self.back


def stand_of_step(step: BulkStep) -> StepStand:
    counts = dict(StepCase.objects.filter(step=step).order_by().values_list("state").annotate(count=Count("pk")))
    cases = Case.objects.filter(pk__in=StepCase.objects.filter(step=step).values("case"), account__isnull=False)
    sellers = cases.order_by().aggregate(count=Count(cluster_of("account__seller"), distinct=True))["count"]
    waiting, done, left, back = (counts.get(state.value, 0) for state in StepCaseState)
    return StepStand(waiting, done, left, back, sellers)


def sample_of_step(step: BulkStep, at_most: int = 8) -> QuerySet[Case]:
    """Some of its cases, without their texts."""
    cases = Case.objects.filter(pk__in=StepCase.objects.filter(step=step).values("case"))
    filed = cases.exclude(state=State.DRAFT).defer("notice_text", "narrative")
    return filed.order_by("notice_date", "id")[:at_most]


def recent_steps(at_most: int = 100) -> QuerySet[BulkStep]:
    return BulkStep.objects.select_related("source", "target", "made_by").order_by("-made_at", "id")[:at_most]
