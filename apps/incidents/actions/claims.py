"""Keeping how claims read before: whoever writes claims says so here, in the same transaction."""

from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.incidents.models import ClaimedFigure, ClaimEntry, Incident

NOT_SAID = ("id", "incident", "order", "entered_at")
Claims = dict[str, ClaimedFigure]


def claims_as_they_stand(incident: Incident) -> Claims:
    """The claims of an incident by their keys, read before they are changed."""
    return {claim.key: claim for claim in ClaimedFigure.objects.filter(incident=incident)}


def note_claims(*, incident: Incident, before: Claims, by: User | None, now: datetime) -> None:
    """Append what changed since `before`, and keep with each claim when it was entered first. `by` is None for a data
    file. What reads as it did is not noted again."""
    after = claims_as_they_stand(incident)
    entries = []
    for key in dict.fromkeys([*before, *after]):
        was, said = _said(before.get(key)), _said(after.get(key))
        if was != said:
            entries.append(ClaimEntry(incident=incident, claim_key=key, was=was, said=said, by=by, at=now))
    ClaimEntry.objects.bulk_create(entries)
    for key, claim in after.items():
        claim.entered_at = before[key].entered_at if key in before else now
    ClaimedFigure.objects.bulk_update(after.values(), ["entered_at"])


def _said(claim: ClaimedFigure | None) -> dict[str, Any]:
    """The columns that say something, empty for a claim that is not there."""
    if claim is None:
        return {}
    fields = [field.name for field in ClaimedFigure._meta.concrete_fields if field.name not in NOT_SAID]
    return {name: value for name in fields if (value := getattr(claim, name)) not in (None, "", [], False)}
