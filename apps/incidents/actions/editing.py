"""What moderators write about incidents themselves."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from apps.accounts.models import User
from apps.incidents.actions.claims import claims_as_they_stand, note_claims
from apps.incidents.actions.promises import keep_docket
from apps.incidents.enums import Origin
from apps.incidents.models import ClaimedFigure, Incident

DECIDED_ELSEWHERE = ("is_public", "merged_into", "docket")


@transaction.atomic
def save_incident(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Keep an incident as a moderator wrote or changed it. From then on the data files no longer speak for it.

    Who sees it is not changed by that: a new one moderators alone, see `actions.publishing`.
    """
    is_new = incident._state.adding
    incident.origin = Origin.MODERATOR
    incident.data_digest = ""
    incident.created_at = incident.created_at or now
    incident.changed_at = now
    if is_new:
        incident.is_public = False
        incident.save()
    else:
        incident.save(update_fields=_written_by_form())
    keep_docket(incident=incident, by=by, now=now)
    return incident


def _written_by_form() -> list[str]:
    fields = Incident._meta.concrete_fields
    return [field.name for field in fields if not field.primary_key and field.name not in DECIDED_ELSEWHERE]


@transaction.atomic
def save_facts(
    *, incident: Incident, saved: Iterable[models.Model], deleted: Iterable[models.Model], by: User, now: datetime
) -> None:
    """Keep the facts a moderator added or changed, and drop those they took out; the incident becomes theirs."""
    gone, kept = list(deleted), list(saved)
    has_claims = any(isinstance(fact, ClaimedFigure) for fact in gone + kept)
    before = claims_as_they_stand(incident) if has_claims else {}
    for fact in gone:
        fact.delete()
    for fact in kept:
        fact.save()
    if has_claims:
        note_claims(incident=incident, before=before, by=by, now=now)
    save_incident(incident=incident, by=by, now=now)
