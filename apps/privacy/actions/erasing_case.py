"""Erasing one case without its seller's wish: one moderator says why, another agrees, and it is done for good."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions import change_visibility, revoke_access, withdraw_case
from apps.cases.actions.circles import revoke_from_circle
from apps.cases.actions.moves import record, tell_owner
from apps.cases.enums import CLOSED, EventKind, State, Visibility
from apps.cases.models import Case, CaseGrant, CaseInvitation, CircleGrant, Seller, SellerAccount, SellerKeys
from apps.core.four_eyes import LONGEST_WORDS, AskRefused, answer_ask
from apps.notifications.enums import MessageKind
from apps.privacy.actions.blanks import emptied
from apps.privacy.actions.emptying import empty_case, others_in_use
from apps.privacy.actions.erasing import unlink_rows
from apps.privacy.enums import Ground
from apps.privacy.models import CaseErasure
from apps.privacy.selectors.requests import is_held


@transaction.atomic
def propose_case_erasure(*, case: Case, ground: Ground, words: str, by: User, now: datetime) -> CaseErasure:
    """Say why a case has to go; nothing goes before another moderator agrees. Raises AskRefused."""
    if not words.strip():
        raise AskRefused(_("Write why. The seller reads it."))
    _refuse(case, by)
    try:
        with transaction.atomic():
            return CaseErasure.objects.create(
                case=case, ground=ground, words=words.strip()[:LONGEST_WORDS], asked_by=by, asked_at=now
            )
    except IntegrityError as error:
        raise AskRefused(_("Somebody proposed it already, or it is erased.")) from error


@transaction.atomic
def answer_case_erasure(*, ask: CaseErasure, allows: bool, words: str, by: User, now: datetime) -> None:
    """Another moderator agrees, and the case is erased; or says why not. Raises AskRefused."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=ask.case_id)
    if allows:
        _refuse(case, by)
    answer_ask(ask=ask, allows=allows, words=words, by=by, now=now)
    if allows:
        _erase(case, ask, by, now)


def _refuse(case: Case, by: User) -> None:
    if case.owner_id == by.pk:
        raise AskRefused(_("This is your own case. Another moderator has to decide about it."))
    if case.state == State.DRAFT:
        raise AskRefused(_("This case was not filed."))
    if case.owner and is_held(case.owner):
        raise AskRefused(_("Something of this seller has to be kept for now. Lift that hold first."))


def _erase(case: Case, ask: CaseErasure, by: User, now: datetime) -> None:
    _end_access(case, by, now)
    if case.state not in CLOSED:
        withdraw_case(case=case, by=by, now=now)
    change_visibility(case=case, visibility=Visibility.PRIVATE, by=by, now=now)  # it is counted nowhere any more
    empty_case(case=case, by=by, now=now)
    _unlink(case)
    event = record(case=case, kind=EventKind.ERASED, details={"ground": ask.ground}, words=ask.words, by=by, now=now)
    if case.owner and case.owner.is_active:
        tell_owner(case, MessageKind.CASE_ERASED, event, now)


def _end_access(case: Case, by: User, now: datetime) -> None:
    for grant in CaseGrant.objects.filter(case=case, revoked_at__isnull=True):
        revoke_access(grant=grant, by=by, now=now)
    for shared in CircleGrant.objects.filter(case=case, revoked_at__isnull=True):
        revoke_from_circle(grant=shared, by=by, now=now)
    open_still = CaseInvitation.objects.filter(case=case, accepted_at__isnull=True, withdrawn_at__isnull=True)
    nothing = {"address": "", "sharer_name": "", "address_mark": ""}
    open_still.update(withdrawn_at=now, **emptied(CaseInvitation, nothing))


def _unlink(case: Case) -> None:
    """Nothing joins whoever files later with an account that only this case named, nor with its seller."""
    if case.account is None:
        return
    if not others_in_use(case).filter(account=case.account).exists():
        unlink_rows(SellerAccount, SellerAccount.objects.filter(pk=case.account.pk))
    if not others_in_use(case).filter(account__seller=case.account.seller_id).exists():
        of_seller = Seller.objects.filter(pk=case.account.seller_id)
        unlink_rows(Seller, of_seller)
        SellerKeys.objects.filter(seller=case.account.seller_id).delete()
        of_seller.update(**emptied(Seller, {"company_name": "", "credit_code": ""}))
