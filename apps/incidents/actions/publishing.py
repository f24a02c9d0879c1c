"""Showing an incident to everybody: one moderator proposes it, another one agrees. Hiding it takes one."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.four_eyes import LONGEST_WORDS, AskRefused, answer_ask
from apps.incidents.models import Incident, PublicationAsk


@transaction.atomic
def propose_public(*, incident: Incident, words: str, by: User, now: datetime) -> PublicationAsk:
    """Say why everybody should see it. Raises AskRefused for one that is public, merged away, or proposed already."""
    if not words.strip():
        raise AskRefused(_("Write why everybody should see it."))
    if incident.is_public or incident.merged_into_id:
        raise AskRefused(_("This incident is public already, or was merged into another."))
    try:
        with transaction.atomic():
            return PublicationAsk.objects.create(
                incident=incident, words=words.strip()[:LONGEST_WORDS], asked_by=by, asked_at=now
            )
    except IntegrityError as error:
        raise AskRefused(_("Somebody proposed it already. Another moderator has to answer first.")) from error


@transaction.atomic
def answer_publication(
    *, ask: PublicationAsk, allows: bool, words: str, seen: datetime | None = None, by: User, now: datetime
) -> None:
    """Another moderator shows it to everybody as they have `seen` it (`changed_at`), or says why not.

    Raises AskRefused, also where it was changed since they saw it.
    """
    answer_ask(ask=ask, allows=allows, words=words, by=by, now=now)
    if not allows:
        return
    hidden = Incident.objects.filter(pk=ask.incident_id, is_public=False, merged_into=None)
    if seen is None or not hidden.filter(changed_at=seen).update(is_public=True, changed_at=now):
        raise AskRefused(_("The incident was changed a moment ago. Please read it again."))


@transaction.atomic
def hide_incident(*, incident: Incident, by: User, now: datetime) -> None:
    """Nobody but moderators sees it any more, from now on. Raises AskRefused where it was hidden."""
    if not Incident.objects.filter(pk=incident.pk, is_public=True).update(is_public=False, changed_at=now):
        raise AskRefused(_("This incident is hidden already."))
