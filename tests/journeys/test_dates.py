"""From the filing to silence: a date with its working, put off, reminded of by mail, known, met. In a real browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.core import clock
from apps.deadlines.actions import remind_due
from apps.deadlines.models import Deadline, Reminder
from apps.notifications.actions import deliver_due
from apps.notifications.models import Message
from apps.notifications.posting import SMTP_BACKEND
from tests.browser import watch
from tests.factories.accounts import UserFactory
from tests.factories.cases import DraftFactory
from tests.faults.test_delivery import let_time_pass
from tests.journeys.test_case import judge
from tests.mail_server import MailServer, mail_server
from tests.web.test_filing import COMPLETE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
RULE = "amz.appeal_entry_14d"


@pytest.fixture
def person(transactional_db: None) -> User:
    return UserFactory.create(time_zone="Asia/Shanghai", language="en")


@contextmanager
def signed_in(browser: Browser, live_server: LiveServer, person: User, problems: list[str]) -> Iterator[Page]:
    """A phone of a person's own, signed in."""
    profile: BrowserContext = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844})
    client = Client()
    client.force_login(person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    profile.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page = profile.new_page()
    watch(page, problems)
    yield page
    profile.close()


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, problems: list[str], person: User) -> Iterator[Page]:
    """Their phone, signed in."""
    with signed_in(browser, live_server, person, problems) as page:
        yield page
    assert problems == []


@pytest.fixture
def server() -> Iterator[MailServer]:
    with (
        mail_server() as running,
        override_settings(EMAIL_BACKEND=SMTP_BACKEND, EMAIL_HOST="127.0.0.1", EMAIL_PORT=running.port),
    ):
        yield running


def file_case(page: Page, person: User) -> None:
    """A notice of three days ago, filed from its summary."""
    notice = clock.now().astimezone(person.zone).date() - timedelta(days=3)
    answers = {**COMPLETE, "event": {**COMPLETE["event"], "notice_date": [notice.isoformat()]}}
    draft = DraftFactory.create(owner=person, answers=answers, now=clock.now())
    page.goto(f"/cases/{draft.case_id}/file/summary/")
    page.get_by_role("button", name="Submit this case").click()
    expect(page.locator("#dates")).to_be_visible()


def post_is_delivered(server: MailServer) -> None:
    remind_due(limit=100, now=clock.now())
    deliver_due(limit=100, seconds=60, clock=clock.now)
    server.wait_until_quiet()


def read_the_working(page: Page) -> Deadline:
    """The case leads with its dates; each says why."""
    deadline: Deadline = Deadline.objects.filter(act_by__isnull=False, state="open").earliest("at")
    page.goto(f"/dates/{deadline.pk}/")
    expect(page.locator("main")).to_contain_text("Why this date")
    expect(page.locator("main")).to_contain_text(re.compile("Day 0 is|hours from"))
    judge(page)
    return deadline


def put_off(page: Page, deadline: Deadline) -> None:
    page.get_by_role("link", name="Remind me later").click()
    expect(page.locator("main")).to_contain_text("Not later than:")
    judge(page)
    page.get_by_label("In an hour").check()
    page.get_by_role("button", name="Remind me then").click()
    page.wait_for_url(f"**/dates/{deadline.pk}/")
    expect(page.locator("#reminders")).to_contain_text("You asked to hear nothing before")


def an_hour_passes(deadline: Deadline) -> None:
    Reminder.objects.filter(deadline=deadline, step="snoozed").update(due_at=F("due_at") - timedelta(hours=1))


def know_of_it(page: Page, mail: str, deadline: Deadline) -> None:
    """The mail's link asks; only the button acts."""
    way = f"/dates/{deadline.pk}/acknowledge/"
    assert way in mail
    page.goto(way)
    deadline.refresh_from_db()
    assert deadline.acknowledged_at is None
    judge(page)
    page.get_by_role("button", name="I know of it").click()
    page.wait_for_url(f"**/dates/{deadline.pk}/")
    expect(page.locator("#reminders")).to_contain_text("You said that you know")


def test_from_the_filing_to_silence(phone: Page, person: User, server: MailServer) -> None:
    file_case(phone, person)
    deadline = read_the_working(phone)
    put_off(phone, deadline)
    post_is_delivered(server)
    before = len(server.had)
    an_hour_passes(deadline)
    post_is_delivered(server)
    assert len(server.had) == before + 1
    mail = server.had[-1].get_body(("plain",)).get_content()
    assert deadline.docket.reference in mail
    know_of_it(phone, mail, deadline)
    phone.get_by_role("button", name="It is done").click()
    expect(phone.locator("main")).to_contain_text("by you")
    for moment in (timedelta(days=1), timedelta(days=30)):
        Reminder.objects.filter(deadline=deadline).update(due_at=clock.now() - moment)
        let_time_pass(timedelta(hours=1))
        post_is_delivered(server)
    assert len(server.had) == before + 1, "met is silent"
    assert not Message.objects.filter(state="queued").exists()
