"""What the demonstration shows, loaded once for all tests that only look at it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction

from apps.accounts.models import User
from apps.cases.enums import WITH_OUTCOME, EventKind, State
from apps.cases.models import Case, CaseEvent, Seller
from apps.cases.rules import TRANSITIONS
from apps.cases.selectors import cases_to_verify
from apps.incidents.actions import load_incidents, read_data_files
from apps.incidents.actions.demo import Demonstration, load_demonstration
from apps.incidents.actions.demo.crowd import read_crowd
from apps.incidents.actions.demo.plots import read_script
from apps.incidents.actions.surges import watch_surges
from apps.incidents.models import Placement, Surge
from apps.incidents.selectors import cases_to_place
from apps.incidents.selectors.surges import surges_to_judge
from apps.losses.models import LossLine
from apps.marketplaces.enums import PLATFORMS
from apps.moderation.actions import warn_associations
from apps.notifications.enums import DeliveryState, MessageKind
from apps.notifications.models import Message
from apps.statistics.actions import check
from apps.statistics.actions.demonstration import publish_demonstration
from apps.statistics.rules.printed import cell_of, incident_of

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
    crowd = read_crowd()
    assert (made.people, made.cases, made.was_there) == (17 + crowd.people, 41 + crowd.cases, False)
    cases = Case.objects.all()
    assert cases.count() == made.cases
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


@pytest.mark.parametrize(
    ("first", "kind"), [(date(2018, 2, 14), "account_suspension"), (date(2022, 12, 8), "brand_removal")]
)
def test_a_founding_wave_is_suggested_on_the_evening_of_its_first_day(
    demonstration: Demonstration, db: None, first: date, kind: str
) -> None:
    Surge.objects.all().delete()  # as if nobody had looked yet
    before = datetime.combine(first - timedelta(days=1), time(9), UTC)  # nowhere on earth is it the first day yet
    assert watch_surges(now=before) == []
    found = watch_surges(now=before + timedelta(hours=38))
    assert {(surge.platform, surge.case_type, surge.day) for surge in found} == {("amazon", kind, first)}


def test_load_leaves_the_founding_waves_to_be_judged_and_warns_nobody_real(
    demonstration: Demonstration, db: None
) -> None:
    surges = list(surges_to_judge())
    assert {(surge.case_type, surge.day) for surge in surges} == {
        ("account_suspension", date(2018, 2, 14)),
        ("brand_removal", date(2022, 12, 8)),
    }
    assert {(surge.is_demonstration, surge.found_at) for surge in surges} == {(True, NOW)}
    told = Message.objects.filter(kind=MessageKind.SURGE_SEEN).values_list("recipient__email", flat=True)
    assert list(told) == ["moderator@demo.recourse.example"] * len(surges)
    assert warn_associations(now=NOW) == 0


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


def test_names_say_that_they_are_examples(demonstration: Demonstration, db: None) -> None:
    script = read_script()
    words = ("示例", "样例", "sample", "beispiel", "mihon")
    names = {account.company for account in script.accounts.values()}
    names |= {seller.company_name for seller in Seller.objects.all()}
    assert len(names) > read_crowd().people
    assert [name for name in names if not any(word in name.lower() for word in words)] == []
    assert all(person.email.endswith("@demo.recourse.example") for person in User.objects.all())


def test_cases_of_the_crowd_went_the_ways_that_cases_go(demonstration: Demonstration, db: None) -> None:
    """Their rows did not come from actions: each event begins where the one before ended, by a move that there is."""
    crowd = Case.objects.filter(owner__email__startswith="crowd-").prefetch_related("events")
    assert crowd.count() == read_crowd().cases
    for case in crowd:
        state = "draft"
        for event in case.events.all():
            assert event.from_state == state
            assert state in TRANSITIONS[EventKind(event.kind)].sources
            state = event.to_state
        assert state == case.state
        assert case.outcome == "" or state in WITH_OUTCOME


def test_the_crowd_gives_a_batch_with_both_founding_incidents(demonstration: Demonstration, db: None) -> None:
    batch = publish_demonstration(now=NOW)
    assert check(now=NOW) == []
    for slug, sellers in (("amz-2018-02-14", 80), ("amz-brand-2022-12", 20)):
        incident = incident_of(batch.figures, slug)
        assert incident is not None and len(incident["claims"]) >= 3
        counted = cell_of(batch.figures, "sellers", "incident", incident["id"])
        documented = cell_of(batch.figures, "documented", "incident", incident["id"])
        assert counted is not None and counted["sellers"]["at_least"] >= sellers
        assert documented is not None and documented["amount"]["at_least"] > 100_000
