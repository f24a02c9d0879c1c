"""What the demonstration shows, loaded once for all tests that only look at it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from apps.accounts.models import User
from apps.cases.enums import State
from apps.cases.models import Case, CaseEvent
from apps.cases.selectors import cases_to_verify
from apps.incidents.actions import load_incidents, read_data_files
from apps.incidents.actions.demo import Demonstration, load_demonstration
from apps.incidents.actions.demo.plots import read_script
from apps.incidents.models import Placement
from apps.incidents.selectors import cases_to_place
from apps.losses.models import LossLine
from apps.marketplaces.enums import PLATFORMS
from apps.notifications.enums import DeliveryState
from apps.notifications.models import Message

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demonstration]:
    """The whole demonstration; taken back when the last test of this module has looked."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_incidents(records=read_data_files(), now=NOW)
        made = load_demonstration(now=NOW)
        with django_db_blocker.block():
            yield made
        transaction.set_rollback(True)


def test_load_makes_people_and_cases_in_many_states(demonstration: Demonstration, db: None) -> None:
    made = demonstration
    assert (made.people, made.cases, made.was_there) == (11, 41, False)
    cases = Case.objects.all()
    assert cases.count() == 41
    assert {case.is_demonstration for case in cases} == {True}
    assert set(cases.values_list("state", flat=True)) == set(State.values)
    assert set(LossLine.objects.values_list("currency", flat=True)) >= {"USD", "CNY", "EUR", "GBP", "JPY", "CAD"}
    assert set(cases.values_list("platform", flat=True)) <= {"", *PLATFORMS}
    assert set(User.objects.values_list("language", flat=True)) == {"en", "zh-hans"}


def test_load_leaves_something_for_every_desk(demonstration: Demonstration, db: None) -> None:
    queue = list(cases_to_verify())
    assert len(queue) >= 5
    assert queue == sorted(queue, key=lambda case: case.submitted_at or NOW)
    assert cases_to_place().count() >= 5
    assert Placement.objects.filter(incident__slug="amz-2018-02-14").count() >= 10
    assert Placement.objects.filter(incident__slug="amz-brand-2022-12").count() >= 6
    assert set(Placement.objects.values_list("how", flat=True)) == {"filed_as_affected", "moderator"}


def test_load_tells_no_future(demonstration: Demonstration, db: None) -> None:
    assert not CaseEvent.objects.filter(at__gt=NOW).exists()
    for case in Case.objects.prefetch_related("events"):
        moments = [event.at for event in case.events.all()]
        assert moments == sorted(moments)
        assert case.notice_date is None or case.notice_date <= case.submitted_at.date()


def test_load_leaves_nothing_to_send(demonstration: Demonstration, db: None) -> None:
    messages = Message.objects.all()
    assert messages.count() > 40
    assert {message.state for message in messages} == {DeliveryState.SENT}
    assert all(message.sent_at == message.queued_at for message in messages)


def test_names_say_that_they_are_examples() -> None:
    script = read_script()
    words = ("示例", "样例", "sample", "beispiel", "mihon")
    assert [a.company for a in script.accounts.values() if not any(word in a.company.lower() for word in words)] == []
    assert all(person.email.endswith("@demo.recourse.example") for person in script.people)
