"""What a case needs before it is submitted, which moves there are, what comes next. No database, no clock."""

from apps.cases.rules.filing import (
    LONGEST_FACTS,
    LONGEST_NARRATIVE,
    LONGEST_NOTICE,
    MOST_AMOUNTS,
    AccountFacts,
    Answers,
    Filing,
    Problem,
    complaint_about_date,
    complaint_about_loss_date,
    is_credit_code,
    is_marketplace_of,
    problems_before_submit,
)
from apps.cases.rules.moves import PROGRESS, TRANSITIONS, Actor, Transition, allowed_pairs, moves_from
from apps.cases.rules.next_steps import NextStep, next_steps

__all__ = [
    "LONGEST_FACTS",
    "LONGEST_NARRATIVE",
    "LONGEST_NOTICE",
    "MOST_AMOUNTS",
    "PROGRESS",
    "TRANSITIONS",
    "AccountFacts",
    "Actor",
    "Answers",
    "Filing",
    "NextStep",
    "Problem",
    "Transition",
    "allowed_pairs",
    "complaint_about_date",
    "complaint_about_loss_date",
    "is_credit_code",
    "is_marketplace_of",
    "moves_from",
    "next_steps",
    "problems_before_submit",
]
