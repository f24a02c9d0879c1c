"""What a report of abuse is about, in words and with its address."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.selectors import public_association
from apps.campaigns.models import Campaign
from apps.campaigns.selectors import public_campaign
from apps.cases.selectors.grants import cases_visible_to
from apps.conduct.enums import About
from apps.core import clock
from apps.incidents.models import Incident
from apps.incidents.selectors import public_incidents


@dataclass(frozen=True)
class Subject:
    """A page somebody may report: as far as they can see it themselves."""

    about: About
    key: str
    title: str | Promise
    address: str


def subject_of(about: str, key: str, person: User | None) -> Subject | None:
    """What the form is about; None for what does not exist, or not for this person."""
    if about == About.SITE and not key:
        return Subject(About.SITE, "", _("Something on these pages"), reverse("home"))
    if about == About.INCIDENT:
        return _incident(key)
    if about == About.CAMPAIGN:
        return _campaign(key)
    if about == About.ASSOCIATION and (body := public_association(key)):
        return Subject(About.ASSOCIATION, key, body.name, reverse("association-detail", args=[key]))
    if about == About.CASE and person is not None:
        return _shared_case(key, person)
    return None


def _incident(slug: str) -> Subject | None:
    try:
        incident = public_incidents().get(slug=slug)
    except Incident.DoesNotExist:
        return None
    return Subject(About.INCIDENT, slug, str(incident.title), incident.get_absolute_url())


def _campaign(slug: str) -> Subject | None:
    try:
        campaign = public_campaign(slug)
    except Campaign.DoesNotExist:
        return None
    return Subject(About.CAMPAIGN, slug, str(campaign.title), campaign.get_absolute_url())


def _shared_case(key: str, person: User) -> Subject | None:
    """A case of another that this person may read."""
    try:
        case_id = UUID(key)
    except ValueError:
        return None
    case = cases_visible_to(person, now=clock.now()).exclude(owner=person).filter(pk=case_id).first()
    return Subject(About.CASE, key, case.reference, reverse("case-detail", args=[case.pk])) if case else None
