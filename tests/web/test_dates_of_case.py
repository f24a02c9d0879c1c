"""The dates of one case: correcting a day, entering what happened, stopping the clock; a month; own dates."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.cases.models import Case
from apps.deadlines.enums import DeadlineState
from apps.deadlines.models import Deadline, Pause
from apps.deadlines.selectors import standing_triggers
from tests.factories.cases import STARTED, CaseFactory
from tests.factories.deadlines import DeadlineFactory, DocketFactory

NOW = STARTED + timedelta(days=1)
ClientOf = Callable[[User], Client]
At = Callable[[datetime], object]


@pytest.fixture
def case(seller: User, at: At) -> Case:
    at(NOW)
    return CaseFactory.create(owner=seller)


def plan_of(case: Case) -> Deadline:
    return case.docket.deadlines.exclude(state=DeadlineState.SUPERSEDED).get(rule_id="amz.poa_17d")


def test_the_page_shows_what_happened_and_what_follows(case: Case, seller: User, client_of: ClientOf) -> None:
    page = client_of(seller).get(f"/cases/{case.pk}/dates/").content.decode()
    assert [word for word in ("What happened", "Plan of action within 17 days", "Correct") if word not in page] == []


def test_correcting_the_notice_moves_everything_that_hangs_on_it_and_says_so(
    case: Case, seller: User, client_of: ClientOf
) -> None:
    client, entry, was = client_of(seller), standing_triggers(case.docket)[0], plan_of(case)
    assert client.get(f"/cases/{case.pk}/dates/events/{entry.pk}/").status_code == 200
    answer = client.post(
        f"/cases/{case.pk}/dates/events/{entry.pk}/",
        {"day": "2018-02-16", "at": "", "zone": "Asia/Shanghai"},
        follow=True,
    )
    assert "Plan of action within 17 days: moved from" in answer.content.decode()
    assert plan_of(case).at > was.at
    assert {one.day for one in standing_triggers(case.docket)} == {date(2018, 2, 16)}
    case.refresh_from_db()
    assert case.notice_date == date(2018, 2, 16)
    gone = client.post(f"/cases/{case.pk}/dates/events/{entry.pk}/", {"day": "2018-02-17", "zone": "UTC"})
    assert gone.status_code == 404, "it was replaced"


def test_a_day_that_is_none_keeps_what_was_typed(case: Case, seller: User, client_of: ClientOf) -> None:
    entry = standing_triggers(case.docket)[0]
    answer = client_of(seller).post(f"/cases/{case.pk}/dates/events/{entry.pk}/", {"day": "30 Feb", "zone": "UTC"})
    assert (answer.status_code, "30 Feb" in answer.content.decode()) == (422, True)


def test_what_else_happened_opens_its_dates_and_can_be_taken_back(
    case: Case, seller: User, client_of: ClientOf
) -> None:
    client = client_of(seller)
    said = {"kind": "access_restored", "day": "2018-02-15", "at": "", "zone": "Asia/Shanghai"}
    page = client.post(f"/cases/{case.pk}/dates/events/", said, follow=True).content.decode()
    assert "new, " in page
    entry = standing_triggers(case.docket).get(kind="access_restored")
    assert client.get(f"/cases/{case.pk}/dates/events/{entry.pk}/withdraw/").status_code == 200
    page = client.post(f"/cases/{case.pk}/dates/events/{entry.pk}/withdraw/", follow=True).content.decode()
    assert "no longer applies" in page
    assert not standing_triggers(case.docket).filter(kind="access_restored").exists()
    answer = client.post(f"/cases/{case.pk}/dates/events/", {**said, "kind": "court_of_mars"})
    assert answer.status_code == 422


def test_the_clock_stops_and_runs_again(case: Case, seller: User, client_of: ClientOf, at: At) -> None:
    client = client_of(seller)
    client.post(f"/cases/{case.pk}/dates/pause/", {"day": "2018-02-15", "covers_own": "on"})
    page = client.get(f"/cases/{case.pk}/dates/").content.decode()
    assert "The clock stands still" in page
    assert client.post(f"/cases/{case.pk}/dates/pause/", {"day": "2018-02-15"}).status_code == 422
    was = plan_of(case)
    assert not was.reminders.filter(state="planned").exists()
    at(NOW + timedelta(days=10))
    assert client.post(f"/cases/{case.pk}/dates/resume/", {"day": "2018-02-14"}).status_code == 422
    page = client.post(f"/cases/{case.pk}/dates/resume/", {"day": "2018-02-20"}, follow=True).content.decode()
    assert "moved from" in page
    assert plan_of(case).due_day == was.due_day + timedelta(days=5)
    assert Pause.objects.get().ended_by == seller


def test_a_stranger_finds_none_of_it(case: Case, stranger: User, client_of: ClientOf) -> None:
    client, entry = client_of(stranger), standing_triggers(case.docket)[0]
    for path in ("", "events/", f"events/{entry.pk}/", f"events/{entry.pk}/withdraw/", "pause/", "resume/"):
        assert client.post(f"/cases/{case.pk}/dates/{path}", {"day": "2018-02-15"}).status_code in (404, 405)
    assert not Pause.objects.exists()


# -- own dates
def test_an_own_date_is_kept_changed_reminded_of_and_removed(seller: User, client_of: ClientOf, at: At) -> None:
    at(NOW)
    client = client_of(seller)
    said = {"label": "Answer the lawyer", "day": "2018-03-20", "at": "17:00", "zone": "Asia/Shanghai"}
    assert client.get("/dates/new/").status_code == 200
    address = client.post("/dates/new/", said)["Location"]
    own = Deadline.objects.get()
    assert (own.docket.is_personal, own.docket.owner, own.at) == (True, seller, datetime(2018, 3, 20, 9, tzinfo=UTC))
    client.post(f"{address}edit/", {**said, "day": "2018-03-21"})
    own.refresh_from_db()
    assert (own.due_day, own.version) == (date(2018, 3, 21), 2)
    client.post(f"{address}remind/", {"day": "2018-03-10", "at": "10:00"})
    own.refresh_from_db()
    assert own.reminders.filter(step="own", state="planned").count() == 1
    assert "your own" in client.get(address).content.decode()
    client.post(f"{address}remind/", {"back": "1"})
    assert not own.reminders.filter(step="own", state="planned").exists()
    assert "Remove this date?" in client.get(f"{address}remove/").content.decode()
    assert client.post(f"{address}remove/")["Location"] == "/dates/"
    assert "Answer the lawyer" not in client.get("/dates/").content.decode()


@pytest.mark.parametrize(("name", "value"), [("label", " "), ("day", ""), ("day", "2018-01-01"), ("zone", "Mars")])
def test_an_own_date_that_cannot_be_says_so_and_keeps_what_was_typed(
    seller: User, client_of: ClientOf, at: At, name: str, value: str
) -> None:
    at(NOW)
    said = {"label": "Answer", "day": "2018-03-20", "at": "", "zone": "UTC", name: value}
    assert client_of(seller).post("/dates/new/", said).status_code == 422
    assert not Deadline.objects.exists()


def test_a_date_of_a_rule_is_neither_edited_nor_removed(case: Case, seller: User, client_of: ClientOf) -> None:
    client, plan = client_of(seller), plan_of(case)
    for way in ("edit", "remove"):
        client.get(f"/dates/{plan.pk}/{way}/")
        client.post(f"/dates/{plan.pk}/{way}/", {"label": "x", "day": "2018-03-20", "zone": "UTC"})
    plan.refresh_from_db()
    assert (plan.is_open, plan.label) == (True, "")


# -- month and filters
def test_the_month_shows_what_ends_at_midnight_on_the_day_that_ends(seller: User, client_of: ClientOf, at: At) -> None:
    at(NOW)
    seller.time_zone = "Asia/Shanghai"
    seller.save()
    DeadlineFactory.create(docket=DocketFactory.create(owner=seller), day=date(2018, 3, 20))
    page = client_of(seller).get("/dates/month/?month=2018-03").content.decode()
    cell = page[page.index('datetime="2018-03-20"') : page.index('datetime="2018-03-21"')]
    assert "Answer the lawyer" in cell
    assert "24:00" in cell
    assert "month=2018-02" in page
    assert "month=2018-04" in page
    assert client_of(seller).get("/dates/month/?month=0000-99").status_code == 200


def test_filters_stand_in_the_address(case: Case, seller: User, client_of: ClientOf) -> None:
    DeadlineFactory.create(docket=case.docket)
    client = client_of(seller)

    def shows(query: str) -> tuple[bool, bool]:
        page = client.get(f"/dates/?{query}").content.decode()
        return "Plan of action within 17 days" in page, "Answer the lawyer" in page

    assert shows("") == (True, True)
    assert shows("whose=others") == (False, False)
    assert shows("whose=me&state=open") == (True, True)
    assert shows("state=decided") == (False, False)
    assert shows("case=none") == (False, False)
    assert shows(f"case={case.reference}") == (True, True)
    assert "No date matches" in client.get("/dates/?case=none").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_database_the_same_few_times(case: Case, seller: User, client_of: ClientOf, rows: int) -> None:
    client = client_of(seller)
    for _ in range(rows):
        DeadlineFactory.create(docket=case.docket)
    for path, most in ((f"/cases/{case.pk}/dates/", 12), ("/dates/month/?month=2018-03", 6)):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        assert len(asked) <= most, path
