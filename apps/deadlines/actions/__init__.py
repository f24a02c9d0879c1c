"""Every write of dockets. Read planning.py first: it turns events into deadlines, and moves them."""

from apps.deadlines.actions.decisions import (
    DecisionRefused,
    add_own_date,
    close_docket,
    mark_met,
    mark_missed,
    meet_by_rule,
    reopen_docket,
    take_back_decision,
    waive,
)
from apps.deadlines.actions.dockets import (
    correct_trigger,
    declare_triggers,
    describe_docket,
    enter_trigger,
    open_docket,
    recompute,
    recompute_stale,
)
from apps.deadlines.actions.planning import Change
from apps.deadlines.actions.reminding import remind_due

__all__ = [
    "Change",
    "DecisionRefused",
    "add_own_date",
    "close_docket",
    "correct_trigger",
    "declare_triggers",
    "describe_docket",
    "enter_trigger",
    "mark_met",
    "mark_missed",
    "meet_by_rule",
    "open_docket",
    "recompute",
    "recompute_stale",
    "remind_due",
    "reopen_docket",
    "take_back_decision",
    "waive",
]
