"""Giving and revoking mandates. A mandate ends everywhere at once: every list and count asks for what holds now."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.campaigns.actions.moves import lock_campaign
from apps.campaigns.models import Campaign, Mandate, SignOn
from apps.campaigns.rules.mandates import VERSION, hash_of, write_mandate
from apps.campaigns.selectors.mandates import MandateScope, agents_of, facts_of_mandate, open_sign_on
from apps.core.dispatch import enqueue

LONGEST = 2 * 366  # days


class MandateRefused(Exception):
    """It cannot be given so; `args[0]` says why to the seller."""


@dataclass(frozen=True)
class Signature:
    """The typed name, the hash of the text that stood above it, in which language, and how they had signed in."""

    name: str
    shown_sha256: str
    language: str
    signed_in_by: str


def draft_mandate(*, sign_on: SignOn, scope: MandateScope, name: str, language: str) -> dict[str, str]:
    """The text as it would be signed, by language. Nothing is written. Raises MandateRefused."""
    if scope.agent.pk not in {agent.pk for agent in agents_of(sign_on.campaign)}:
        raise MandateRefused(_("This association does not take part in the campaign."))
    if not scope.claims or not scope.forums or not name.strip():
        raise MandateRefused(_("Choose what it is for and where it holds, and type your name."))
    return write_mandate(facts_of_mandate(sign_on, scope, name, language))


@transaction.atomic
def sign_mandate(*, campaign: Campaign, scope: MandateScope, signature: Signature, by: User, now: datetime) -> Mandate:
    """Give a mandate by typing one's name under the text whose hash was on the page.

    By somebody who takes part openly, to a body of the campaign, for two years at most. One that stands with the same
    body is replaced. Raises MandateRefused, also where the text is not any more what was shown.
    """
    locked = lock_campaign(campaign)
    sign_on = open_sign_on(locked, by)
    if sign_on is None or sign_on.case is None or locked.is_over:
        raise MandateRefused(_("A mandate is given by somebody who takes part, while the campaign runs."))
    if not 0 <= (scope.until - now.astimezone(UTC).date()).days <= LONGEST:
        raise MandateRefused(_("Choose a last day within the next two years."))
    texts = draft_mandate(sign_on=sign_on, scope=scope, name=signature.name, language=signature.language)
    if hash_of(texts) != signature.shown_sha256:
        raise MandateRefused(_("The text has changed since you read it. Please read it again."))
    Mandate.objects.filter(campaign=locked, agent=scope.agent, person=by, revoked_at=None).update(revoked_at=now)
    mandate = Mandate.objects.create(
        campaign=locked,
        agent=scope.agent,
        person=by,
        case=sign_on.case,
        version=VERSION,
        language=signature.language,
        claims=list(scope.claims),
        forums=list(scope.forums),
        until=scope.until,
        signed_name=signature.name.strip(),
        text_en=texts["en"],
        text_zh=texts["zh"],
        text_sha256=signature.shown_sha256,
        code=secrets.token_urlsafe(18),
        signed_at=now,
        signed_in_by=signature.signed_in_by,
    )
    enqueue("campaigns.papers")
    return mandate


@transaction.atomic
def revoke_mandate(*, mandate: Mandate, by: User, now: datetime) -> bool:
    """End a mandate of one's own, once and for good; False when it had ended, or is another's."""
    return bool(Mandate.objects.filter(pk=mandate.pk, person=by, revoked_at=None).update(revoked_at=now))


def revoke_all(*, campaign: Campaign, by: User, now: datetime) -> int:
    """End what somebody gave in a campaign they leave; in the caller's transaction."""
    return Mandate.objects.filter(campaign=campaign, person=by, revoked_at=None).update(revoked_at=now)
