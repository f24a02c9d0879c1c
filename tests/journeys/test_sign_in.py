"""Signing in as people do: the address, the mail, the code; with a passkey; without JavaScript; in both languages."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.test_look import CONTROLS, RULES, SMALL_TARGETS
from tests.stack import Copy

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]

PUBLIC = ("/sign-in/", "/mailbox/")
OWN = (
    "/me/",
    "/me/security/",
    "/me/security/totp/activate/",
    "/me/security/webauthn/add/",
    "/me/sessions/",
    "/messages/",
    "/sign-out/",
    "/welcome/",
)


def code_for(page: Page, address: str, *, base: str = "") -> str:
    """The newest code in the copy's mailbox, read as a person would: on its page, in another tab."""
    box = page.context.new_page()
    box.goto(f"{base}/mailbox/?to={address}")
    shown = box.locator("[data-copy]").first
    for _ in range(120):  # without JavaScript the page does not look again by itself
        if shown.count():
            break
        box.wait_for_timeout(500)
        box.reload()
    code = shown.get_attribute("data-copy") or ""
    box.close()
    assert re.fullmatch(r"\d{6}", code)
    return code


def sign_in(page: Page, address: str, *, to: str = "/help/", base: str = "") -> None:
    page.goto(f"{base}/sign-in/?next={to}")
    page.locator("[name=email]").first.fill(address)
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/sign-in/code/**")
    page.locator("[name=code]").fill(code_for(page, address, base=base))
    page.locator("main form.form button[type=submit]").click()


def test_a_seller_signs_in_for_the_first_time_in_chinese_on_a_phone(new_page: NewPage) -> None:
    page = new_page(locale="zh-CN", width=390, timezone_id="Asia/Urumqi")
    sign_in(page, "lin@sellers.example")
    page.wait_for_url("**/welcome/**")
    expect(page.locator("[name=language][value=zh-hans]")).to_be_checked()
    expect(page.locator("[name=time_zone]")).to_have_value("Asia/Urumqi")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/help/$"))
    page.goto("/me/")
    expect(page.locator("main")).to_contain_text("lin@sellers.example")


def test_a_zone_with_two_names_is_found_by_either(new_page: NewPage) -> None:
    page = new_page(timezone_id="Asia/Kolkata")
    sign_in(page, "rao@sellers.example")
    page.wait_for_url("**/welcome/**")
    expect(page.locator("[name=time_zone]")).to_have_value(re.compile("Asia/(Calcutta|Kolkata)"))


def test_signing_in_works_without_javascript(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, "wang@sellers.example")
    page.wait_for_url("**/welcome/**")
    page.locator("[name=time_zone]").select_option("Europe/Berlin")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/help/$"))


def test_a_wrong_code_is_said_and_the_right_one_still_works(page: Page) -> None:
    page.goto("/sign-in/")
    page.locator("[name=email]").fill("zhao@sellers.example")
    page.locator("main form.form button[type=submit]").click()
    code = code_for(page, "zhao@sellers.example")
    page.locator("[name=code]").fill("000 000" if code != "000000" else "111 111")
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("[name=code]")).to_have_attribute("aria-invalid", "true")
    page.locator("[name=code]").fill(f"{code[:3]} {code[3:]}")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/welcome/**")


def test_a_passkey_is_added_and_signs_in_alone(new_page: NewPage, stack: Copy) -> None:
    """By name, not by number: a passkey belongs to a domain."""
    base = stack.url.replace("127.0.0.1", "localhost")
    page = new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    keeper = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = keeper | {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, "sun@sellers.example", base=base)
    page.wait_for_url("**/welcome/**")
    page.goto(f"{base}/me/security/webauthn/add/")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/")
    expect(page.locator(".recovery-codes li")).to_have_count(10)

    page.goto(f"{base}/sign-out/")
    page.locator("main form button[type=submit]").click()
    page.goto(f"{base}/sign-in/?next=/privacy/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/welcome/?next=%2Fprivacy%2F")
    page.goto(f"{base}/me/")
    expect(page.locator("main")).to_contain_text("sun@sellers.example")


def test_without_the_passkey_the_page_says_what_to_do(new_page: NewPage, stack: Copy) -> None:
    page = new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")  # and no authenticator: the question cannot be answered
    page.goto(stack.url.replace("127.0.0.1", "localhost") + "/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }")
    page.locator("#passkey_login").click()
    expect(page.locator("[data-passkey-trouble]")).to_be_visible()


def test_the_mail_is_shown_in_its_frame(page: Page) -> None:
    page.goto("/sign-in/")
    page.locator("[name=email]").fill("qian@sellers.example")
    page.locator("main form.form button[type=submit]").click()
    code = code_for(page, "qian@sellers.example")
    page.goto("/mailbox/?to=qian")
    page.locator(".card a").first.click()
    frame = page.frame_locator("iframe.mail-frame")
    expect(frame.locator(".code")).to_have_text(code)
    assert frame.locator(".code").evaluate("node => getComputedStyle(node).fontSize") == "32px"


def test_the_mailbox_looks_again_by_itself(page: Page, new_page: NewPage) -> None:
    page.goto("/mailbox/?to=zhou@sellers.example")
    other = new_page()
    other.goto("/sign-in/")
    other.locator("[name=email]").fill("zhou@sellers.example")
    other.locator("main form.form button[type=submit]").click()
    expect(page.locator("[data-copy]").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_pages_of_the_account_are_readable_by_everybody(new_page: NewPage, locale: str, scheme: str) -> None:
    page = new_page(locale=locale, width=390, color_scheme=scheme)
    sign_in(page, f"{scheme}-{locale.lower()}@sellers.example")
    page.wait_for_url("**/welcome/**")
    found = []
    for address in (*OWN, *PUBLIC):
        page.goto(address)
        violations = Axe().run(page, options=RULES).response["violations"]
        found += [f"{address} {one['id']}: {one['nodes'][0]['html']}" for one in violations]
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
        assert page.evaluate(SMALL_TARGETS, CONTROLS) == [], address
    assert found == []
