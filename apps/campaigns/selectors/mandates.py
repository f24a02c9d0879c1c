"""Mandates: who may act for whom today. Every reader asks `mandates_that_hold`, so that an end reaches all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation

from apps.accounts.models import User
from apps.associations.enums import Standing
from apps.associations.models import Association
from apps.campaigns.enums import Claim, Forum
from apps.campaigns.models import Campaign, Mandate, SignOn
from apps.campaigns.selectors.bodies import bodies_in
from apps.core.moments import say_date
from apps.marketplaces.enums import PLATFORMS

LOCALES = {"en": "en", "zh": "zh-hans"}
OWN_NAMES = {"en": "English", "zh-hans": "简体中文"}


@dataclass(frozen=True)
class MandateScope:
    """To whom, about what, where, until which day (included)."""

    agent: Association
    claims: Sequence[str]
    forums: Sequence[str]
    until: date


def agents_of(campaign: Campaign) -> list[Association]:
    """The bodies that take part in a campaign and are approved today, by name."""
    here = bodies_in(campaign).filter(association__standing=Standing.APPROVED).select_related("association")
    return [body.association for body in here.order_by("association__name", "association")]


def mandates_that_hold(now: datetime) -> QuerySet[Mandate]:
    """Given by somebody who is here, not revoked, not run out (days are UTC), to a body that is approved."""
    today = now.astimezone(UTC).date()
    given = Mandate.objects.filter(revoked_at=None, person__is_active=True)
    return given.filter(until__gte=today, agent__standing=Standing.APPROVED)


def mandates_held_by(association: Association, *, now: datetime) -> QuerySet[Mandate]:
    """For whom a body may act now, the newest first. The caller has made sure that the reader may know."""
    held = mandates_that_hold(now).filter(agent=association)
    return held.select_related("campaign", "case__account__seller").order_by("-signed_at", "id")


def mandates_of(person: User) -> QuerySet[Mandate]:
    """What somebody gave, what has ended too, the newest first."""
    given = Mandate.objects.filter(person=person).select_related("campaign", "agent", "file")
    return given.order_by("-signed_at", "id")


def mandate_of(person: User, mandate_id: UUID) -> Mandate:
    """One of theirs. Raises Mandate.DoesNotExist."""
    return mandates_of(person).get(pk=mandate_id)


def mandate_by_code(code: str) -> Mandate | None:
    """The one a code on a paper belongs to."""
    return Mandate.objects.filter(code=code.strip()).select_related("campaign", "agent", "file", "person").first()


def open_sign_on(campaign: Campaign, person: User) -> SignOn | None:
    """How somebody takes part openly, with the seller they are."""
    rows = SignOn.objects.select_related("campaign", "case__account__seller")
    return rows.filter(campaign=campaign, person=person).first()


def facts_of_mandate(sign_on: SignOn, scope: MandateScope, name: str, language: str) -> dict[str, dict[str, str]]:
    """What is filled into the text, in each of its languages."""
    return {short: _facts(locale, sign_on, scope, name, language) for short, locale in LOCALES.items()}


def _facts(locale: str, sign_on: SignOn, scope: MandateScope, name: str, language: str) -> dict[str, str]:
    campaign, between = sign_on.campaign, "、" if locale == "zh-hans" else "; "
    with translation.override(locale):
        return {
            "principal": principal_of(sign_on, name),
            "agent": f"{scope.agent.name}, {scope.agent.place}",
            "campaign": str(campaign.title),
            "platform": PLATFORMS.label(campaign.platform),
            "reference": sign_on.case.reference if sign_on.case else "",
            "claims": between.join(str(Claim(claim).label) for claim in scope.claims),
            "forums": between.join(str(Forum(forum).label) for forum in scope.forums),
            "until": say_date(scope.until),
            "language": OWN_NAMES.get(language, language),
        }


def principal_of(sign_on: SignOn, name: str) -> str:
    """The company of the case and who signs for it; the name alone where no company is named."""
    account = sign_on.case.account if sign_on.case else None
    company = account.seller.company_name if account else ""
    return f"{company} ({name.strip()})" if company else name.strip()


def seller_of(mandate: Mandate) -> str:
    """For whom a body acts, in its lists: company and store of the case, else the name that signed."""
    account = mandate.case.account
    names = [account.seller.company_name, account.store_name] if account else []
    return " · ".join(filter(None, names)) or mandate.signed_name
