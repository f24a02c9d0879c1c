"""Submitting: the typed answers become a case, in one transaction.

problems -> account and seller -> columns -> words of the search -> ledger lines -> state with its event -> dates ->
message to the seller -> sellers with the same keys are one.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.clusters import join_by_keys
from apps.cases.actions.dates import enter_notice
from apps.cases.actions.drafts import DraftConflict
from apps.cases.actions.moves import MoveRefused, move, tell_owner
from apps.cases.actions.search import index_accounts_of, index_case
from apps.cases.actions.suggestions import keep_keys
from apps.cases.enums import EventKind, State
from apps.cases.models import Case, CaseEvent, Draft, Seller, SellerAccount
from apps.cases.rules import AccountFacts, Actor, Filing, Problem, problems_before_submit
from apps.cases.rules.keys import store_link, token_in_link
from apps.cases.selectors.clusters import owners_beside
from apps.conduct.actions import refuse_barred
from apps.conduct.enums import Part
from apps.core.clock import latest_today
from apps.core.dispatch import enqueue
from apps.core.fingerprints import fingerprint
from apps.losses.actions import declare_amounts
from apps.notifications.enums import MessageKind

FILED = ("platform", "marketplace", "country", "case_type", "allegation", "notice_date", "notice_time", "notice_zone")


class FilingIncomplete(Exception):
    """The filing lacks something; `problems` says what, by step and field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems


@transaction.atomic
def submit_case(*, case: Case, filing: Filing, read_from: Draft | None = None, by: User, now: datetime) -> CaseEvent:
    """File a draft, or file a returned case again with its answers mended.

    `read_from` is the draft as it was when `filing` was read from it. Raises FilingIncomplete; DraftConflict when that
    draft was changed in between; MoveRefused when the case was submitted already (a double click, a second tab); Barred
    for a new case of somebody whom a moderator keeps from filing. Then nothing is written. The draft with its typed
    answers is deleted in the same transaction.
    """
    if problems := problems_before_submit(filing, latest_today=latest_today(now)):
        raise FilingIncomplete(problems)
    locked = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk).first()
    if locked is None or locked.state not in (State.DRAFT, State.RETURNED) or locked.owner_id != by.pk:
        raise MoveRefused(_("This case has been submitted already."))
    _refuse_changed(read_from)
    locked.account = _account_of(filing, by, now)
    for name in FILED:
        setattr(locked, name, getattr(filing, name))
    locked.notice_text = filing.notice_text
    locked.narrative = filing.narrative
    locked.visibility = filing.visibility
    locked.submitted_at = now
    locked.save(update_fields=["account", *FILED, "notice_text", "narrative", "visibility", "submitted_at"])
    index_accounts_of(seller=locked.account.seller)
    keep_keys(sellers=[locked.account.seller], now=now)
    index_case(case=locked)
    declare_amounts(ledger=locked.ledger, amounts=filing.amounts, by=by, now=now)
    name = EventKind.SUBMIT if locked.state == State.DRAFT else EventKind.RESUBMIT
    event = move(case=locked, name=name, actor=Actor.SELLER, by=by, now=now)
    enter_notice(case=locked, held=[amount.component for amount in filing.amounts], by=by, now=now)
    Draft.objects.filter(case=locked).delete()
    tell_owner(locked, MessageKind.CASE_RECEIVED, event, now)
    join_by_keys(seller=locked.account.seller, now=now)
    if name == EventKind.SUBMIT:
        refuse_barred(person=by, beside=owners_beside(locked.account.seller), part=Part.FILE, now=now)
    enqueue("cases.suggest_pairs", seller_id=str(locked.account.seller_id))
    return event


def _refuse_changed(read_from: Draft | None) -> None:
    """Raise DraftConflict unless the draft still says what was read from it; nobody saves it from here on."""
    if read_from is None:
        return
    current = Draft.objects.select_for_update().filter(pk=read_from.pk).first()
    if current is None or current.marks != read_from.marks:
        raise DraftConflict(current or read_from)


def _account_of(filing: Filing, by: User, now: datetime) -> SellerAccount:
    """The seller's account named in the filing: found again by its fingerprints, or new.

    The merchant token decides, then the store's link, then its name. An account that is known under another token or
    link is another account, even where the weaker marks agree.
    """
    facts = filing.account
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two filings at once make one account, not two
    seller = _seller_of(facts, by, now)
    token = facts.merchant_token or token_in_link(filing.platform, facts.store_url)
    marks = {
        "token_fingerprint": fingerprint("merchant_token", filing.platform, token),
        "url_fingerprint": fingerprint("store_url", filing.platform, store_link(filing.platform, facts.store_url)),
        "store_fingerprint": fingerprint("store_name", filing.platform, facts.store_name),
    }
    known = SellerAccount.objects.filter(seller=seller, platform=filing.platform)
    for column, mark in marks.items():
        if mark and (account := known.filter(**{column: mark}).first()):
            return _complete(account, facts, marks)
        if mark:
            known = known.filter(**{column: ""})
    words = {"store_name": facts.store_name, "merchant_token": facts.merchant_token, "store_url": facts.store_url}
    return SellerAccount.objects.create(seller=seller, platform=filing.platform, created_at=now, **words, **marks)


def _complete(account: SellerAccount, facts: AccountFacts, marks: dict[str, str]) -> SellerAccount:
    """Add what an earlier case did not say about the account; nothing said before is overwritten by silence."""
    for name in ("store_name", "merchant_token", "store_url"):
        if said := getattr(facts, name):
            setattr(account, name, said)
    for column, mark in marks.items():
        if mark:
            setattr(account, column, mark)
    account.save()
    return account


def _seller_of(facts: AccountFacts, by: User, now: datetime) -> Seller:
    """The person's business named in the filing: by credit code, then by company name, then their only nameless one."""
    code = fingerprint("credit_code", "", facts.credit_code)
    company = fingerprint("company_name", "", facts.company_name)
    email = fingerprint("email", "", by.email)
    own = Seller.objects.filter(owner=by)
    found = (code and own.filter(credit_code_fingerprint=code).first()) or (
        own.filter(company_fingerprint=company, credit_code_fingerprint__in=["", code]).first()
    )
    if not found:
        return Seller.objects.create(
            owner=by,
            company_name=facts.company_name,
            credit_code=facts.credit_code.strip().upper(),
            company_fingerprint=company,
            credit_code_fingerprint=code,
            email_fingerprint=email,
            created_at=now,
        )
    if code and not found.credit_code_fingerprint:
        found.credit_code, found.credit_code_fingerprint = facts.credit_code.strip().upper(), code
    if company and not found.company_fingerprint:
        found.company_name, found.company_fingerprint = facts.company_name, company
    found.email_fingerprint = email
    found.save()
    return found
