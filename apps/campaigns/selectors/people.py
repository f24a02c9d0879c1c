"""Who takes part. What is sealed is found only by somebody's own marks, made at the moment they ask."""

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.campaigns.models import Campaign, CampaignKeys, SignOn
from apps.campaigns.rules.sealing import mark
from apps.cases.enums import State
from apps.cases.models import Case
from apps.cases.selectors import cases_owned_by

UNFIT = (State.DRAFT, State.WITHDRAWN)


def cases_to_join_with(campaign: Campaign, person: User) -> QuerySet[Case]:
    """A person's own filed cases against the campaign's platform: one of them says which seller joins."""
    return cases_owned_by(person).filter(platform=campaign.platform).exclude(state__in=UNFIT)


def fingerprint_of(case: Case) -> str:
    """What stands for the seller of a filed case, the same whoever files: credit code, else company, else account.

    The account goes by its strongest mark, as when cases are filed.
    """
    account = case.account
    if account is None:
        raise ValueError("a draft has no seller yet")
    seller = account.seller
    strongest = account.token_fingerprint or account.url_fingerprint or account.store_fingerprint
    return seller.credit_code_fingerprint or seller.company_fingerprint or f"{account.platform}|{strongest}"


def rows_of(person: User) -> Q:
    """Every row of theirs in every campaign, the sealed ones by marks that are computed now and kept nowhere."""
    marks = [mark(keys.mark_key, "person", str(person.pk)) for keys in CampaignKeys.objects.all()]
    return Q(person=person) | Q(person=None, person_mark__in=marks)


def sign_ons_of(person: User) -> QuerySet[SignOn]:
    """Where they take part openly, the latest first; what is sealed is shown to nobody, themselves included."""
    own = SignOn.objects.filter(person=person).select_related("campaign", "case")
    return own.order_by("-joined_on", "campaign__slug")
