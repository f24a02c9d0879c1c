"""Who reads what, and what a typed word finds."""

from datetime import timedelta

from apps.accounts.models import User
from apps.cases import actions, selectors
from apps.cases.enums import EventKind, State
from tests.factories.cases import STARTED, CaseFactory, DraftFactory, FilingFactory, SellerAccountFactory

NOW = STARTED + timedelta(days=1)


def test_a_person_sees_their_own_and_nothing_else(seller: User, stranger: User) -> None:
    draft, filed = DraftFactory.create(owner=seller).case, CaseFactory.create(owner=seller)
    CaseFactory.create()
    DraftFactory.create(key="k")
    assert set(selectors.cases_visible_to(seller, now=NOW)) == {draft, filed}
    assert set(selectors.cases_owned_by(seller)) == {draft, filed}
    assert not selectors.cases_visible_to(stranger, now=NOW).exists()


def test_a_moderator_sees_what_was_filed_and_no_drafts(seller: User, moderator: User) -> None:
    DraftFactory.create(owner=seller)
    DraftFactory.create(key="k")
    filed = {CaseFactory.create(owner=seller, state=state) for state in State if state != State.DRAFT}
    own = DraftFactory.create(owner=moderator).case
    assert set(selectors.cases_visible_to(moderator, now=NOW)) == filed | {own}


def test_somebody_who_left_the_moderators_sees_nothing_more(moderator: User) -> None:
    CaseFactory.create()
    moderator.is_active = False
    assert not selectors.cases_visible_to(moderator, now=NOW).exists()


def test_own_cases_come_newest_first(seller: User) -> None:
    first = DraftFactory.create(owner=seller, now=STARTED).case
    second = DraftFactory.create(owner=seller, now=NOW).case
    assert list(selectors.cases_owned_by(seller)) == [second, first]


def test_the_queue_is_what_was_submitted_oldest_first(seller: User) -> None:
    late = CaseFactory.create(now=NOW)
    early = CaseFactory.create(now=STARTED)
    CaseFactory.create(state=State.VERIFIED)
    CaseFactory.create(state=State.RETURNED)
    DraftFactory.create(owner=seller)
    assert list(selectors.cases_to_verify()) == [early, late]


def test_notes_are_for_moderators(seller: User, moderator: User) -> None:
    case = CaseFactory.create(owner=seller)
    actions.add_note(case=case, text="Looks right.", by=moderator, now=NOW)
    assert [event.kind for event in selectors.timeline_of(case, seller)] == [EventKind.SUBMIT]
    assert [event.kind for event in selectors.timeline_of(case, moderator)] == [EventKind.SUBMIT, EventKind.NOTE]


def test_the_last_return_is_the_one_that_counts(seller: User, moderator: User) -> None:
    case = CaseFactory.create(owner=seller)
    assert selectors.last_return(case) is None
    actions.return_case(case=case, reason="First.", by=moderator, now=NOW)
    actions.submit_case(case=case, filing=FilingFactory.build(), by=seller, now=NOW)
    case.refresh_from_db()
    actions.return_case(case=case, reason="Second.", by=moderator, now=NOW)
    last = selectors.last_return(case)
    assert last is not None
    assert last.remark.text == "Second."


def test_accounts_are_a_persons_own(seller: User) -> None:
    mine = SellerAccountFactory.create(seller__owner=seller)
    SellerAccountFactory.create()
    assert list(selectors.accounts_of(seller)) == [mine]
