"""I know, later, these steps, another zone: reminders are planned anew, and none is lost or sent twice."""

from datetime import UTC, datetime, time, timedelta

import pytest

from apps.deadlines import actions
from apps.deadlines.actions import Chosen, DecisionRefused
from apps.deadlines.models import Deadline, Reminder, ReminderSettings
from apps.deadlines.tasks import remind
from apps.notifications.enums import DeliveryState
from apps.notifications.models import Message
from tests.factories.deadlines import ENTERED, DeadlineFactory, TriggerEntryFactory

pytestmark = pytest.mark.django_db
HABITS = Chosen(steps=["3d", "12h"], quiet_from=time(21), quiet_until=time(7), digest_at=None)


def waiting(deadline: Deadline) -> dict[str, datetime]:
    return {reminder.step: reminder.due_at for reminder in deadline.reminders.filter(state="planned")}


@pytest.fixture
def deadline(db: None) -> Deadline:
    """The end of 20 March 2018 in Beijing."""
    return DeadlineFactory.create()


def test_who_knows_hears_only_the_last_and_nothing_at_once(deadline: Deadline) -> None:
    owner, now = deadline.docket.owner, ENTERED + timedelta(hours=1)
    actions.acknowledge(deadline=deadline, by=owner, now=now)
    actions.acknowledge(deadline=deadline, by=owner, now=now)
    deadline.refresh_from_db()
    assert (list(waiting(deadline)), deadline.acknowledged_at, deadline.version) == (["6h"], now, 2)
    actions.remind_again(deadline=deadline, by=owner, now=now)
    assert list(waiting(deadline)) == ["7d", "3d", "1d", "6h"]


def test_knowing_drops_the_reminder_that_still_waits_in_the_outbox(deadline: Deadline) -> None:
    first = deadline.reminders.get(step="7d").due_at
    actions.remind_due(limit=10, now=first)
    actions.acknowledge(deadline=deadline, by=deadline.docket.owner, now=first)
    assert Message.objects.get().state == DeliveryState.EXPIRED


def test_a_snooze_is_silent_then_reminds_once(deadline: Deadline) -> None:
    owner, until = deadline.docket.owner, deadline.at - timedelta(days=2)
    actions.snooze(deadline=deadline, until=until, by=owner, now=ENTERED)
    deadline.refresh_from_db()
    assert waiting(deadline)["snoozed"] == until
    assert list(waiting(deadline)) == ["snoozed", "1d", "6h"]
    assert actions.remind_due(limit=10, now=until) == {"queued": 1}


def test_nothing_is_snoozed_beyond_the_last_safe_moment_or_into_the_past(deadline: Deadline) -> None:
    owner = deadline.docket.owner
    safe = datetime(2018, 3, 20, 10, tzinfo=UTC)  # 18:00 in Beijing, six hours before the end
    actions.snooze(deadline=deadline, until=safe, by=owner, now=ENTERED)
    for moment in (safe + timedelta(minutes=1), deadline.at, ENTERED):
        with pytest.raises(DecisionRefused):
            actions.snooze(deadline=deadline, until=moment, by=owner, now=ENTERED)


def test_what_moves_is_asked_about_anew() -> None:
    entry = TriggerEntryFactory.create()
    plan = entry.docket.deadlines.get(rule_id="amz.poa_17d")
    actions.acknowledge(deadline=plan, by=entry.docket.owner, now=ENTERED)
    moved = entry.event.__class__(entry.day + timedelta(days=3), entry.time, entry.zone)
    actions.correct_trigger(entry=entry, event=moved, by=None, now=ENTERED)
    plan.refresh_from_db()
    assert (plan.acknowledged_at, len(waiting(plan))) == (None, 4)


