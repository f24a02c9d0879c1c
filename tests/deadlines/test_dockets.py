"""Events open deadlines; corrections move them; what is over is no alarm."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from apps.deadlines import actions
from apps.deadlines.actions import DecisionRefused
from apps.deadlines.actions.decisions import take_back_decision
from apps.deadlines.actions.dockets import withdraw_trigger
from apps.deadlines.enums import DeadlineState, ReminderState
from apps.deadlines.models import Deadline, DeadlineEvent, Docket, Reminder, TriggerEntry
from apps.deadlines.rules import Subject, Trigger
from apps.deadlines.selectors import coming_first, dates_of, deadlines_of, stale_dockets, standing_triggers
from tests.factories.deadlines import ENTERED, NOTICE, DeadlineFactory, DocketFactory, TriggerEntryFactory

pytestmark = pytest.mark.django_db
LATER = ENTERED + timedelta(hours=1)


def dates(docket: Docket) -> dict[str, str]:
    """Rule → quoted day of what stands."""
    return {deadline.rule_id: deadline.due_day.isoformat() for deadline in dates_of(docket)}


def plan_of(docket: Docket) -> Deadline:
    return docket.deadlines.get(rule_id="amz.poa_17d", state__in=DeadlineState.values)


# -- entering
def test_the_notice_of_the_founding_text_opens_its_plan_of_17_days() -> None:
    docket = TriggerEntryFactory.create().docket
    assert dates(docket) == {
        "amz.poa_soft_72h": "2018-03-05",
        "amz.appeal_entry_14d": "2018-03-16",
        "amz.poa_17d": "2018-03-19",
        "amz.fba_suspension_removal_mail_30d": "2018-04-01",
    } | {rule: day for rule, day in dates(docket).items() if rule == "us.inform_10d"}
    plan = plan_of(docket)
    assert plan.act_by == plan.at == datetime(2018, 3, 19, 7, tzinfo=UTC), "the day ends first in Los Angeles"
    assert (plan.wall_day, plan.wall_clock, plan.wall_zone) == (date(2018, 3, 18), "24:00", "America/Los_Angeles")
    assert (plan.state, plan.version, plan.standing) == (DeadlineState.OPEN, 1, "platform_notice")
    assert [step["en"] for step in plan.facts["working"]][1].startswith("Day 0")


def test_the_review_of_90_days_follows_from_the_appeal() -> None:
    docket = DocketFactory.create()
    event = Trigger(date(2018, 3, 19), None, "Asia/Shanghai")
    actions.enter_trigger(docket=docket, kind="appeal_submitted", event=event, by=docket.owner, now=ENTERED)
    assert dates(docket)["amz.review_90d"] == "2018-06-17"
    review = docket.deadlines.get(rule_id="amz.review_90d")
    assert (review.act_by, review.late_after is None) == (None, False)


def test_held_money_has_its_90_days_of_2018() -> None:
    subject = Subject("amazon", ("account_suspension", "funds_withheld"), ("US",), "America/Los_Angeles", "")
    docket = DocketFactory.create(subject=subject)
    event = Trigger(date(2018, 2, 14), None, "")
    actions.enter_trigger(docket=docket, kind="deactivation_notice", event=event, by=docket.owner, now=ENTERED)
    assert dates(docket)["amz.funds_hold_90d"] == "2018-05-15"


def test_rules_of_other_countries_and_platforms_stay_out() -> None:
    ebay = DocketFactory.create(subject=Subject("ebay", ("account_suspension",), ("US",)))
    TriggerEntryFactory.create(docket=ebay)
    assert dates(ebay) == {}


def test_an_old_notice_is_no_alarm() -> None:
    docket = TriggerEntryFactory.create(now=datetime(2022, 1, 1, tzinfo=UTC)).docket
    assert {deadline.state for deadline in dates_of(docket)} == {DeadlineState.PAST}
    assert not Reminder.objects.exists()
    assert coming_first(dates_of(docket), LATER) == []


def test_entries_and_history_are_final() -> None:
    TriggerEntryFactory.create()
    for rows in (TriggerEntry.objects.all(), DeadlineEvent.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(docket=None) if rows.model is TriggerEntry else rows.delete()


def test_a_doubtful_date_is_never_kept_as_law() -> None:
    deadline = plan_of(TriggerEntryFactory.create().docket)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=deadline.pk).update(needs_counsel=True)
    late = Trigger(date(2024, 3, 2), None, "Asia/Shanghai")
    docket = TriggerEntryFactory.create(event=late, now=datetime(2024, 3, 2, tzinfo=UTC)).docket
    assert (plan_of(docket).needs_counsel, plan_of(docket).standing) == (True, "")


# -- correcting
def test_correcting_the_notice_moves_its_dates_and_tells_from_where_to_where() -> None:
    entry = TriggerEntryFactory.create()
    before = plan_of(entry.docket)
    changes = actions.correct_trigger(
        entry=entry, event=replace(NOTICE, day=date(2018, 3, 5)), by=entry.docket.owner, now=LATER
    )
    after = plan_of(entry.docket)
    assert (after.pk, after.version, after.due_day) == (before.pk, 2, date(2018, 3, 22))
    assert [(c.was, c.now) for c in changes if c.deadline.pk == after.pk] == [(before.at, after.at)]
    assert [(e.why, e.from_moment, e.to_moment) for e in after.events.all()] == [
        ("opened", None, before.at),
        ("trigger_corrected", before.at, after.at),
    ]
    assert [entry.day for entry in standing_triggers(entry.docket)] == [date(2018, 3, 5)]
    states = {(r.deadline_version, r.state) for r in after.reminders.all()}
    assert states == {(1, ReminderState.CANCELLED), (2, ReminderState.PLANNED)}


def test_correcting_to_the_same_changes_nothing_and_an_old_entry_cannot_be_corrected_twice() -> None:
    entry = TriggerEntryFactory.create()
    assert actions.correct_trigger(entry=entry, event=NOTICE, by=None, now=LATER) == []
    moved = replace(NOTICE, day=date(2018, 3, 3))
    assert actions.correct_trigger(entry=entry, event=moved, by=None, now=LATER)
    assert actions.correct_trigger(entry=entry, event=replace(moved, day=date(2018, 3, 4)), by=None, now=LATER) == []


def test_a_date_that_was_met_keeps_its_decision_when_the_notice_is_corrected() -> None:
    entry = TriggerEntryFactory.create()
    plan = plan_of(entry.docket)
    actions.mark_met(deadline=plan, by=entry.docket.owner, now=LATER)
    actions.correct_trigger(entry=entry, event=replace(NOTICE, day=date(2018, 3, 5)), by=None, now=LATER)
    plan.refresh_from_db()
    assert (plan.state, plan.due_day) == (DeadlineState.MET, date(2018, 3, 19))


def test_taking_an_event_back_takes_its_dates_away() -> None:
    entry = TriggerEntryFactory.create()
    withdraw_trigger(entry=entry, by=entry.docket.owner, now=LATER)
    assert (dates(entry.docket), list(standing_triggers(entry.docket))) == ({}, [])
    assert not Reminder.objects.filter(state=ReminderState.PLANNED).exists()


def test_what_happens_again_replaces_what_ran_from_the_first_time() -> None:
    docket = DocketFactory.create()
    for day in (date(2018, 3, 19), date(2018, 4, 2)):
        event = Trigger(day, None, "Asia/Shanghai")
        actions.enter_trigger(docket=docket, kind="appeal_submitted", event=event, by=docket.owner, now=ENTERED)
    assert dates(docket)["amz.review_90d"] == "2018-07-01"
    assert docket.deadlines.filter(rule_id="amz.review_90d").count() == 2


def test_other_facts_about_the_docket_count_its_dates_again() -> None:
    docket = TriggerEntryFactory.create().docket
    was = plan_of(docket)
    subject = replace(docket.subject, platform_zone="Asia/Tokyo")
    actions.describe_docket(
        docket=docket, subject=subject, owner=docket.owner, reference="RC", by=docket.owner, now=LATER
    )
    now = plan_of(docket)
    assert (now.version, now.wall_zone, now.at > was.at) == (2, "Asia/Tokyo", True)


# -- recomputing
def test_dates_found_by_an_older_rule_are_found_again_once() -> None:
    docket = TriggerEntryFactory.create().docket
    assert not stale_dockets().exists()
    Deadline.objects.filter(rule_id="amz.poa_17d").update(
        rule_checksum="old",
        due_day=date(2018, 3, 12),
        act_by=ENTERED + timedelta(days=9),
        at=ENTERED + timedelta(days=9),
    )
    assert list(stale_dockets()) == [docket]
    assert actions.recompute_stale(now=LATER) == 1
    assert (plan_of(docket).due_day, plan_of(docket).version) == (date(2018, 3, 19), 2)
    assert actions.recompute_stale(now=LATER) == 0
    assert actions.recompute(docket=docket, now=LATER) == []
    assert plan_of(docket).events.last().why == "rule_changed"


def test_dates_counted_with_today_s_holidays_are_not_stale() -> None:
    docket = DocketFactory.create(subject=Subject("amazon", ("ip_complaint",), ("US",), "America/Los_Angeles", ""))
    event = Trigger(date(2018, 3, 1), None, "America/Los_Angeles")
    kind = "valid_counter_notice_received"
    actions.enter_trigger(docket=docket, kind=kind, event=event, by=docket.owner, now=ENTERED)
    window = docket.deadlines.get(rule_id="us.dmca_512g")
    assert (window.state, window.holidays_version != "") == ("open", True)
    assert not stale_dockets().exists()
    Deadline.objects.update(holidays_version="holidays 0.1 (US)")
    assert list(stale_dockets()) == [docket]
    actions.recompute_stale(now=LATER)
    assert not stale_dockets().exists()


def test_other_time_zone_data_alone_moves_nothing() -> None:
    docket = TriggerEntryFactory.create().docket
    Deadline.objects.update(tzdata_version="tzdata 2017a")
    assert (actions.recompute_stale(now=LATER), stale_dockets().exists()) == (0, False)
    assert plan_of(docket).version == 1


# -- deciding
def test_met_silences_and_says_who() -> None:
    docket = TriggerEntryFactory.create().docket
    plan = plan_of(docket)
    actions.mark_met(deadline=plan, by=docket.owner, now=LATER)
    actions.mark_met(deadline=plan, by=docket.owner, now=LATER)
    plan.refresh_from_db()
    assert (plan.state, plan.decided_by, plan.moved_at) == (DeadlineState.MET, docket.owner, LATER)
    assert {r.state for r in plan.reminders.all()} == {ReminderState.CANCELLED}
    with pytest.raises(DecisionRefused):
        actions.waive(deadline=plan, by=docket.owner, now=LATER)
    take_back_decision(deadline=plan, by=docket.owner, now=LATER)
    plan.refresh_from_db()
    assert (plan.state, plan.decided_by) == (DeadlineState.OPEN, None)
    assert plan.reminders.filter(state=ReminderState.PLANNED, deadline_version=plan.version).count() == 4


def test_nothing_is_missed_while_there_is_time() -> None:
    plan = plan_of(TriggerEntryFactory.create().docket)
    with pytest.raises(DecisionRefused):
        actions.mark_missed(deadline=plan, by=plan.docket.owner, now=LATER)
    actions.mark_missed(deadline=plan, by=plan.docket.owner, now=plan.at)
    plan.refresh_from_db()
    assert plan.state == DeadlineState.MISSED


def test_closing_and_reopening() -> None:
    docket = TriggerEntryFactory.create().docket
    before = dates(docket)
    assert actions.close_docket(docket=docket, by=docket.owner, now=LATER) == len(before)
    assert {d.state for d in dates_of(docket)} == {DeadlineState.CLOSED}
    assert not Reminder.objects.filter(state=ReminderState.PLANNED).exists()
    late = datetime(2018, 3, 10, tzinfo=UTC)
    actions.reopen_docket(docket=docket, by=docket.owner, now=late)
    states = {d.rule_id: d.state for d in dates_of(docket)}
    assert (states["amz.poa_soft_72h"], states["amz.poa_17d"]) == (DeadlineState.PAST, DeadlineState.OPEN)


# -- own dates
def test_an_own_date_ends_with_its_day_and_keeps_its_words_encrypted() -> None:
    deadline = DeadlineFactory.create()
    assert deadline.act_by == datetime(2018, 3, 20, 16, tzinfo=UTC)
    assert Deadline.objects.get().title == "Answer the lawyer"
    assert b"lawyer" not in bytes(Deadline.objects.values_list("label", flat=True)[0].stored)
    assert deadline.reminders.count() == 4


@pytest.mark.parametrize(("label", "day"), [(" ", date(2018, 3, 20)), ("Call", date(2018, 3, 1))])
def test_an_own_date_needs_words_and_a_future(label: str, day: date) -> None:
    with pytest.raises(DecisionRefused):
        DeadlineFactory.create(label=label, day=day)
    assert not Deadline.objects.exists()


# -- reading
def test_what_comes_next_leads() -> None:
    docket = TriggerEntryFactory.create().docket
    now = datetime(2018, 3, 10, tzinfo=UTC)
    found = [deadline.rule_id for deadline in coming_first(deadlines_of(docket.owner), now)]
    assert (found[0], found[-1]) == ("amz.appeal_entry_14d", "amz.poa_soft_72h")


def test_a_stranger_has_no_dates_of_others(stranger: object) -> None:
    TriggerEntryFactory.create()
    assert not deadlines_of(stranger).exists()  # type: ignore[arg-type]


def test_an_own_date_with_a_time() -> None:
    assert DeadlineFactory.create(at=time(9, 30)).act_by == datetime(2018, 3, 20, 1, 30, tzinfo=UTC)
