"""What stands in the way of an appeal, how its text reads, how often one may appeal. No database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.enums import UNSENT, AppealState, Track
from apps.cases.rules import (
    PARTS,
    AppealText,
    GuardFacts,
    Question,
    appeal_moves,
    as_plain,
    checklist,
    docket_subject,
    limit_by_rule,
    waits_until,
)
from tests.factories.appeals import PLAN

NOW = datetime(2018, 2, 22, 9, tzinfo=UTC)


def failed(text: AppealText, files: int = 1, *, chinese: bool = False) -> set[str]:
    return {check.code for check in checklist(text, files=files, marketplace_reads_chinese=chinese) if not check.passed}


def test_a_whole_plan_passes_every_check() -> None:
    assert failed(PLAN) == set()


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"parts": {**PLAN.parts, "preventive": " "}}, {"parts"}),
        ({"parts": {**PLAN.parts, "root_cause": "Fraud."}}, {"substance"}),
        ({"parts": {**PLAN.parts, "corrective": "We did much. " * 20}}, {"dates"}),
        ({"questions": (Question("Which orders?", " "),)}, {"questions"}),
        ({"form_limit": 100}, {"fits"}),
        ({"whole": "亲爱的亚马逊"}, {"language"}),
        ({"track": Track.ERROR}, {"parts", "dates"}),
    ],
)
def test_each_check_finds_what_it_is_for(change: dict[str, object], codes: set[str]) -> None:
    found = failed(replace(PLAN, **change))  # type: ignore[arg-type]
    assert (found - {"parts"} if "whole" in change else found) == codes


@pytest.mark.parametrize(
    "left",
    ["[Your name]", "[insert order number here]", "____", "XXX", "TODO", "【填写日期】", "待填", "[company name]"],
)
def test_what_is_to_be_filled_in_is_found(left: str) -> None:
    assert failed(replace(PLAN, questions=(Question("Who?", f"It was {left}."),))) - {"language"} == {"placeholders"}


@pytest.mark.parametrize("fine", ["[Annex 3]", "order [112-1]", "the XL size", "我们的【港灯】品牌", "_id"])
def test_what_only_looks_like_it_is_not(fine: str) -> None:
    assert "placeholders" not in failed(replace(PLAN, questions=(Question("Who?", fine),)))


def test_proof_is_advice_and_parts_are_not() -> None:
    must = {check.code: check.must for check in checklist(PLAN, files=0, marketplace_reads_chinese=True)}
    assert (must["parts"], must["questions"], must["placeholders"], must["fits"]) == (True, True, True, True)
    assert (must["files"], must["substance"], must["dates"], must["language"]) == (False, False, False, False)


def test_the_text_reads_in_its_order_under_its_headings() -> None:
    text = AppealText(
        parts={"root_cause": "A\n", "preventive": "C", "mistake": "of the other track"},
        questions=(Question("Why?", "Because."),),
    )
    assert as_plain(text, headings={"root_cause": "Root cause"}) == "Root cause\nA\n\nC\n\nWhy?\nBecause."
    assert text.length == len("A\n\nC\n\nWhy?\nBecause.")


words = st.text(max_size=40)


@given(
    st.builds(
        AppealText,
        track=st.sampled_from(list(PARTS)).map(str),
        parts=st.dictionaries(st.sampled_from(["root_cause", "mistake", "proof"]), words),
        questions=st.lists(st.builds(Question, words, words)).map(tuple),
        whole=words,
        form_limit=st.none() | st.integers(1, 10_000),
    )
)
def test_what_is_kept_is_what_was_typed(text: AppealText) -> None:
    assert AppealText.from_json(text.as_json()) == text
    assert as_plain(text.tidy(), headings={}) == as_plain(text, headings={})


# -- how often
@pytest.mark.parametrize(
    ("platform", "case_type", "allowed"),
    [
        ("amazon", "brand_removal", 1),
        ("tiktok_shop", "account_suspension", 2),
        ("amazon", "account_suspension", None),
        ("", "", None),
    ],
)
def test_limits_are_those_of_cited_rules(platform: str, case_type: str, allowed: int | None) -> None:
    subject = docket_subject(
        platform=platform, marketplace="", country="", case_type=case_type, held=(), seller_zone=""
    )
    limit = limit_by_rule(subject, date(2022, 12, 8))
    assert limit.allowed == allowed
    assert (limit.rule is not None) == (allowed is not None)
    assert [limit.is_last(sent) for sent in range(3)] == [allowed == 1, allowed == 2, False]


# -- waiting
@given(st.integers(0, 72), st.integers(-200, 200) | st.none())
def test_waiting_ends_after_the_night_or_before_the_date(hours: int, date_in: int | None) -> None:
    due = None if date_in is None else NOW + timedelta(hours=date_in)
    end = waits_until(changed=NOW, hours=hours, date_at=due)
    assert end <= NOW + timedelta(hours=hours)
    if due and due > NOW:
        assert end <= due - timedelta(hours=6)
    else:
        assert end == NOW + timedelta(hours=hours)


def test_the_last_one_needs_an_approval_or_the_sellers_own_word() -> None:
    def guard(**facts: object) -> GuardFacts:
        given_facts = {"is_last": True, "checks": [], "verdict": "", "is_asked": False, "goes_alone": False, **facts}
        return GuardFacts(**given_facts, waits_until=NOW)  # type: ignore[arg-type]

    assert [guard(**facts).can_finish for facts in ({}, {"verdict": "comments"})] == [False, False]
    assert [guard(**facts).passed_by for facts in ({"verdict": "approved"}, {"goes_alone": True})] == ["read", "alone"]
    assert guard(is_last=False).can_finish
    assert guard(is_last=False).passed_by == ""


def test_every_unsent_state_can_be_left_for_sending_or_given_up() -> None:
    pairs = set(appeal_moves())
    for state in UNSENT:
        assert (state.value, AppealState.SUBMITTED.value) in pairs
        assert (state.value, AppealState.WITHDRAWN.value) in pairs
    assert [pair for pair in pairs if pair[0] in ("answered", "withdrawn")] == []
    assert [pair for pair in pairs if pair[0] == "submitted"] == [("submitted", "answered")]
