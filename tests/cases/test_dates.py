"""A case's dates: entered with the notice, moved with it, met by its steps, closed with the case."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.enums import Answer, EventKind, State, Track
from apps.cases.models import Case
from apps.cases.rules import (
    NOTICE_EVENTS,
    Actor,
    Sent,
    docket_subject,
    event_of_step,
    jurisdictions_of,
    notice_events,
    rules_met_by,
)
from apps.deadlines.enums import TRIGGERS, DeadlineState, ReminderState
from apps.deadlines.models import Docket, Reminder, TriggerEntry
from apps.deadlines.rules import rule_book
from apps.deadlines.selectors import dates_of, standing_triggers
from apps.marketplaces.enums import CASE_TYPES
from tests.factories.accounts import UserFactory
from tests.factories.cases import STARTED, CaseFactory, DraftFactory, FilingFactory

SOON = STARTED + timedelta(days=1)


def state_of(case: Case, rule: str) -> str:
    return str(case.docket.deadlines.exclude(state=DeadlineState.SUPERSEDED).get(rule_id=rule).state)


@pytest.fixture
def owner(db: None) -> User:
    return UserFactory.create(time_zone="Asia/Shanghai")


# -- rules
def test_every_event_and_rule_a_case_names_is_known() -> None:
    assert set(NOTICE_EVENTS) <= set(TRIGGERS)
    assert {event_of_step(kind) for kind in EventKind} - {""} <= set(TRIGGERS)
    assert {rule for kind in EventKind for rule in rules_met_by(kind)} <= set(rule_book())
    assert {code for code in CASE_TYPES if notice_events(code)} <= set(CASE_TYPES)


@pytest.mark.parametrize(
    ("country", "found"),
    [("US", ("US",)), ("DE", ("EU", "DE")), ("FR", ("EU",)), ("GB", ("UK",)), ("CN", ("CN",)), ("JP", ()), ("", ())],
)
def test_whose_rules_hold(country: str, found: tuple[str, ...]) -> None:
    assert jurisdictions_of(country) == found


def test_the_platform_zone_is_the_marketplaces_and_what_is_held_counts() -> None:
    subject = docket_subject(
        platform="amazon",
        marketplace="amazon.us",
        country="",
        case_type="account_suspension",
        held=["withheld_balance", "fba_stock", "advertising_balance"],
        seller_zone="Asia/Shanghai",
    )
    assert subject.platform_zone == "America/Los_Angeles"
    assert subject.case_types == ("account_suspension", "funds_withheld", "inventory_held")
    assert subject.jurisdictions == ("US",)


# -- a case's life
def test_submitting_opens_the_dates_of_the_notice(owner: User) -> None:
    case = CaseFactory.create(owner=owner)
    docket = case.docket
    assert (docket.owner, docket.reference) == (owner, case.reference)
    found = {deadline.rule_id: deadline.due_day for deadline in dates_of(docket)}
    assert found["amz.poa_17d"] == date(2018, 3, 3)
    assert found["amz.funds_hold_90d"] == date(2018, 5, 15), "the filing names a withheld balance"
    assert Reminder.objects.filter(recipient=owner, state=ReminderState.PLANNED).exists()


def test_a_draft_has_a_docket_and_takes_it_along(owner: User) -> None:
    draft = DraftFactory.create(owner=owner)
    assert Docket.objects.get() == draft.case.docket
    actions.discard_draft(case=draft.case, by=owner, now=SOON)
    assert not Docket.objects.exists()


def test_an_incomplete_filing_opens_nothing(owner: User) -> None:
    draft = DraftFactory.create(owner=owner)
    with pytest.raises(actions.FilingIncomplete):
        actions.submit_case(case=draft.case, filing=FilingFactory.build(case_type=""), by=owner, now=SOON)
    assert not TriggerEntry.objects.exists()


def test_filing_again_with_another_date_moves_the_dates(owner: User) -> None:
    case = CaseFactory.create(owner=owner, state=State.RETURNED)
    filing = replace(FilingFactory.build(), notice_date=date(2018, 2, 16))
    actions.submit_case(case=case, filing=filing, by=owner, now=SOON)
    plan = case.docket.deadlines.get(rule_id="amz.poa_17d")
    assert (plan.due_day, plan.version) == (date(2018, 3, 5), 2)
    assert {entry.day for entry in standing_triggers(case.docket)} == {date(2018, 2, 16)}


def test_filing_again_as_something_else_replaces_the_dates(owner: User) -> None:
    case = CaseFactory.create(owner=owner, state=State.RETURNED)
    filing = replace(FilingFactory.build(), case_type="brand_removal", amounts=())
    actions.submit_case(case=case, filing=filing, by=owner, now=SOON)
    assert {entry.kind for entry in standing_triggers(case.docket)} == {"brand_removal_notice"}
    assert not dates_of(case.docket).filter(rule_id="amz.poa_17d").exists()


def test_an_appeal_meets_the_plan_and_begins_the_review(owner: User) -> None:
    case = CaseFactory.create(owner=owner, state=State.VERIFIED)
    now = datetime.fromisoformat("2018-03-01T20:00:00+00:00")
    sent = Sent(day=date(2018, 3, 2), at=time(4), zone="Asia/Shanghai", channel="form")
    appeal = actions.record_sent_appeal(case=case, track=Track.CURED, sent=sent, by=owner, now=now)
    assert state_of(case, "amz.poa_17d") == DeadlineState.MET
    review = case.docket.deadlines.get(rule_id="amz.review_90d")
    assert (review.trigger.day, review.due_day) == (date(2018, 3, 2), date(2018, 5, 31)), "2 March in Beijing"
    actions.record_answer(appeal=appeal, answer=Answer.REFUSED, day=date(2018, 3, 2), by=owner, now=now)
    assert state_of(case, "amz.review_90d") == DeadlineState.MET


def test_withdrawing_closes_and_reopening_opens_again(owner: User) -> None:
    case = CaseFactory.create(owner=owner)
    actions.withdraw_case(case=case, by=owner, now=SOON)
    assert state_of(case, "amz.poa_17d") == DeadlineState.CLOSED
    assert not Reminder.objects.filter(state=ReminderState.PLANNED).exists()
    actions.reopen_case(case=case, actor=Actor.SELLER, by=owner, now=SOON)
    assert state_of(case, "amz.poa_17d") == DeadlineState.OPEN


def test_the_end_of_a_case_closes_its_dates(owner: User) -> None:
    case = CaseFactory.create(owner=owner, state=State.RESOLVED)
    assert not case.docket.deadlines.filter(state=DeadlineState.OPEN).exists()


def test_a_case_filed_before_there_were_dockets_gets_one(owner: User) -> None:
    case = CaseFactory.create(owner=owner)
    Case.objects.filter(pk=case.pk).update(docket=None)
    case.refresh_from_db()
    actions.withdraw_case(case=case, by=owner, now=SOON)
    case.refresh_from_db()
    assert case.docket.reference == case.reference
