"""What a case needs before it is submitted, which moves there are, what comes next. No database, no clock."""

from apps.cases.rules.dates import (
    NOTICE_EVENTS,
    docket_subject,
    event_of_step,
    jurisdictions_of,
    notice_events,
    rules_met_by,
)
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
    "NOTICE_EVENTS",
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
    "docket_subject",
    "event_of_step",
    "is_credit_code",
    "is_marketplace_of",
    "jurisdictions_of",
    "moves_from",
    "next_steps",
    "notice_events",
    "problems_before_submit",
    "rules_met_by",
]
