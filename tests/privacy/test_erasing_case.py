"""Erasing one case: proposed by one moderator, done when another agrees; the facts stay and the record holds."""

from datetime import UTC, datetime

import pytest

from apps.accounts.models import User
from apps.cases.actions.clusters import join_by_keys
from apps.cases.enums import EventKind, State, Visibility
from apps.cases.models import Case, EventRemark, SellerAccount
from apps.core.audit.checking import check_all
from apps.core.four_eyes import AskRefused, AskState
from apps.evidence.models import StoredFile
from apps.notifications.models import Message
from apps.privacy.actions.erasing_case import answer_case_erasure, propose_case_erasure
from apps.privacy.enums import Ground
from apps.privacy.models import CaseErasure
from apps.privacy.selectors.case_erasures import case_erasures_open_to
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.asks import CaseErasureFactory
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.factories.grants import CaseGrantFactory
from tests.factories.privacy import LegalHoldFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
NOW = datetime(2018, 3, 1, 9, tzinfo=UTC)


def agree(ask: CaseErasure) -> Case:
    answer_case_erasure(ask=ask, allows=True, words="", by=ModeratorFactory.create(), now=NOW)
    return Case.objects.get(pk=ask.case_id)


def canary(**more: object) -> Case:
    named = {"filing__account__store_name": "Canary Lamps", "filing__account__merchant_token": "A2CANARY00001"}
    return CaseFactory.create(owner=UserFactory.create(), **named, **more)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.VERIFIED, State.RESOLVED])
def test_what_was_in_it_goes_and_the_record_holds(state: State) -> None:
    case = canary(state=state)
    CaseFileFactory.create(case=case)
    grant = CaseGrantFactory.create(case=case)
    case = agree(CaseErasureFactory.create(case=case, words="The court of Hangzhou orders it."))
    assert case.account
    assert (case.narrative, case.notice_text, case.account.store_name, case.account.merchant_token) == ("",) * 4
    assert (case.visibility, case.state in (State.WITHDRAWN, State.RESOLVED)) == (Visibility.PRIVATE, True)
    assert not StoredFile.objects.filter(custody__isnull=False, discarded_at=None).exists()
    grant.refresh_from_db()
    assert grant.revoked_at == NOW
    remark = EventRemark.objects.get(event__case=case)
    assert (remark.event.kind, remark.text) == (EventKind.ERASED, "The court of Hangzhou orders it.")
    assert Message.objects.filter(kind="case_erased", recipient=case.owner).count() == 1
    assert list(check_all()) == []


def test_nothing_goes_before_another_moderator_agrees(moderator: User) -> None:
    ask = CaseErasureFactory.create(case=canary(), by=moderator)
    with pytest.raises(AskRefused, match="yourself"):
        answer_case_erasure(ask=ask, allows=True, words="", by=moderator, now=NOW)
    answer_case_erasure(ask=ask, allows=False, words="The seller answered.", by=ModeratorFactory.create(), now=NOW)
    ask.refresh_from_db()
    case = Case.objects.get()
    assert (ask.state, bool(case.narrative), case.state) == (AskState.REFUSED, True, State.SUBMITTED)


def test_it_is_proposed_once_with_words_and_not_where_something_is_held(moderator: User) -> None:
    ask, held = CaseErasureFactory.create(), CaseFactory.create()
    LegalHoldFactory.create(person=held.owner)
    own = CaseFactory.create(owner=moderator)
    for case, words in ((ask.case, "Again."), (held, "Why."), (own, "Why."), (CaseFactory.create(), " ")):
        with pytest.raises(AskRefused):
            propose_case_erasure(case=case, ground=Ground.COURT, words=words, by=moderator, now=NOW)
    assert CaseErasure.objects.count() == 1
    assert list(case_erasures_open_to(moderator)) == [ask]


def test_what_is_held_meanwhile_is_not_erased() -> None:
    ask = CaseErasureFactory.create()
    LegalHoldFactory.create(person=ask.case.owner)
    with pytest.raises(AskRefused, match="has to be kept"):
        agree(ask)


def test_the_store_itself_is_not_joined_with_an_erased_impostor() -> None:
    agree(CaseErasureFactory.create(case=canary(), ground=Ground.IMPOSTOR))
    real = canary()
    assert real.account
    assert join_by_keys(seller=real.account.seller, now=NOW) == []


def test_an_account_that_another_case_needs_stays() -> None:
    case = canary()
    second = CaseFactory.create(owner=case.owner)
    Case.objects.filter(pk=second.pk).update(account=case.account)
    agree(CaseErasureFactory.create(case=case))
    assert SellerAccount.objects.get(pk=case.account_id).store_name == "Canary Lamps"
