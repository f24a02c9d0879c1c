"""What one moderator did in the last weeks, for themselves. Numbers of two people are never put side by side."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.enums import EventKind, PairStep
from apps.cases.models import AppealReading, CaseEvent, Claim, PairEvent
from apps.conduct.enums import ConductStep
from apps.conduct.models import Bar, ConductEvent
from apps.incidents.models import PlacementChange
from apps.losses.models import LineVerdict

OVER = timedelta(days=30)
FILED = (EventKind.SUBMIT, EventKind.RESUBMIT)
DECIDES_PAIR = (PairStep.PROPOSED, PairStep.CONFIRMED, PairStep.APART)
DECIDES_REPORT = (ConductStep.DISMISSED, ConductStep.ACTED)


@dataclass(frozen=True)
class Line:
    """One kind of decision: how many, and how many of them were taken back later; None where none can be."""

    label: str | Promise
    decided: int
    reverted: int | None


@dataclass(frozen=True)
class Numbers:
    """`waited` is the median from filing to this moderator's word about it; None when they said none."""

    lines: list[Line]
    held: int
    waited: timedelta | None


def moderators() -> QuerySet[User]:
    """In the order of their addresses, which tells nothing."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("email")


def numbers_of(person: User, *, now: datetime) -> Numbers:
    """The last thirty days of one moderator."""
    since = now - OVER
    lines = [
        Line(_("Cases verified"), _events(person, since).filter(kind=EventKind.VERIFY).count(), None),
        Line(_("Cases returned"), _events(person, since).filter(kind=EventKind.RETURN).count(), None),
        _places(person, since),
        _pairs(person, since),
        Line(_("Amounts looked at"), LineVerdict.objects.filter(given_by=person, given_at__gt=since).count(), None),
        Line(_("Appeals read"), AppealReading.objects.filter(reader=person, read_at__gt=since).count(), None),
        _reports(person, since),
        _bars(person, since),
    ]
    held = Claim.objects.filter(by=person, until__gt=now).count()
    return Numbers(lines, held, _waited(person, since))


def _events(person: User, since: datetime) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(by=person, at__gt=since).exclude(case__owner=person)


def _places(person: User, since: datetime) -> Line:
    later = PlacementChange.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk")).exclude(by=person)
    placed = PlacementChange.objects.filter(by=person, at__gt=since).exclude(case__owner=person)
    return Line(_("Cases placed"), placed.count(), placed.filter(Exists(later)).count())


def _pairs(person: User, since: datetime) -> Line:
    undone = PairEvent.objects.filter(pair=OuterRef("pair"), at__gt=OuterRef("at"), step=PairStep.UNDONE)
    said = PairEvent.objects.filter(by=person, at__gt=since, step__in=DECIDES_PAIR)
    return Line(_("Pairs of sellers decided"), said.count(), said.filter(Exists(undone)).count())


def _reports(person: User, since: datetime) -> Line:
    again = ConductEvent.objects.filter(report=OuterRef("report"), at__gt=OuterRef("at"), step=ConductStep.REOPENED)
    said = ConductEvent.objects.filter(by=person, at__gt=since, step__in=DECIDES_REPORT)
    return Line(_("Reports of abuse decided"), said.count(), said.filter(Exists(again)).count())


def _bars(person: User, since: datetime) -> Line:
    made = Bar.objects.filter(made_by=person, made_at__gt=since)
    lifted = made.filter(Q(lifted_at__isnull=False, objected_at__isnull=False) & ~Q(answered_by=person))
    return Line(_("Exclusions made"), made.count(), lifted.count())


def _waited(person: User, since: datetime) -> timedelta | None:
    """From the last filing before it to each case this moderator verified or returned."""
    before = CaseEvent.objects.filter(case=OuterRef("case"), kind__in=FILED, at__lte=OuterRef("at")).order_by()
    came = Subquery(before.values("case").annotate(last=Max("at")).values("last"))
    said = _events(person, since).filter(kind__in=(EventKind.VERIFY, EventKind.RETURN)).annotate(came=came)
    times = [at - came_at for at, came_at in said.values_list("at", "came") if came_at]
    return median(times) if times else None
