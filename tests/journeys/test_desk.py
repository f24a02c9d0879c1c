"""The desk in a real browser: clean under the policy, readable by all, workable by keyboard, and without scripts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.cases.actions import add_note, verify_case
from apps.cases.enums import EventKind, State
from apps.cases.models import Case
from apps.core import clock
from apps.core.models import Heartbeat
from apps.incidents.actions import place_case
from apps.moderation.rules import REASONS
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import STARTED, AccountFactsFactory, CaseFactory, CaseFileFactory, FilingFactory
from tests.factories.incidents import IncidentFactory
from tests.journeys.test_look import RULES

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LISTS = (
    "accounts/user",
    "cases/case",
    "cases/caseevent",
    "cases/seller",
    "core/heartbeat",
    "evidence/storedfile",
    "incidents/incident",
    "incidents/placement",
    "losses/ledger",
    "notifications/message",
)


@pytest.fixture
def cases(person: User) -> list[Case]:
    """Three that wait, the first with everything on it; one is verified."""
    owner = UserFactory.create(language="zh-hans", is_demonstration=True)
    notice = "Your account was closed.\n" * 80
    filing = FilingFactory.build(notice_text=notice, account=AccountFactsFactory.build(company_name="Harbour Co."))
    waiting = [CaseFactory.create(owner=owner, filing=filing)]
    waiting += [CaseFactory.create(owner=owner, now=STARTED + timedelta(hours=hours)) for hours in (1, 2)]
    CaseFileFactory.create(case=waiting[0])
    colleague = ModeratorFactory.create()
    add_note(case=waiting[0], text="Ask for the header of the mail.", by=colleague, now=clock.now())
    place_case(case=waiting[0], incident=IncidentFactory.create(), by=colleague, now=clock.now())
    verify_case(case=CaseFactory.create(owner=owner), by=colleague, now=clock.now())
    Heartbeat.objects.create(name="beat", seen_at=clock.now())
    return waiting


def rows_of(page: Page) -> list[str]:
    """Addresses of the first row of every table."""
    found = []
    for name in LISTS:
        page.goto(f"/desk/{name}/")
        links = page.locator("#result_list tbody tr th a")
        if links.count():
            found.append(links.first.get_attribute("href") or "")
    return found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_every_page_is_readable_by_all_fits_and_breaks_no_policy(
    open_desk: Callable[..., Page], person: User, cases: list[Case], scheme: str, language: str
) -> None:
    width = 1280 if scheme == "dark" else 390
    person.language = language
    person.save(update_fields=["language"])
    page = open_desk(width=width, color_scheme=scheme)
    case = f"/desk/case/{cases[0].pk}/"
    addresses = ["/desk/", "/desk/?show=returned", "/desk/?show=all&q=nobody", "/desk/records/", case]
    if (scheme == "dark") == (language == "en"):  # tables look alike: once in each theme and language will do
        addresses += [*rows_of(page), *(f"/desk/{name}/" for name in LISTS)]
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(one => (one.open = true))")
        check(page, address, width)
    page.goto(case)
    page.evaluate("document.querySelector('#decide-return').open = true")
    page.locator("#decide-return button[type=submit]").click()
    expect(page.locator("#decide-return .field-error")).to_be_visible()
    check(page, "return without a reason", width)


def check(page: Page, address: str, width: int) -> None:
    # Without preload: for the @import of Django's forms.css axe would write styles, which the policy stops.
    violations = Axe().run(page, options={**RULES, "preload": False}).response["violations"]
    found = [f"{address} {one['id']}: {one['nodes'][0]['html']}" for one in violations]
    assert found == [], address
    assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_queue_is_worked_by_keyboard(open_desk: Callable[..., Page], cases: list[Case]) -> None:
    page = open_desk()
    page.goto("/desk/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("o")
    expect(page.locator("h1")).to_have_text(cases[0].reference)
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="Verify this case")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(cases[1].reference)
    expect(page.get_by_text(f"{cases[0].reference} is verified.")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("h1")).to_have_text(cases[2].reference)
    page.keyboard.press("n")
    page.keyboard.type("vjk stay letters")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".remark")).to_have_text("vjk stay letters")
    page.keyboard.press("k")
    expect(page.locator("h1")).to_have_text(cases[1].reference)
    page.keyboard.press("r")
    expect(page.locator("#decide-return select")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.keyboard.press("/")
    expect(page.locator("#desk-search")).to_be_focused()


def test_single_keys_can_be_switched_off(open_desk: Callable[..., Page], cases: list[Case]) -> None:
    page = open_desk()
    page.goto(f"/desk/case/{cases[0].pk}/")
    page.locator(".keys summary").click()
    page.locator("#keys-on").uncheck()
    page.goto(f"/desk/case/{cases[0].pk}/")
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="Verify this case")).to_be_hidden()


def test_ready_reason_is_added_below_what_was_written(open_desk: Callable[..., Page], cases: list[Case]) -> None:
    page = open_desk()
    page.goto(f"/desk/case/{cases[0].pk}/")
    page.keyboard.press("r")
    page.locator("#decide-return textarea").fill("Dear seller,")
    page.locator("#decide-return select").select_option("notice")
    words = REASONS["notice"].words("zh-hans")
    expect(page.locator("#decide-return textarea")).to_have_value(f"Dear seller,\n\n{words}")
    page.get_by_role("button", name="Return to the seller").click()
    expect(page.locator("h1")).to_have_text(cases[1].reference)
    event = cases[0].events.get(kind=EventKind.RETURN)
    assert event.remark.text.replace("\r\n", "\n") == f"Dear seller,\n\n{words}"


def test_double_click_decides_once_and_is_no_error(open_desk: Callable[..., Page], cases: list[Case]) -> None:
    page = open_desk()
    page.goto(f"/desk/case/{cases[0].pk}/")
    page.keyboard.press("v")
    page.get_by_role("button", name="Verify this case").dblclick()
    expect(page.get_by_text(f"{cases[0].reference} is verified.")).to_be_visible()
    assert cases[0].events.filter(kind=EventKind.VERIFY).count() == 1


def test_decisions_need_no_script(open_desk: Callable[..., Page], cases: list[Case]) -> None:
    page = open_desk(java_script_enabled=False, width=390)
    page.goto(f"/desk/case/{cases[0].pk}/")
    page.locator("#decide-return summary").click()
    page.locator("#decide-return select").select_option("date")
    page.get_by_role("button", name="Return to the seller").click()
    expect(page.locator("h1")).to_have_text(cases[1].reference)
    page.locator("#decide-verify summary").click()
    page.get_by_role("button", name="Verify this case").click()
    expect(page.get_by_text(f"{cases[1].reference} is verified.")).to_be_visible()
    cases[1].refresh_from_db()
    assert cases[1].state == State.VERIFIED