def test_chosen_steps_replace_those_still_to_come(deadline: Deadline) -> None:
    owner = deadline.docket.owner
    actions.choose_habits(person=owner, chosen=HABITS, by=owner, now=ENTERED)
    assert list(waiting(deadline)) == ["3d", "12h"]
    other = DeadlineFactory.create(docket=deadline.docket)
    assert list(waiting(other)) == ["3d", "12h"], "and hold for what comes"
    with pytest.raises(DecisionRefused):
        actions.choose_habits(person=owner, chosen=Chosen([], time(22), time(8), None), by=owner, now=ENTERED)


def test_choosing_after_the_last_step_went_out_does_not_send_it_again(deadline: Deadline) -> None:
    owner, late = deadline.docket.owner, deadline.at - timedelta(hours=5)
    actions.remind_due(limit=10, now=late)
    Message.objects.update(state=DeliveryState.SENT, sent_at=late)
    actions.choose_habits(person=owner, chosen=HABITS, by=owner, now=late)
    assert waiting(deadline) == {}


def test_a_step_lost_by_choosing_comes_at_once(deadline: Deadline) -> None:
    owner, late = deadline.docket.owner, deadline.at - timedelta(hours=8)
    Reminder.objects.exclude(step="6h").update(state="queued", settled_at=late)
    actions.choose_habits(person=owner, chosen=HABITS, by=owner, now=late)
    assert waiting(deadline) == {"now": late}


def test_another_zone_finds_dates_and_reminders_anew() -> None:
    entry = TriggerEntryFactory.create()
    owner, plan = entry.docket.owner, entry.docket.deadlines.get(rule_id="amz.poa_17d")
    before = waiting(plan)
    actions.set_preferences(person=owner, language="en", time_zone="Europe/Berlin", by=owner, now=ENTERED)
    plan.refresh_from_db()
    entry.docket.refresh_from_db()
    assert (entry.docket.seller_zone, plan.wall_zone) == ("Europe/Berlin", "America/Los_Angeles")
    nights = [at.astimezone(owner.zone).time() for at in waiting(plan).values()]
    assert (len(nights), [at for at in nights if not time(8) <= at < time(22)]) == (4, [])
    assert waiting(plan) != before
    version = plan.version
    actions.set_preferences(person=owner, language="zh-hans", time_zone="Europe/Berlin", by=owner, now=ENTERED)
    plan.refresh_from_db()
    assert plan.version == version, "the same zone plans nothing"


# -- the daily summary
def at_eight() -> datetime:
    """In Beijing."""
    return datetime(2018, 3, 15, 0, tzinfo=UTC)


def test_a_summary_comes_once_a_day_to_whoever_asked(deadline: Deadline) -> None:
    owner = deadline.docket.owner
    chosen = Chosen(["7d"], time(22), time(8), time(8))
    actions.choose_habits(person=owner, chosen=chosen, by=owner, now=at_eight() - timedelta(hours=1))
    assert actions.send_digests(now=at_eight() - timedelta(seconds=1)) == 0
    assert actions.send_digests(now=at_eight()) == 1
    assert actions.send_digests(now=at_eight()) == 0
    message = Message.objects.get(kind="dates_of_the_day")
    assert "RC-7KFM-39XQ-T: 21 Mar 2018, 00:00 (Beijing time)" in message.facts
    assert "lawyer" not in message.facts
    assert ReminderSettings.objects.get().next_digest_at == at_eight() + timedelta(days=1)


def test_a_missed_week_is_one_summary_and_an_empty_day_none(deadline: Deadline) -> None:
    owner = deadline.docket.owner
    chosen = Chosen(["7d"], time(22), time(8), time(8))
    actions.choose_habits(person=owner, chosen=chosen, by=owner, now=at_eight() - timedelta(days=9))
    assert actions.send_digests(now=at_eight() - timedelta(days=8)) == 0, "nothing is near yet"
    assert actions.send_digests(now=at_eight() + timedelta(minutes=5)) == 1
    remind()
    assert Message.objects.filter(kind="dates_of_the_day").count() == 1
