"""Filing in a real browser: saved while it is typed, resumed elsewhere, without scripts too; readable by everybody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases.enums import State
from apps.cases.models import Case, CaseFile, Draft
from tests.browser import wait_until_saved, watch
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.evidence import NOTICE
from tests.journeys.test_look import CONTROLS, RULES, SMALL_TARGETS
from tests.web.test_filing import COMPLETE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, problems: list[str], tmp_path: Any) -> Iterator[OpenPage]:
    """`open_page(user, width=390)` is a device of theirs, signed in; without a user nobody is. Complaints fail."""
    profiles: list[BrowserContext] = []

    def page_of(user: User | None = None, *, width: int = 390, **options: Any) -> Page:
        size = {"width": width, "height": 844}
        profile = browser.new_context(base_url=live_server.url, viewport=size, **options)  # type: ignore[arg-type]
        profiles.append(profile)
        if user:
            client = Client()
            client.force_login(user)
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            profile.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = profile.new_page()
        watch(page, problems)
        page.add_init_script("addEventListener('securitypolicyviolation', e => console.error('CSP', e.blockedURI))")
        return page

    with override_settings(EVIDENCE_ROOT=tmp_path / "vault"):
        yield page_of
        for profile in profiles:
            profile.close()
    assert problems == []


@pytest.fixture
def person(transactional_db: None) -> User:
    return UserFactory.create(time_zone="Asia/Shanghai")


def step(draft: Draft, name: str) -> str:
    return reverse("case-step", args=[draft.case_id, name])


def fill_event(page: Page) -> None:
    page.locator("#id_platform").select_option("amazon")
    page.locator("#id_marketplace").select_option("amazon.us")
    page.locator("#id_case_type").select_option("account_suspension")
    page.locator("#id_allegation").select_option("fake_orders_fraud")
    page.locator("#id_notice_date").fill("2018-02-14")


def go_on(page: Page, to: str) -> None:
    page.locator(".form-actions .btn-primary").click()
    page.wait_for_url(f"**/{to}/")


def test_what_is_typed_is_there_on_another_device(open_page: OpenPage, person: User) -> None:
    phone = open_page(person, locale="zh-CN")
    phone.goto("/cases/new/")
    phone.locator("main form button").click()
    fill_event(phone)
    phone.locator("#id_narrative").fill("除夕夜被封号。")
    wait_until_saved(phone)
    phone.close()
    laptop = open_page(person, width=1280)
    laptop.goto("/cases/")
    laptop.locator(".card-title a").click()
    laptop.wait_for_url("**/amounts/")
    laptop.locator(".stepper a").first.click()
    expect(laptop.locator("#id_marketplace")).to_have_value("amazon.us")
    expect(laptop.locator("#id_narrative")).to_have_value("除夕夜被封号。")


def test_what_is_typed_before_the_script_arrives_is_saved(open_page: OpenPage, person: User) -> None:
    draft = DraftFactory.create(owner=person)
    page = open_page(person)
    late: list[Route] = []
    page.route("**/app*.js", lambda route: late.append(route))  # noqa: PLW0108 Playwright marks what it is given
    page.goto(step(draft, "account"), wait_until="commit")
    page.locator("#id_store_name").fill("Blue Harbour")
    late[0].continue_()
    wait_until_saved(page)
    draft.refresh_from_db()
    assert draft.typed["account"]["store_name"] == ["Blue Harbour"]


def test_the_whole_way_without_javascript(open_page: OpenPage, person: User) -> None:
    page = open_page(person, java_script_enabled=False)
    page.goto("/cases/new/")
    page.locator("main form button").click()
    fill_event(page)
    page.locator("#id_notice_file").set_input_files({"name": "n.pdf", "mimeType": "", "buffer": NOTICE})
    go_on(page, "amounts")
    page.locator("#id_component_0").select_option("withheld_balance")
    page.locator("#id_likely_0").fill("12万")
    page.locator("button[name=add]").click()
    page.locator("#id_component_1").select_option("fba_stock")
    page.locator("#id_likely_1").fill("1.234")
    page.locator(".form-actions .btn-primary").click()
    expect(page.locator("#id_likely_1_error")).to_be_visible()
    page.locator("#amount-1 button[name=remove]").click()
    go_on(page, "account")
    page.locator("#id_store_name").fill("Harbour Lamp")
    go_on(page, "visibility")
    page.get_by_label("Only me, the moderators, and people I invite myself").check()
    go_on(page, "summary")
    expect(page.locator("#event")).to_contain_text("n.pdf")
    page.get_by_role("button", name="Submit this case").click()
    expect(page.locator("h1")).to_have_text("Amazon · Account suspended / deactivated")
    case = Case.objects.get()
    assert (case.state, case.visibility, case.files.count()) == (State.SUBMITTED, "private", 1)


def test_amounts_are_understood_while_they_are_typed(open_page: OpenPage, person: User) -> None:
    draft = DraftFactory.create(owner=person)
    page = open_page(person)
    page.goto(step(draft, "amounts"))
    page.locator("#id_component_0").select_option("withheld_balance")
    page.locator("#id_likely_0").fill("1.5万")
    expect(page.locator("output[name=understood_0]")).to_have_text("Read as US$15,000")
    page.locator("button[name=add]").click()
    expect(page.locator("#id_component_1")).to_be_focused()
    page.locator("#id_component_1").select_option("fba_stock")
    page.locator("#id_currency_1").select_option("CNY")
    page.locator("#id_likely_1").fill("3w")
    expect(page.locator("output[name=totals]")).to_have_text("US$15,000 + CN¥30,000")
    page.locator("#amount-0 button[name=remove]").click()
    expect(page.locator(".amount")).to_have_count(1)
    assert Draft.objects.get().typed["amounts"]["likely"] == ["3w"]


def test_enter_saves_and_goes_on(open_page: OpenPage, person: User) -> None:
    """The first button of a form is pressed by Enter; it must not be one that removes a row."""
    draft = DraftFactory.create(owner=person)
    page = open_page(person)
    page.goto(step(draft, "amounts"))
    page.locator("#id_component_0").select_option("withheld_balance")
    page.locator("#id_likely_0").fill("100")
    page.locator("#id_likely_0").press("Enter")
    page.wait_for_url("**/account/")
    assert Draft.objects.get().typed["amounts"]["likely"] == ["100"]


def test_files_are_taken_at_once_and_refused_in_place(open_page: OpenPage, person: User) -> None:
    draft = DraftFactory.create(owner=person)
    page = open_page(person)
    page.goto(step(draft, "event"))
    page.locator("#id_narrative").fill("Typed before.")
    page.locator("#id_notice_file").set_input_files({"name": "notice.pdf", "mimeType": "", "buffer": NOTICE})
    expect(page.locator(".files")).to_contain_text("notice.pdf")
    page.locator("#id_notice_file").set_input_files({"name": "virus.pdf", "mimeType": "", "buffer": b"MZ\x90\0"})
    expect(page.locator("#notice-files .note")).to_contain_text("virus.pdf")
    page.locator(".files button").click()
    expect(page.locator(".files")).to_have_count(0)
    expect(page.locator("#id_narrative")).to_have_value("Typed before.")
    assert not CaseFile.objects.exists()


def test_a_file_that_does_not_arrive_is_said(open_page: OpenPage, person: User, problems: list[str]) -> None:
    draft = DraftFactory.create(owner=person)
    page = open_page(person)
    page.goto(step(draft, "event"))
    page.route("**/notice/", lambda route: route.abort())
    page.locator("#id_notice_file").set_input_files({"name": "notice.pdf", "mimeType": "", "buffer": NOTICE})
    expect(page.locator("[data-upload-failed]")).to_contain_text("did not arrive")
    problems.clear()  # the browser says that the connection broke, as it should
    page.unroute("**/notice/")
    page.locator("#id_notice_file").set_input_files({"name": "notice.pdf", "mimeType": "", "buffer": NOTICE})
    expect(page.locator(".files")).to_contain_text("notice.pdf")


def test_the_place_follows_the_platform(open_page: OpenPage, person: User) -> None:
    draft = DraftFactory.create(owner=person)
    page = open_page(person)
    page.goto(step(draft, "event"))
    expect(page.locator("#place")).to_be_hidden()
    page.locator("#id_platform").select_option("ebay")
    expect(page.locator("#id_country")).to_be_visible()
    expect(page.locator("#id_marketplace")).to_have_count(0)
    page.locator("#id_platform").select_option("amazon")
    expect(page.locator("#id_marketplace")).to_be_visible()


def test_two_tabs_are_told_of_each_other(open_page: OpenPage, person: User) -> None:
    draft = DraftFactory.create(owner=person)
    first = open_page(person)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(step(draft, "account"))
    first.locator("#id_store_name").fill("First")
    wait_until_saved(first)
    second.locator("#id_store_name").fill("Second")
    expect(second.locator("#saved")).to_contain_text("another tab")
    second.locator(".form-actions .btn-primary").click()
    expect(second.locator("h1")).to_contain_text("changed in another tab")
    second.get_by_role("button", name="Keep what I typed here").click()
    second.wait_for_url("**/visibility/")
    assert Draft.objects.get().typed["account"]["store_name"] == ["Second"]


def test_a_notice_is_dated_in_the_zone_of_the_browser(open_page: OpenPage, person: User) -> None:
    page = open_page(timezone_id="Europe/Vienna")
    page.goto("/cases/new/")
    page.locator("main form button").click()
    expect(page.locator("#id_notice_zone")).to_have_value("Europe/Vienna")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_every_page_is_readable_by_all_and_fits(open_page: OpenPage, person: User, scheme: str, language: str) -> None:
    width = 1280 if scheme == "dark" else 390
    person.language = language
    person.save(update_fields=["language"])
    page = open_page(person, width=width, color_scheme=scheme)
    addresses = ["/cases/", "/cases/new/"]
    draft = DraftFactory.create(
        owner=person, answers={**COMPLETE, "amounts": {"likely": ["1.234"], "currency": ["USD"]}}
    )
    addresses += [f"{step(draft, name)}?check=1" for name in ("event", "amounts", "account", "visibility")]
    addresses += [reverse(name, args=[draft.case_id]) for name in ("case-summary", "draft-discard")]
    for state in (State.SUBMITTED, State.RETURNED, State.PARTLY_RESOLVED, State.WITHDRAWN):
        case = CaseFactory.create(owner=person, state=state)
        CaseFileFactory.create(case=case)
        addresses.append(f"/cases/{case.pk}/?account=1")
    addresses += ["/cases/", f"/cases/{case.pk}/reopen/", f"/cases/{draft.pk}/file/"]
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(one => (one.open = true))")
        violations = Axe().run(page, options=RULES).response["violations"]
        assert [f"{address} {one['id']}: {one['nodes'][0]['html']}" for one in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert width > 390 or page.evaluate(SMALL_TARGETS, CONTROLS) == [], address
