"""Planning for many at once gives the rows that planning one after the other gives, and doing it again adds none."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.deadlines import actions
from apps.deadlines.actions.planning import cancel_reminders, plan_all_anew, plan_anew, plan_reminders
from apps.deadlines.enums import Why
from apps.deadlines.models import Deadline, DeadlineEvent, Reminder, ReminderSettings
from apps.deadlines.rules import Subject, Trigger
from apps.notifications.models import Message, Outlet
from tests.factories.accounts import UserFactory
from tests.factories.deadlines import ENTERED, DeadlineFactory, DocketFactory, TriggerEntryFactory

pytestmark = pytest.mark.django_db
Row = tuple[Any, ...]


@pytest.fixture
def dates() -> list[Deadline]:
    """Of three readers: one with defaults, one with habits and a robot, one whose platform has stopped its clock."""
    plain, choosy = DocketFactory.create(), DocketFactory.create(owner=UserFactory.create(time_zone="America/New_York"))
    ReminderSettings.objects.create(
        person=choosy.owner, steps=["3d", "12h"], quiet_from=time(21), quiet_until=time(7), changed_at=ENTERED
    )
    Outlet.objects.create(person=choosy.owner, kind="webhook", made_at=ENTERED, proved_at=ENTERED)
    for docket in (plain, choosy):
        for day in range(3):
            DeadlineFactory.create(docket=docket, day=date(2018, 3, 20 + day))
    stopped = TriggerEntryFactory.create(kind="appeal_submitted").docket
    TriggerEntryFactory.create(docket=stopped)
    actions.pause_clock(docket=stopped, day=date(2018, 3, 2), by=stopped.owner, now=ENTERED)
    return all_dates()


def all_dates() -> list[Deadline]:
    return list(Deadline.objects.select_related("docket__owner").order_by("at", "id"))


def rows() -> set[Row]:
    columns = ("deadline", "deadline_version", "step", "recipient", "channel", "due_at", "state")
    return set(Reminder.objects.values_list(*columns))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.sets(st.integers(0, 20)),
    known=st.sets(st.integers(0, 20)),
    hours=st.integers(0, 24 * 25),
    last_chance=st.booleans(),
)
def test_all_at_once_is_one_after_the_other(
    dates: list[Deadline], chosen: set[int], known: set[int], hours: int, last_chance: bool
) -> None:
    now = ENTERED + timedelta(hours=hours)
    some = [deadline for number, deadline in enumerate(dates) if number in chosen]
    for number, deadline in enumerate(dates):
        deadline.acknowledged_at = ENTERED if number in known else None
        deadline.snoozed_until = now + timedelta(days=1) if number % 5 == 1 else None
    Reminder.objects.all().delete()
    for deadline in some:
        plan_reminders([deadline], last_chance=last_chance, now=now)
    single = rows()
    Reminder.objects.all().delete()
    plan_reminders(some, last_chance=last_chance, now=now)
    assert rows() == single
    plan_reminders(some, last_chance=last_chance, now=now)
    assert rows() == single, "again adds nothing"


def test_all_anew_is_each_anew(dates: list[Deadline]) -> None:
    """Also where a reminder waits in the outbox: it is dropped there, and its date gets its last chance."""
    now = datetime(2018, 3, 14, 12, tzinfo=UTC)
    assert actions.remind_due(limit=3, now=now) != {}

    def what_follows(work: Callable[[], object]) -> tuple[set[Row], list[Row], list[Row]]:
        with transaction.atomic():
            work()
            events = DeadlineEvent.objects.filter(why=Why.REMINDERS).order_by("deadline")
            found = (
                rows(),
                list(events.values_list("deadline", "version", "from_moment", "to_moment", "to_state")),
                list(Message.objects.order_by("id").values_list("id", "state")),
            )
            transaction.set_rollback(True)
        return found

    each = what_follows(lambda: [plan_anew(date, Why.REMINDERS, by=None, now=now) for date in all_dates()])
    at_once = what_follows(lambda: plan_all_anew(all_dates(), Why.REMINDERS, by=None, now=now))
    assert at_once == each
    assert len(at_once[1]) == len(dates)


@pytest.mark.parametrize("count", [1, 30])
def test_so_many_take_as_many_statements_as_one(count: int) -> None:
    docket = DocketFactory.create()
    for _ in range(count):
        DeadlineFactory.create(docket=docket)
    found = all_dates()
    with CaptureQueriesContext(connection) as asked:
        plan_all_anew(found, Why.REMINDERS, by=None, now=ENTERED)
    assert len(asked) == 10
    assert Reminder.objects.filter(deadline_version=2).count() == 4 * count
    assert cancel_reminders(found, now=ENTERED) == {deadline.pk for deadline in found}


def test_a_notice_that_is_many_events_asks_as_often_as_one_that_is_few() -> None:
    few, many = ("deactivation_notice",), ("deactivation_notice", "suspension_notice", "restriction_imposed")
    event, moved = Trigger(date(2018, 3, 2), None, "Asia/Shanghai"), Trigger(date(2018, 3, 4), None, "Asia/Shanghai")
    subject = Subject(
        "amazon", ("account_suspension", "funds_withheld"), ("EU", "DE"), "Europe/Berlin", "Asia/Shanghai"
    )
    asked, opened = [], []
    for kinds in (few, many):
        docket = DocketFactory.create(subject=subject)
        with CaptureQueriesContext(connection) as queries:
            actions.declare_triggers(docket=docket, kinds=kinds, among=many, event=event, by=docket.owner, now=ENTERED)
        asked.append(len(queries))
        opened.append(set(docket.deadlines.values_list("rule_id", flat=True)))
        changes = actions.declare_triggers(
            docket=docket, kinds=kinds, among=many, event=moved, by=docket.owner, now=ENTERED
        )
        assert {change.deadline.rule_id for change in changes if change.was and change.now} == opened[-1]
    assert asked[0] == asked[1]
    assert opened[0] < opened[1]
