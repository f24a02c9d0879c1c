"""Dockets are filled by the actions that fill them in life."""

from datetime import UTC, date, datetime, time
from typing import Any

import factory

from apps.accounts.models import User
from apps.accounts.rules import hash_of_secret
from apps.deadlines.actions import add_own_date, describe_docket, enter_trigger, open_docket
from apps.deadlines.models import (
    CalendarLink,
    Deadline,
    DeadlineEvent,
    Docket,
    Pause,
    Reminder,
    ReminderSettings,
    StandIn,
    TriggerEntry,
)
from apps.deadlines.rules import Subject, Trigger
from tests.factories.accounts import UserFactory

ENTERED = datetime(2018, 3, 2, 12, tzinfo=UTC)
NOTICE = Trigger(date(2018, 3, 2), time(8), "Asia/Shanghai")
SUSPENDED = Subject("amazon", ("account_suspension",), ("US",), "America/Los_Angeles", "Asia/Shanghai")


class DocketFactory(factory.django.DjangoModelFactory[Docket]):
    """The docket of a suspended account of a seller in Beijing time."""

    class Meta:
        model = Docket

    owner = factory.SubFactory(UserFactory, time_zone="Asia/Shanghai")
    reference = "RC-7KFM-39XQ-T"
    subject = SUSPENDED
    now = ENTERED

    @classmethod
    def _create(cls, model_class: type[Docket], *args: Any, **kwargs: Any) -> Docket:
        owner: User = kwargs["owner"]
        docket = open_docket(now=kwargs["now"])
        facts = {"subject": kwargs["subject"], "owner": owner, "reference": kwargs["reference"]}
        describe_docket(docket=docket, **facts, by=owner, now=kwargs["now"])
        docket.refresh_from_db()
        return docket


class TriggerEntryFactory(factory.django.DjangoModelFactory[TriggerEntry]):
    """A notice of 2 March 2018, 8 o'clock in Beijing, with the deadlines that follow."""

    class Meta:
        model = TriggerEntry

    docket = factory.SubFactory(DocketFactory)
    kind = "deactivation_notice"
    event = NOTICE
    now = ENTERED

    @classmethod
    def _create(cls, model_class: type[TriggerEntry], *args: Any, **kwargs: Any) -> TriggerEntry:
        docket = kwargs["docket"]
        enter_trigger(docket=docket, kind=kwargs["kind"], event=kwargs["event"], by=docket.owner, now=kwargs["now"])
        return docket.triggers.last()


class DeadlineFactory(factory.django.DjangoModelFactory[Deadline]):
    """An own date: the end of 20 March 2018 in Beijing."""

    class Meta:
        model = Deadline

    docket = factory.SubFactory(DocketFactory)
    label = "Answer the lawyer"
    day = date(2018, 3, 20)
    at = None
    zone = "Asia/Shanghai"
    now = ENTERED

    @classmethod
    def _create(cls, model_class: type[Deadline], *args: Any, **kwargs: Any) -> Deadline:
        return add_own_date(by=kwargs["docket"].owner, **kwargs)


class ReminderFactory(factory.django.DjangoModelFactory[Reminder]):
    """One more reminder of a date, due when it was entered."""

    class Meta:
        model = Reminder

    deadline = factory.SubFactory(DeadlineFactory)
    deadline_version = 1
    step = "extra"
    recipient = factory.SelfAttribute("deadline.docket.owner")
    due_at = ENTERED


class DeadlineEventFactory(factory.django.DjangoModelFactory[DeadlineEvent]):
    class Meta:
        model = DeadlineEvent

    deadline = factory.SubFactory(DeadlineFactory)
    why = "rule_changed"
    version = 1
    to_state = "open"
    to_moment = ENTERED
    at = ENTERED


class StandInFactory(factory.django.DjangoModelFactory[StandIn]):
    """Somebody who is told until that is ended."""

    class Meta:
        model = StandIn

    docket = factory.SubFactory(DocketFactory)
    person = factory.SubFactory(UserFactory)
    named_at = ENTERED


class PauseFactory(factory.django.DjangoModelFactory[Pause]):
    """The platform's clock stands still since 5 March 2018."""

    class Meta:
        model = Pause

    docket = factory.SubFactory(DocketFactory)
    from_day = date(2018, 3, 5)
    entered_at = ENTERED


class ReminderSettingsFactory(factory.django.DjangoModelFactory[ReminderSettings]):
    """The defaults, chosen."""

    class Meta:
        model = ReminderSettings

    person = factory.SubFactory(UserFactory)
    changed_at = ENTERED


class CalendarLinkFactory(factory.django.DjangoModelFactory[CalendarLink]):
    """A living address; the secrets are `secret-1`, `secret-2` …"""

    class Meta:
        model = CalendarLink

    class Params:
        secret = factory.Sequence(lambda n: f"secret-{n}")

    person = factory.SubFactory(UserFactory)
    token_hash = factory.LazyAttribute(lambda row: hash_of_secret(row.secret))
    made_at = ENTERED
