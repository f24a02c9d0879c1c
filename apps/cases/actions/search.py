"""Keeping what cases are found by in step with what they say, in the transaction that writes it."""

from uuid import UUID

from django.db import transaction

from apps.cases.models import AccountTerms, Case, CaseTerms, Seller, SellerAccount
from apps.cases.rules.terms import beginnings_of, near_terms_of, terms_of
from apps.cases.search import made_with, stale_accounts, stale_cases
from apps.core.blind_index import blind


def index_case(*, case: Case) -> None:
    """Make the story and the notice of a filed case findable, inside the caller's transaction."""
    if case.owner_id is None:
        raise ValueError("the words of a case nobody owns are not indexed")
    values = {"numbers": case_numbers(case, case.owner_id), "made_with": made_with()}
    CaseTerms.objects.update_or_create(case=case, defaults=values)


def index_accounts_of(*, seller: Seller) -> None:
    """Make a business's accounts findable by their names, tokens and links, and by its own."""
    for account in SellerAccount.objects.filter(seller=seller).select_related("seller"):
        index_account(account=account)


def index_account(*, account: SellerAccount) -> None:
    """As `index_accounts_of`, for one."""
    values = {"numbers": account_numbers(account), "made_with": made_with()}
    AccountTerms.objects.update_or_create(account=account, defaults=values)


@transaction.atomic
def index_stale_cases(*, at_most: int) -> int:
    """Index the next cases that are missing from the index or were put there by other rules or keys; how many."""
    cases = list(stale_cases().select_for_update(of=("self",), skip_locked=True)[:at_most])
    for case in cases:
        index_case(case=case)
    return len(cases)


@transaction.atomic
def index_stale_accounts(*, at_most: int) -> int:
    """As `index_stale_cases`, for accounts."""
    accounts = list(stale_accounts().select_for_update(of=("self",), skip_locked=True)[:at_most])
    for account in accounts:
        index_account(account=account)
    return len(accounts)


def forget_case_terms(*, case: Case) -> None:
    """Take the words of a case out of the index; to be called where its texts are erased."""
    CaseTerms.objects.filter(case=case).delete()


def case_numbers(case: Case, owner: UUID) -> list[int]:
    """What stands in the index for a case of `owner`."""
    story, notice = terms_of(case.narrative), terms_of(case.notice_text)
    return blind(story | notice | near_terms_of(story), owner=owner)


def account_numbers(account: SellerAccount) -> list[int]:
    """What stands in the index for an account."""
    seller = account.seller
    said = (account.store_name, account.merchant_token, account.store_url, seller.company_name, seller.credit_code)
    terms = terms_of(" \n ".join(said))
    return blind(terms | near_terms_of(terms) | beginnings_of(terms), owner=seller.owner_id)
