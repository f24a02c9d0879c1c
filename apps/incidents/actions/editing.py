"""What moderators write about incidents themselves."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from apps.accounts.models import User
from apps.incidents.actions.promises import keep_docket
from apps.incidents.enums import Origin
from apps.incidents.models import Incident


@transaction.atomic
def save_incident(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Keep an incident as a moderator wrote or changed it. From then on the data files no longer speak for it."""
    incident.origin = Origin.MODERATOR
    incident.data_digest = ""
    incident.created_at = incident.created_at or now
    incident.changed_at = now
    incident.save()
    keep_docket(incident=incident, by=by, now=now)
    return incident


@transaction.atomic
def save_facts(
    *, incident: Incident, saved: Iterable[models.Model], deleted: Iterable[models.Model], by: User, now: datetime
) -> None:
    """Keep the facts a moderator added or changed, and drop those they took out; the incident becomes theirs."""
    for fact in deleted:
        fact.delete()
    for fact in saved:
        fact.save()
    save_incident(incident=incident, by=by, now=now)
