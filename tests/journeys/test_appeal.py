"""The only appeal there is, from the first word to the platform's answer, through its guard. In a real browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases.models import Appeal, Case
from apps.core import clock
from tests.browser import wait_until_saved
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.grants import CaseGrantFactory
from tests.journeys.test_case import judge
from tests.journeys.test_dates import person, phone, signed_in

__all__ = ["person", "phone"]
SignIn = Callable[[User], Client]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PARTS = {
    "root_cause": "Our agent registered the brand with an address that he also used for twelve other applicants.",
    "corrective": "On 3 December we ended his contract and sent the certificate of 14 May with our own address.",
    "preventive": "Every registration is filed by our own staff, and a second person compares it with the certificate.",
}


@pytest.fixture
def case(person: User) -> Case:
    return CaseFactory.create(owner=person, filing__case_type="brand_removal")


def say_that_it_is_the_only_one(page: Page, case: Case) -> None:
    page.goto(f"/cases/{case.pk}/appeals/limit/")
    judge(page)
    page.locator("[name=allowed][value='1']").check()
    page.locator("[name=words]").fill("You have only one chance to appeal.")
    page.get_by_role("button", name="Note it").click()
    page.wait_for_url("**/appeals/")


def write(page: Page, case: Case) -> None:
    page.goto(f"/cases/{case.pk}/appeals/")
    page.locator("[name=track][value=cured]").check()
    page.get_by_role("button", name="Begin").click()
    for name, words in PARTS.items():
        page.locator(f"[name=part_{name}]").fill(words)
    wait_until_saved(page)
    judge(page)
    for name, words in PARTS.items():
        expect(page.locator(f"[name=part_{name}]")).to_have_value(words)  # kept as it was typed, through reloads
    page.get_by_role("button", name="Save and look at it").click()
    expect(page.locator("#text")).to_contain_text(PARTS["corrective"])


def a_second_reader_approves(page: Page, case: Case, desk_of: SignIn) -> None:
    page.get_by_role("button", name="Ask for a second reader").click()
    expect(page.locator("#now")).to_contain_text("waits for a second reader")
    judge(page)
    desk = desk_of(ModeratorFactory.create())
    said = {"verdict": "approved", "words": "Clear and whole."}
    assert desk.post(reverse("admin:appeal-desk", args=[case.pk, 1]), said).status_code == 302
    page.reload()
    expect(page.locator("main")).to_contain_text("Clear and whole.")


def let_it_rest(page: Page) -> None:
    for box in page.locator("[name=confirmed]").all():
        box.check()
    page.get_by_role("button", name="It is finished: let it rest").click()
    expect(page.locator("#now")).to_contain_text("Until then it rests.")
    judge(page)
    Appeal.objects.update(text_changed_at=F("text_changed_at") - timedelta(hours=13))
    page.reload()
    expect(page.locator("#now")).to_contain_text("It has rested.")


def send(page: Page) -> None:
    page.get_by_role("link", name="I have sent it: note it").click()
    judge(page)
    page.locator("[name=day]").fill(clock.now().date().isoformat())
    page.locator("[name=channel]").select_option("form")
    page.locator("[name=reference]").fill("ID 77")
    page.get_by_role("button", name="Note it and lock the text").click()
    expect(page.locator("#answers")).to_contain_text("ID 77")
    expect(page.locator("main")).to_contain_text("The text as it was sent")


def hear_back(page: Page) -> None:
    page.get_by_role("link", name="Note the answer").click()
    judge(page)
    page.locator("[name=answer][value=refused]").check()
    page.locator("[name=day]").fill(clock.now().date().isoformat())
    page.get_by_role("button", name="Note the answer").click()
    expect(page.locator("#answers")).to_contain_text("Answer:")


def test_the_only_appeal_is_written_read_rested_sent_and_answered(phone: Page, case: Case, client_of: SignIn) -> None:
    say_that_it_is_the_only_one(phone, case)
    write(phone, case)
    a_second_reader_approves(phone, case, client_of)
    let_it_rest(phone)
    send(phone)
    hear_back(phone)
    phone.goto(f"/cases/{case.pk}/appeals/")
    expect(phone.get_by_role("button", name="Begin")).to_have_count(0)


@pytest.fixture
def friend(browser: Browser, live_server: LiveServer, problems: list[str]) -> Iterator[Page]:
    """The phone of somebody else, signed in."""
    other = UserFactory.create(email="adviser@readers.example", language="en")
    with signed_in(browser, live_server, other, problems) as page:
        yield page


def ask(page: Page, case: Case) -> None:
    page.goto(f"/cases/{case.pk}/appeals/1/")
    page.get_by_role("radio", name="a***@readers.example").check()
    judge(page)
    page.get_by_role("radio", name="a***@readers.example").check()
    page.get_by_role("button", name="Ask for a second reader").click()
    expect(page.locator("#now")).to_contain_text("waits for a***@readers.example to read it")


def ask_for_changes(page: Page) -> None:
    page.goto("/shared/")
    judge(page)
    page.locator("#asked a").click()
    expect(page.locator("#text")).to_contain_text(PARTS["corrective"])
    judge(page)
    page.locator("[name=verdict][value=comments]").check()
    page.locator("[name=words]").fill("Name the twelve applicants.")
    page.get_by_role("button", name="Answer the seller").click()
    expect(page.locator("#settled")).to_contain_text("Name the twelve applicants.")
    judge(page)


def test_a_person_of_the_sellers_choice_reads_it(phone: Page, friend: Page, case: Case) -> None:
    """Asked by name, they find it among what is shared, ask for changes, and the seller reads their words."""
    CaseGrantFactory.create(case=case, person=User.objects.get(email="adviser@readers.example"), scope="full")
    say_that_it_is_the_only_one(phone, case)
    write(phone, case)
    ask(phone, case)
    ask_for_changes(friend)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("a***@readers.example says: mend something first")
    expect(phone.locator("main")).to_contain_text("Name the twelve applicants.")
    phone.goto(f"/cases/{case.pk}/log/")
    expect(phone.locator("main")).to_contain_text("a***@readers.example read the text of an appeal.")
