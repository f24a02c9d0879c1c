"""Submitting: everything or nothing, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import DraftConflict, FilingIncomplete, MoveRefused
from apps.cases.enums import EventKind, State
from apps.cases.models import Case, CaseEvent, Draft, Seller, SellerAccount
from apps.cases.rules import AccountFacts, Filing
from apps.losses.enums import LineKind
from apps.losses.models import LossLine
from apps.losses.selectors import current_lines
from apps.notifications.models import Message
from tests.factories.cases import CREDIT_CODE, STARTED, CaseFactory, DraftFactory, FilingFactory
from tests.factories.losses import AmountFactory

NOW = STARTED + timedelta(hours=2)


def submit(owner: User, filing: Filing | None = None) -> Case:
    case = DraftFactory.create(owner=owner).case
    actions.submit_case(case=case, filing=filing or FilingFactory.build(), by=owner, now=NOW)
    return Case.objects.get(pk=case.pk)


def test_submitting_writes_all_of_it(seller: User) -> None:
    filing = FilingFactory.build(account=AccountFacts("Harbour Lamp", "A2X", "amazon.com/s", "Lamp Co.", CREDIT_CODE))
    case = submit(seller, filing)
    for name in ("platform", "marketplace", "case_type", "allegation", "notice_text", "narrative", "visibility"):
        assert getattr(case, name) == getattr(filing, name)
    assert (case.notice_date, case.notice_time, case.notice_zone) == (
        filing.notice_date,
        filing.notice_time,
        filing.notice_zone,
    )
    assert (case.state, case.submitted_at, case.moved_at) == (State.SUBMITTED, NOW, NOW)
    account = case.account
    assert (account.store_name, account.merchant_token, account.store_url) == ("Harbour Lamp", "A2X", "amazon.com/s")
    assert (account.seller.company_name, account.seller.credit_code) == ("Lamp Co.", CREDIT_CODE)
    line = current_lines(case.ledger).get()
    assert (line.low, line.likely, line.high, line.currency) == (10_000, 12_500, 15_000, "USD")
    event = case.events.get()
    assert (event.kind, event.from_state, event.to_state, event.by, event.at) == (
        EventKind.SUBMIT,
        State.DRAFT,
        State.SUBMITTED,
        seller,
        NOW,
    )
    assert not Draft.objects.exists()
    assert Message.objects.get().recipient == seller


def test_an_incomplete_filing_changes_nothing(seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    filing = replace(FilingFactory.build(), case_type="", notice_date=None)
    with pytest.raises(FilingIncomplete) as caught:
        actions.submit_case(case=draft.case, filing=filing, by=seller, now=NOW)
    assert [problem.field for problem in caught.value.problems] == ["case_type", "notice_date"]
    assert Case.objects.get().state == State.DRAFT
    assert [model.objects.count() for model in (Draft, CaseEvent, Seller, LossLine, Message)] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("now", "is_future"),
    [
        (datetime(2018, 2, 20, 9, 59, tzinfo=UTC), True),
        (datetime(2018, 2, 20, 10, 0, tzinfo=UTC), False),  # midnight on the Line Islands, the first on earth
    ],
)
def test_a_date_is_future_only_when_it_is_future_everywhere(now: datetime, is_future: bool, seller: User) -> None:
    case = DraftFactory.create(owner=seller).case
    filing = FilingFactory.build(notice_date=date(2018, 2, 21))
    if is_future:
        with pytest.raises(FilingIncomplete):
            actions.submit_case(case=case, filing=filing, by=seller, now=now)
    else:
        actions.submit_case(case=case, filing=filing, by=seller, now=now)
    assert Case.objects.get().is_draft is is_future


def test_submitting_twice_is_refused_and_written_once(seller: User) -> None:
    case = submit(seller)
    with pytest.raises(MoveRefused, match="already"):
        actions.submit_case(case=case, filing=FilingFactory.build(), by=seller, now=NOW)
    assert [model.objects.count() for model in (CaseEvent, LossLine, Message, SellerAccount)] == [1, 1, 1, 1]


def test_a_stranger_cannot_submit(seller: User, stranger: User) -> None:
    case = DraftFactory.create(owner=seller).case
    with pytest.raises(MoveRefused):
        actions.submit_case(case=case, filing=FilingFactory.build(), by=stranger, now=NOW)
    assert Case.objects.get().is_draft


def test_an_unclaimed_draft_is_not_submitted(seller: User) -> None:
    case = DraftFactory.create(key="k").case
    with pytest.raises(MoveRefused):
        actions.submit_case(case=case, filing=FilingFactory.build(), by=seller, now=NOW)


def test_a_change_made_while_submitting_is_not_lost(seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    actions.save_answers(draft=draft, step="account", answers={"store_name": ["New"]}, seen="", writer="w", now=NOW)
    with pytest.raises(DraftConflict):
        actions.submit_case(case=draft.case, filing=FilingFactory.build(), read_from=draft, by=seller, now=NOW)
    assert Case.objects.get().is_draft
    assert Draft.objects.get().typed == {"account": {"store_name": ["New"]}}


def test_a_returned_case_is_submitted_again_with_its_answers_mended(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    kept = AmountFactory.build()
    more = AmountFactory.build(component="fba_stock", high=Decimal(20_000))
    filing = FilingFactory.build(narrative="Now with dates.", amounts=(kept, more))
    actions.submit_case(case=case, filing=filing, by=seller, now=NOW)
    case.refresh_from_db()
    assert (case.state, case.narrative) == (State.SUBMITTED, "Now with dates.")
    assert [event.kind for event in case.events.all()][-1] == EventKind.RESUBMIT
    assert [line.component for line in current_lines(case.ledger)] == ["withheld_balance", "fba_stock"]
    assert case.ledger.lines.count() == 2
    assert Message.objects.filter(kind="case_received").count() == 2


def test_what_is_no_longer_said_is_taken_back_not_deleted(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    filing = FilingFactory.build(amounts=(AmountFactory.build(likely=Decimal(11_000)),))
    actions.submit_case(case=case, filing=filing, by=seller, now=NOW)
    assert [line.likely for line in current_lines(case.ledger)] == [11_000]
    assert [line.kind for line in case.ledger.lines.all()] == [LineKind.LOSS, LineKind.RETRACTION, LineKind.LOSS]


# -- which account, which seller
def facts(**said: str) -> Filing:
    return FilingFactory.build(account=AccountFacts(**said))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"merchant_token": "A2TOKEN"}, {"merchant_token": " a2token\u200b"}),
        ({"store_name": "港灯 Lamp"}, {"store_name": "港灯 ＬＡＭＰ"}),
        ({"store_url": "amazon.com/s?me=A2"}, {"store_url": "Amazon.com/s?me=A2"}),
        ({"store_name": "Lamp"}, {"store_name": "Lamp", "merchant_token": "A2TOKEN"}),
        ({"store_name": "Lamp", "merchant_token": "A2TOKEN"}, {"store_name": "Lamp"}),
    ],
)
def test_an_account_is_found_again(first: dict[str, str], second: dict[str, str], seller: User) -> None:
    one, two = submit(seller, facts(**first)), submit(seller, facts(**second))
    assert one.account == two.account
    assert SellerAccount.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"merchant_token": "A2TOKEN"}, {"merchant_token": "A3TOKEN"}),
        ({"store_name": "Lamp", "merchant_token": "A2TOKEN"}, {"store_name": "Lamp", "merchant_token": "A3TOKEN"}),
        ({"store_name": "Lamp", "store_url": "amazon.com/a"}, {"store_name": "Lamp", "store_url": "amazon.de/a"}),
        ({"store_name": "A2TOKEN"}, {"merchant_token": "A2TOKEN"}),
    ],
)
def test_another_account_is_another(first: dict[str, str], second: dict[str, str], seller: User) -> None:
    one, two = submit(seller, facts(**first)), submit(seller, facts(**second))
    assert one.account != two.account
    assert SellerAccount.objects.get(pk=one.account_id).merchant_token == first.get("merchant_token", "")


def test_what_an_earlier_case_said_is_completed_not_emptied(seller: User) -> None:
    submit(seller, facts(store_name="Lamp", merchant_token="A2TOKEN"))
    submit(seller, facts(merchant_token="A2TOKEN", store_url="amazon.com/a"))
    account = SellerAccount.objects.get()
    assert (account.store_name, account.merchant_token, account.store_url) == ("Lamp", "A2TOKEN", "amazon.com/a")


def test_the_same_token_on_another_platform_is_another_account(seller: User) -> None:
    one = submit(seller, facts(merchant_token="A2TOKEN"))
    ebay = replace(facts(merchant_token="A2TOKEN"), platform="ebay", marketplace="")
    two = submit(seller, ebay)
    assert one.account != two.account
    assert one.account.token_fingerprint != two.account.token_fingerprint


def test_two_people_naming_one_account_share_only_its_fingerprint(seller: User, stranger: User) -> None:
    one, two = submit(seller, facts(merchant_token="A2TOKEN")), submit(stranger, facts(merchant_token="A2TOKEN"))
    assert one.account != two.account
    assert one.account.token_fingerprint == two.account.token_fingerprint != ""


def test_one_company_has_several_accounts(seller: User) -> None:
    one = submit(seller, facts(merchant_token="A2", company_name="Lamp Co.", credit_code=CREDIT_CODE))
    two = submit(seller, facts(merchant_token="A3", credit_code=CREDIT_CODE.lower()))
    assert one.account != two.account
    assert one.account.seller == two.account.seller
    assert Seller.objects.get().company_name == "Lamp Co."


def test_a_company_completed_later_is_the_same_company(seller: User) -> None:
    submit(seller, facts(merchant_token="A2", company_name="Lamp Co."))
    submit(seller, facts(merchant_token="A3", company_name="lamp co.", credit_code=CREDIT_CODE))
    assert Seller.objects.get().credit_code == CREDIT_CODE


@pytest.mark.django_db(transaction=True)
def test_of_many_submissions_at_once_one_is_written(seller: User) -> None:
    case = DraftFactory.create(owner=seller).case
    answers = race(6, [case] * 6, seller)
    assert answers == ["refused"] * 5 + ["submitted"]
    assert [model.objects.count() for model in (CaseEvent, LossLine, Message, SellerAccount)] == [1, 1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_cases_of_one_account_submitted_at_once_share_it(seller: User) -> None:
    cases = [draft.case for draft in DraftFactory.create_batch(4, owner=seller)]
    assert race(4, cases, seller) == ["submitted"] * 4
    assert [SellerAccount.objects.count(), Seller.objects.count()] == [1, 1]


def race(number: int, cases: list[Case], owner: User) -> list[str]:
    filing = facts(merchant_token="A2TOKEN", company_name="Lamp Co.", credit_code=CREDIT_CODE)
    start = Barrier(number)
    answers: list[str] = []

    def run(case: Case) -> None:
        start.wait()
        try:
            actions.submit_case(case=case, filing=filing, by=owner, now=NOW)
            answers.append("submitted")
        except MoveRefused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)
