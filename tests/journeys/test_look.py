"""The public pages as people meet them: readable by all, by finger, by keyboard, with and without JavaScript."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

ADDRESSES = ("/", "/help/", "/help/deadlines/", "/privacy/", "/gallery/", "/nothing/")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# Controls that stand alone; links inside a sentence may be lower (WCAG 2.5.8).
CONTROLS = "button, summary.btn, a.btn, .site-nav a, .footer-links a, input, select"
SMALL_TARGETS = """controls => [...document.querySelectorAll(controls)]
    .filter(one => one.offsetParent !== null && !['radio', 'checkbox', 'hidden'].includes(one.type))
    .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height < 43.5)
    .map(([html]) => html)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_pages_are_readable_by_everybody(new_page: Callable[..., Page], locale: str, scheme: str) -> None:
    page = new_page(locale=locale, width=390, color_scheme=scheme)
    found = []
    for address in ADDRESSES:
        page.goto(address)
        violations = Axe().run(page, options=RULES).response["violations"]
        found += [f"{address} {one['id']}: {one['nodes'][0]['html']}" for one in violations]
    assert found == []


def test_pages_fit_a_phone_and_a_finger(new_page: Callable[..., Page]) -> None:
    page = new_page(width=390)
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
        assert page.evaluate(SMALL_TARGETS, CONTROLS) == [], address


def test_language_and_theme_change_without_javascript(new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/help/filing/?from=mail")
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    assert page.url.endswith("/help/filing/?from=mail")
    page.locator("button[name=theme][value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("/help/filing/?from=mail")


def test_skip_link_comes_first_and_leads_to_the_content(page: Page) -> None:
    page.goto("/help/")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    expect(link).to_have_attribute("href", "#main")
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_dialog_opens_and_closes_by_keyboard(page: Page) -> None:
    page.goto("/gallery/")
    opener = page.locator("[data-dialog=example-dialog]")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#example-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#example-dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_copy_button_copies_and_says_so(new_page: Callable[..., Page]) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/gallery/")
    button = page.locator("[data-copy=RC-7K4M-2X9]")
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "RC-7K4M-2X9"


def test_list_of_errors_leads_to_the_field(page: Page) -> None:
    page.goto("/gallery/")
    page.locator("#error_summary [href='#id_bad-reference']").first.click()
    expect(page.locator("#id_bad-reference")).to_be_focused()
