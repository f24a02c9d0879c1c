"""Reports of abuse as their authors and moderators see them; who is kept from what."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.conduct.enums import Part, ReportState
from apps.conduct.models import AbuseReport, Bar


def reports_open_to(moderator: User) -> QuerySet[AbuseReport]:
    """What waits for a moderator, the oldest first; nobody decides about their own report."""
    waiting = AbuseReport.objects.filter(state=ReportState.OPEN)
    return waiting.exclude(reporter=moderator).order_by("reported_at", "id")


def reports_decided() -> QuerySet[AbuseReport]:
    """The latest decisions first."""
    return AbuseReport.objects.exclude(state=ReportState.OPEN).order_by("-decided_at", "id")


def report_at_desk(report_id: UUID) -> AbuseReport:
    """One report with its steps. Raises AbuseReport.DoesNotExist."""
    reports = AbuseReport.objects.select_related("decided_by").prefetch_related("events__by")
    return reports.get(pk=report_id)


def receipt_for(report_id: UUID, person: User | None) -> AbuseReport:
    """One's own report; a visitor's opens to whoever has its address. Raises AbuseReport.DoesNotExist."""
    mine = Q(reporter=None) if person is None else Q(reporter=None) | Q(reporter=person)
    return AbuseReport.objects.filter(mine).get(pk=report_id)


def reports_of(person: User) -> QuerySet[AbuseReport]:
    return AbuseReport.objects.filter(reporter=person)


def live_bars(*, now: datetime) -> QuerySet[Bar]:
    """What keeps somebody from something at this moment."""
    return Bar.objects.filter(Q(until=None) | Q(until__gt=now), lifted_at=None)


def bar_of(person: User, *, now: datetime) -> Bar | None:
    return live_bars(now=now).filter(person=person).first()


def bars_from(person: User, part: Part, *, beside: QuerySet[User] | None, now: datetime) -> QuerySet[Bar]:
    """What keeps this person from `part`; also what keeps those `beside` them from it together with their sellers."""
    whose = Q(person=person)
    if beside is not None:
        whose |= Q(with_sellers=True, person__in=beside)
    return live_bars(now=now).filter(whose, parts__contains=[part])


def bars_shown() -> QuerySet[Bar]:
    """For the desk: the newest first, with who made them."""
    return Bar.objects.select_related("made_by", "answered_by")


def objections_open_to(moderator: User) -> QuerySet[Bar]:
    """Objections that wait for another moderator than the one who made the exclusion, the oldest first."""
    waiting = Bar.objects.filter(objected_at__isnull=False, answered_at=None, lifted_at=None)
    return waiting.exclude(made_by=moderator).order_by("objected_at", "id")


def bar_at_desk(bar_id: UUID) -> Bar:
    """One exclusion with its steps. Raises Bar.DoesNotExist."""
    return bars_shown().prefetch_related("events__by").get(pk=bar_id)
