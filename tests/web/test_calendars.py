"""The calendar feed: read with a calendar library, in both languages; a revoked address is gone at once."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar, Event

from apps.accounts.models import User
from apps.deadlines import actions
from apps.deadlines.models import CalendarLink, Deadline
from tests.factories.deadlines import ENTERED, NOTICE, DeadlineFactory, DocketFactory, TriggerEntryFactory

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(seller: User, at: Callable[[datetime], object]) -> Deadline:
    at(ENTERED)
    seller.time_zone = "Asia/Shanghai"
    seller.save()
    docket = TriggerEntryFactory.create(docket=DocketFactory.create(owner=seller)).docket
    return docket.deadlines.get(rule_id="amz.poa_17d")


def address_of(person: User, *, shows_titles: bool = False) -> str:
    made = actions.make_calendar_link(name="phone", shows_titles=shows_titles, by=person, now=ENTERED)
    return f"/calendar/{made.secret}.ics"


def events(address: str) -> dict[str, Event]:
    """UID → entry, as a calendar's library reads them."""
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(answer.content)
    assert (calendar.errors, [event.errors for event in calendar.events if event.errors]) == ([], [])
    return {str(event["uid"]).partition("@")[0]: event for event in calendar.events}


def test_an_entry_ends_with_its_date_and_has_its_alarms(plan: Deadline, seller: User) -> None:
    event = events(address_of(seller))[str(plan.pk)]
    assert (event.end, event.start) == (plan.at, plan.at - timedelta(minutes=30))
    due = sorted(reminder.due_at for reminder in plan.reminders.all())
    assert sorted(event.start + alarm["trigger"].dt for alarm in event.walk("VALARM")) == due
    assert (event["sequence"], str(event["status"]), str(event["summary"])) == (0, "CONFIRMED", "RC-7KFM-39XQ-T")
    assert "Los Angeles time" in event["description"]


@pytest.mark.parametrize(("language", "words"), [("en", "Plan of action within 17 days"), ("zh-hans", "17天")])
def test_titles_come_only_where_asked_for_and_in_ones_language(
    plan: Deadline, seller: User, language: str, words: str
) -> None:
    seller.language = language
    seller.save()
    assert words in str(events(address_of(seller, shows_titles=True))[str(plan.pk)]["summary"])
    assert words not in Client().get(address_of(seller)).content.decode()


def test_a_move_keeps_the_uid_and_raises_the_sequence(plan: Deadline, seller: User) -> None:
    address = address_of(seller)
    before = events(address)[str(plan.pk)]
    moved = NOTICE.__class__(NOTICE.day + timedelta(days=2), NOTICE.at, NOTICE.zone)
    actions.correct_trigger(entry=plan.trigger, event=moved, by=seller, now=ENTERED + timedelta(minutes=1))
    after = events(address)[str(plan.pk)]
    assert (after["sequence"], after.end - before.end) == (1, timedelta(days=2))
    assert after["last-modified"].dt > before["last-modified"].dt


def test_what_falls_away_is_cancelled_and_what_is_done_has_no_alarms(plan: Deadline, seller: User) -> None:
    address = address_of(seller)
    other = DeadlineFactory.create(docket=plan.docket)
    actions.waive(deadline=other, by=seller, now=ENTERED)
    actions.mark_met(deadline=plan, by=seller, now=ENTERED)
    found = events(address)
    assert str(found[str(other.pk)]["status"]) == "CANCELLED"
    done = found[str(plan.pk)]
    assert (str(done["status"]), str(done["summary"])[:5], done.walk("VALARM")) == ("CONFIRMED", "Done:", [])


def test_only_ones_own_dates_are_in_it(plan: Deadline, stranger: User) -> None:
    assert events(address_of(stranger)) == {}


def test_a_revoked_address_and_a_guessed_one_are_gone_and_not_logged(
    plan: Deadline, seller: User, client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    address, client = address_of(seller), client_of(seller)
    assert Client().get(address).status_code == 200
    link = CalendarLink.objects.get()
    assert link.read_on == ENTERED.date()
    assert client.post(f"/me/calendars/{link.pk}/revoke/").status_code == 302
    assert (Client().get(address).status_code, client.get("/calendar/guess.ics").status_code) == (404, 404)
    assert [record for record in caplog.messages if address in record] == []


def test_somebody_deactivated_has_no_calendar(plan: Deadline, seller: User) -> None:
    address = address_of(seller)
    seller.is_active = False
    seller.save()
    assert Client().get(address).status_code == 404


def test_an_address_is_shown_once_and_kept_as_a_hash(seller: User, client_of: ClientOf) -> None:
    client = client_of(seller)
    page = client.post("/me/calendars/", {"name": "my phone"}).content.decode()
    found = re.search(r"https://recourse\.test(/calendar/[\w-]{43}\.ics)", page)
    assert found
    assert found[1] not in client.get("/me/calendars/").content.decode()
    assert CalendarLink.objects.get().token_hash not in found[1]
    assert Client().get(found[1]).status_code == 200


def test_ten_addresses_are_enough_and_strangers_revoke_none(seller: User, stranger: User, client_of: ClientOf) -> None:
    for _ in range(10):
        address_of(seller)
    assert client_of(seller).post("/me/calendars/", {"name": "one more"}).status_code == 422
    link = CalendarLink.objects.first()
    assert link
    assert client_of(stranger).post(f"/me/calendars/{link.pk}/revoke/").status_code == 404
    assert CalendarLink.objects.filter(revoked_at=None).count() == 10


def test_a_calendar_asks_the_database_the_same_few_times(
    plan: Deadline, seller: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    address = address_of(seller)
    Client().get(address)
    for _ in range(3):
        DeadlineFactory.create(docket=plan.docket, day=datetime(2018, 3, 25, tzinfo=UTC).date())
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        Client().get(address)
