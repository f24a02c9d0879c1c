"""What an exclusion would touch, and who stands behind what was reported."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from apps.accounts.models import User
from apps.associations.models import Association
from apps.associations.selectors import memberships_of
from apps.campaigns.models import Campaign
from apps.campaigns.selectors import sign_ons_of
from apps.cases.enums import CLOSED, State
from apps.cases.models import Case, Seller
from apps.cases.selectors.clusters import owners_beside
from apps.conduct.enums import About
from apps.conduct.models import AbuseReport
from apps.deadlines.enums import DeadlineState
from apps.deadlines.models import Deadline
from apps.incidents.models import Incident


@dataclass(frozen=True)
class Reach:
    """Counts of one person's: what stays as it is, and what they could not go on with."""

    drafts: int
    filed: int
    pursued: int
    dates: int
    campaigns: int
    associations: int
    beside: int


def reach_of(person: User, *, now: datetime) -> Reach:
    """What this person has here. Sealed sign-ons are not among it: nobody can tell."""
    cases = Case.objects.filter(owner=person)
    filed = cases.exclude(state=State.DRAFT)
    beside: set[UUID] = set()
    for seller in Seller.objects.filter(owner=person):
        beside |= set(owners_beside(seller).values_list("pk", flat=True))
    return Reach(
        drafts=cases.filter(state=State.DRAFT).count(),
        filed=filed.count(),
        pursued=filed.exclude(state__in=CLOSED).count(),
        dates=Deadline.objects.filter(docket__owner=person, state=DeadlineState.OPEN, act_by__gt=now).count(),
        campaigns=sign_ons_of(person).count(),
        associations=memberships_of(person).count(),
        beside=len(beside - {person.pk}),
    )


@dataclass(frozen=True)
class Behind:
    """What a report is about, as the desk finds it: its name, its page, and who made it."""

    title: str
    address: str
    person: User | None


def behind(report: AbuseReport) -> Behind | None:
    """None for what is not there any more, or for the site itself."""
    if report.about == About.CASE:
        case = Case.objects.select_related("owner").filter(pk=report.key).first()
        return Behind(case.reference, reverse("admin:case-desk", args=[case.pk]), case.owner) if case else None
    if report.about == About.INCIDENT:
        incident = Incident.objects.filter(slug=report.key).first()
        return Behind(str(incident.title), incident.get_absolute_url(), None) if incident else None
    if report.about == About.CAMPAIGN:
        campaign = Campaign.objects.select_related("made_by").filter(slug=report.key).first()
        return Behind(str(campaign.title), campaign.get_absolute_url(), campaign.made_by) if campaign else None
    if report.about == About.ASSOCIATION:
        body = Association.objects.select_related("founded_by").filter(slug=report.key).first()
        return Behind(body.name, reverse("admin:association-desk", args=[body.pk]), body.founded_by) if body else None
    return None


def person_at_desk(person_id: UUID) -> User:
    """Raises User.DoesNotExist."""
    return User.objects.get(pk=person_id)


def latest_cases_of(person: User) -> list[Case]:
    """By their references, which name nobody; drafts are nobody's business."""
    return list(Case.objects.filter(owner=person).exclude(state=State.DRAFT).order_by("-submitted_at", "id")[:5])
