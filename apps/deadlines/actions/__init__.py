"""Every write of dockets. Read planning.py first: it turns events into deadlines, and moves them."""

from apps.deadlines.actions.calendars import (
    LinkRefused,
    NewLink,
    make_calendar_link,
    note_reading,
    revoke_calendar_link,
)
from apps.deadlines.actions.decisions import (
    DecisionRefused,
    close_docket,
    mark_met,
    mark_missed,
    meet_by_rule,
    reopen_docket,
    take_back_decision,
    waive,
)
from apps.deadlines.actions.digests import send_digests
from apps.deadlines.actions.dockets import (
    correct_trigger,
    declare_triggers,
    describe_docket,
    enter_trigger,
    open_docket,
    withdraw_trigger,
)
from apps.deadlines.actions.own_dates import add_own_date, edit_own_date, personal_docket, remind_at, remove_own_date
from apps.deadlines.actions.pauses import pause_clock, resume_clock
from apps.deadlines.actions.planning import Change
from apps.deadlines.actions.recomputing import recompute, recompute_stale
from apps.deadlines.actions.reminding import remind_due
from apps.deadlines.actions.stand_ins import (
    end_stand_in,
    hand_over_stand_ins,
    name_stand_in,
    name_where_nobody_is,
    tell_stand_ins,
)
from apps.deadlines.actions.telling import Told, tell_once
from apps.deadlines.actions.ticking import tick, watch_clock
from apps.deadlines.actions.wishes import (
    Chosen,
    acknowledge,
    choose_habits,
    follow_proved_outlets,
    remind_again,
    set_preferences,
    snooze,
)

__all__ = [
    "Change",
    "Chosen",
    "DecisionRefused",
    "LinkRefused",
    "NewLink",
    "Told",
    "acknowledge",
    "add_own_date",
    "choose_habits",
    "close_docket",
    "correct_trigger",
    "declare_triggers",
    "describe_docket",
    "edit_own_date",
    "end_stand_in",
    "enter_trigger",
    "follow_proved_outlets",
    "hand_over_stand_ins",
    "make_calendar_link",
    "mark_met",
    "mark_missed",
    "meet_by_rule",
    "name_stand_in",
    "name_where_nobody_is",
    "note_reading",
    "open_docket",
    "pause_clock",
    "personal_docket",
    "recompute",
    "recompute_stale",
    "remind_again",
    "remind_at",
    "remind_due",
    "remove_own_date",
    "reopen_docket",
    "resume_clock",
    "revoke_calendar_link",
    "send_digests",
    "set_preferences",
    "snooze",
    "take_back_decision",
    "tell_once",
    "tell_stand_ins",
    "tick",
    "waive",
    "watch_clock",
    "withdraw_trigger",
]
