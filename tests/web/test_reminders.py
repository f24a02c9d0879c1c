"""What a reader asks about reminders, on pages: a GET says what will happen, a POST does it."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.deadlines.models import Deadline, ReminderSettings
from apps.notifications.letters import EXAMPLES, write_letter
from tests.factories.deadlines import ENTERED, DeadlineFactory, DocketFactory

ClientOf = Callable[[User], Client]


@pytest.fixture
def own(seller: User, at: Callable[[datetime], object]) -> Deadline:
    at(ENTERED)
    seller.time_zone = "Asia/Shanghai"
    seller.save()
    return DeadlineFactory.create(docket=DocketFactory.create(owner=seller))


@pytest.mark.parametrize("way", ["acknowledge", "snooze"])
def test_looking_changes_nothing(own: Deadline, seller: User, client_of: ClientOf, way: str) -> None:
    assert client_of(seller).get(f"/dates/{own.pk}/{way}/").status_code == 200
    own.refresh_from_db()
    assert (own.version, own.acknowledged_at, own.snoozed_until) == (1, None, None)


def test_acknowledging_in_two_steps_and_taking_it_back(own: Deadline, seller: User, client_of: ClientOf) -> None:
    client = client_of(seller)
    question = client.get(f"/dates/{own.pk}/acknowledge/").content.decode()
    assert "20 Mar 2018, 18:00 (Beijing time)" in question, "it says which reminder is left"
    assert client.post(f"/dates/{own.pk}/acknowledge/")["Location"] == f"/dates/{own.pk}/"
    page = client.get(f"/dates/{own.pk}/").content.decode()
    assert "You said that you know" in page
    client.post(f"/dates/{own.pk}/remind-again/")
    own.refresh_from_db()
    assert own.acknowledged_at is None


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({"until": "3h"}, ENTERED + timedelta(hours=3)),
        ({"until": "tomorrow"}, datetime(2018, 3, 3, 1, tzinfo=UTC)),
        ({"until": "other", "day": "2018-03-10", "at": "10:00"}, datetime(2018, 3, 10, 2, tzinfo=UTC)),
    ],
)
def test_snoozing(own: Deadline, seller: User, client_of: ClientOf, said: dict[str, str], until: datetime) -> None:
    assert client_of(seller).post(f"/dates/{own.pk}/snooze/", said).status_code == 302
    own.refresh_from_db()
    assert own.snoozed_until == until


@pytest.mark.parametrize(
    "said",
    [{"until": ""}, {"until": "other"}, {"until": "other", "day": "2018-03-21", "at": "09:00"}, {"until": "next year"}],
)
def test_a_snooze_that_is_not_safe_is_refused(
    own: Deadline, seller: User, client_of: ClientOf, said: dict[str, str]
) -> None:
    assert client_of(seller).post(f"/dates/{own.pk}/snooze/", said).status_code == 422
    own.refresh_from_db()
    assert own.snoozed_until is None


def test_only_safe_moments_are_offered_and_in_the_end_none(
    own: Deadline, seller: User, client_of: ClientOf, at: Callable[[datetime], object]
) -> None:
    at(own.at - timedelta(hours=8))
    page = client_of(seller).get(f"/dates/{own.pk}/snooze/").content.decode()
    assert ('value="1h"' in page, 'value="3h"' in page, 'value="tomorrow"' in page) == (True, False, False)
    at(own.at - timedelta(hours=1))
    assert client_of(seller).get(f"/dates/{own.pk}/snooze/").status_code == 302


def test_a_stranger_changes_nothing(own: Deadline, stranger: User, client_of: ClientOf) -> None:
    client = client_of(stranger)
    for way in ("acknowledge", "snooze", "remind-again", "remind"):
        assert client.post(f"/dates/{own.pk}/{way}/", {"until": "1h"}).status_code == 404
    own.refresh_from_db()
    assert own.version == 1


def test_choosing_how_to_be_reminded(own: Deadline, seller: User, client_of: ClientOf) -> None:
    client = client_of(seller)
    assert "7 days before" in client.get("/me/reminders/").content.decode()
    said = {"steps": ["3d", "1d"], "quiet_from": "21:00", "quiet_until": "07:00", "digest_at": "08:30"}
    assert client.post("/me/reminders/", said).status_code == 302
    row = ReminderSettings.objects.get()
    assert (row.steps, row.quiet_from, row.digest_at) == (["3d", "1d"], time(21), time(8, 30))
    assert client.post("/me/reminders/", {**said, "steps": []}).status_code == 422


def test_mail_leads_to_the_pages_that_ask() -> None:
    letter = write_letter(kind="deadline_reminder", language="en", facts=EXAMPLES["deadline_reminder"])
    for way in ("acknowledge", "snooze"):
        address = f"https://recourse.test/dates/00000000-0000-4000-8000-000000000001/{way}/"
        assert (address in letter.text, address in letter.html) == (True, True)
