"""Rules of the case. No database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.cases.enums import CLOSED, PURSUED, EventKind, State
from apps.cases.rules import (
    PROGRESS,
    TRANSITIONS,
    AccountFacts,
    Actor,
    Filing,
    Problem,
    allowed_pairs,
    complaint_about_date,
    is_credit_code,
    is_marketplace_of,
    moves_from,
    next_steps,
    problems_before_submit,
)
from tests.factories.cases import CREDIT_CODE, FilingFactory
from tests.factories.losses import AmountFactory

TODAY = date(2018, 2, 20)


def places(filing: Filing) -> list[tuple[str, str]]:
    """Step and field of each problem."""
    return [(problem.step, problem.field) for problem in problems_before_submit(filing, latest_today=TODAY)]


def test_a_complete_filing_has_no_problems() -> None:
    assert problems_before_submit(FilingFactory.build(), latest_today=TODAY) == []


def test_an_empty_filing_names_only_what_is_needed() -> None:
    assert places(Filing()) == [
        ("event", "platform"),
        ("event", "case_type"),
        ("event", "notice_date"),
        ("event", "notice_zone"),
        ("event", "allegation"),
        ("account", "store_name"),
    ]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"platform": "amazn", "marketplace": ""}, ("event", "platform")),
        ({"marketplace": "amazon.mars"}, ("event", "marketplace")),
        ({"platform": "ebay"}, ("event", "marketplace")),
        ({"country": "XX"}, ("event", "country")),
        ({"case_type": "bad_luck"}, ("event", "case_type")),
        ({"allegation": "rude"}, ("event", "allegation")),
        ({"notice_date": None}, ("event", "notice_date")),
        ({"notice_date": date(2018, 2, 21)}, ("event", "notice_date")),
        ({"notice_date": date(1994, 12, 31)}, ("event", "notice_date")),
        ({"notice_zone": ""}, ("event", "notice_zone")),
        ({"notice_zone": "Mars/Olympus"}, ("event", "notice_zone")),
        ({"notice_text": "n" * 200_001}, ("event", "notice_text")),
        ({"narrative": "n" * 20_001}, ("event", "narrative")),
        ({"account": AccountFacts(company_name="Only a company")}, ("account", "store_name")),
        ({"account": AccountFacts(store_name="S", credit_code="911100006000373410")}, ("account", "credit_code")),
        ({"account": AccountFacts(store_name="S" * 201)}, ("account", "store_name")),
        ({"account": AccountFacts(store_url="u" * 501)}, ("account", "store_url")),
        ({"amounts": (AmountFactory.build(component="luck"),)}, ("amounts", "")),
        ({"amounts": (AmountFactory.build(currency="XYZ"),)}, ("amounts", "")),
        ({"amounts": (AmountFactory.build(likely=Decimal(9_999)),)}, ("amounts", "")),
        ({"amounts": (AmountFactory.build(loss_date=date(2018, 2, 21)),)}, ("amounts", "")),
        ({"amounts": tuple(AmountFactory.build_batch(31))}, ("amounts", "")),
        ({"visibility": "everybody"}, ("visibility", "visibility")),
    ],
)
def test_one_thing_wrong_is_one_problem_at_its_field(changes: dict[str, object], place: tuple[str, str]) -> None:
    assert places(replace(FilingFactory.build(), **changes)) == [place]


def test_the_longest_allowed_is_no_problem() -> None:
    filing = replace(FilingFactory.build(), notice_text="n" * 200_000, narrative="n" * 20_000, notice_date=TODAY)
    assert problems_before_submit(filing, latest_today=TODAY) == []


def test_a_problem_is_a_sentence() -> None:
    problems = problems_before_submit(replace(FilingFactory.build(), case_type=""), latest_today=TODAY)
    assert problems == [Problem("event", "case_type", "Choose what happened.")]


def test_dates_of_notices() -> None:
    assert complaint_about_date(TODAY, TODAY) == ""
    assert "future" in complaint_about_date(date(2018, 2, 21), TODAY)
    assert "too long ago" in complaint_about_date(date(1900, 1, 1), TODAY)
    assert "Give the date" in complaint_about_date(None, TODAY)


def test_a_marketplace_belongs_to_its_platform() -> None:
    assert is_marketplace_of("amazon.us", "amazon")
    assert is_marketplace_of("", "ebay")
    assert not is_marketplace_of("amazon.us", "ebay")
    assert not is_marketplace_of("ebay", "ebay")


def test_credit_codes_have_a_check_character() -> None:
    assert is_credit_code(CREDIT_CODE)
    assert is_credit_code(CREDIT_CODE.lower())
    assert not is_credit_code(CREDIT_CODE[:-1] + "M")
    assert not is_credit_code("not a code")


def test_every_state_can_be_reached() -> None:
    targets = {move.target for move in TRANSITIONS.values()}
    assert targets | {State.DRAFT} == set(State)


def test_transitions_are_named_by_their_own_name() -> None:
    assert {name: move.name for name, move in TRANSITIONS.items()} == {name: name for name in TRANSITIONS}


def test_no_pair_stays_where_it_is() -> None:
    assert [pair for pair in allowed_pairs() if pair[0] == pair[1]] == []


def test_nothing_returns_to_a_draft() -> None:
    assert [pair for pair in allowed_pairs() if pair[1] == State.DRAFT] == []


def test_closed_cases_only_reopen() -> None:
    for state in CLOSED:
        for actor in Actor:
            assert [move.name for move in moves_from(state, actor)] == [EventKind.REOPEN]


def test_only_moderators_verify_and_return() -> None:
    names = {move.name for state in State for move in moves_from(state, Actor.SELLER)}
    assert names & {EventKind.VERIFY, EventKind.RETURN} == set()
    assert {move.name for move in moves_from(State.SUBMITTED, Actor.MODERATOR)} == {
        EventKind.VERIFY,
        EventKind.RETURN,
    }


def test_only_sellers_submit_and_withdraw() -> None:
    names = {move.name for state in State for move in moves_from(state, Actor.MODERATOR)}
    assert names & {EventKind.SUBMIT, EventKind.RESUBMIT, EventKind.WITHDRAW} == set()


def test_progress_starts_only_from_pursued_states() -> None:
    assert {state for name in PROGRESS for state in TRANSITIONS[name].sources} == set(PURSUED)
    assert len(PROGRESS) == 9


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_next_step_that_can_be_taken(state: State) -> None:
    steps = next_steps(state)
    assert len(steps) >= 1
    names = {move.name for move in moves_from(state, Actor.SELLER)}
    possible = {
        "": True,
        "file": state == State.DRAFT,
        "mend": EventKind.RESUBMIT in names,
        "appeal": state in PURSUED,
        "progress": bool(names & set(PROGRESS)),
        "reopen": EventKind.REOPEN in names,
    }
    assert all(possible[step.act] for step in steps)
