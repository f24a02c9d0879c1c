"""A case from the web form to the moderator's desk and back, over the whole running copy, in a real browser."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import wait_until_saved
from tests.journeys.test_look import CONTROLS, RULES, SMALL_TARGETS
from tests.journeys.test_sign_in import code_for, sign_in
from tests.stack import Copy

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]

SELLER = "chen@sellers.example"
STRANGER = "stranger@sellers.example"
MODERATOR = "moderator@recourse.example"
STORE = "深港蓝鸟家居"
TOKEN = "A3JOURNEY7TOKEN"
ANSWER = "main form[data-autosave]"


def go_on(page: Page) -> None:
    page.locator(f"{ANSWER} button.btn-primary:visible").last.click()


def judge(page: Page) -> None:
    """Readable by all, in both themes; as wide as the phone; every control for a finger."""
    page.wait_for_load_state("networkidle")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.reload()  # Chromium keeps some colours of the other theme until it reads the page anew
        violations = Axe().run(page, options=RULES).response["violations"]
        assert [f"{page.url} {scheme} {one['id']}: {one['nodes'][0]['html']}" for one in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]
    assert page.evaluate(SMALL_TARGETS, CONTROLS) == []


def tell_what_happened(page: Page) -> None:
    """From the incident of February 2018: what is known of it is answered already."""
    page.goto("/incidents/amz-2018-02-14/")
    page.get_by_role("button", name="我也受影响").locator("visible=true").first.click()
    expect(page.locator("h1")).to_have_text("发生了什么？")
    expect(page.locator("[name=platform]")).to_have_value("amazon")
    expect(page.locator("[name=notice_date]")).to_have_value("2018-02-14")
    page.locator("[name=marketplace]").select_option("amazon.us")
    page.locator("[name=case_type]").select_option("account_suspension")
    page.locator("[name=allegation]").select_option("fake_orders_fraud")
    page.locator("[name=notice_text]").fill("您的卖家账户已被停用，余额将保留90天。")
    wait_until_saved(page)
    expect(page.locator("#saved")).to_have_text(re.compile(r"\d\d:\d\d 已保存"))
    judge(page)
    go_on(page)


def name_the_amount(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("被扣了什么，损失了什么？")
    page.locator("[name=component]").first.select_option("withheld_balance")
    page.locator("[name=likely]").first.fill("12.5万")
    page.locator("[name=currency]").first.select_option("CNY")
    expect(page.locator("main")).to_contain_text("¥125,000")
    wait_until_saved(page)
    expect(page.locator("#saved")).to_have_text(re.compile(r"\d\d:\d\d 已保存"))


def name_the_account(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("哪个卖家账号？")
    page.locator("[name=store_name]").fill(STORE)
    page.locator("[name=merchant_token]").fill(TOKEN)
    wait_until_saved(page)
    judge(page)
    go_on(page)
    expect(page.locator("h1")).to_have_text("谁能看到这个案件？")
    judge(page)
    go_on(page)


def become_moderator(page: Page, stack: Copy, address: str = MODERATOR) -> None:
    """Made by the operator; signs in by code, is led to set up the second factor, then to the desk."""
    assert stack.manage("make_moderator", address).returncode == 0
    sign_in(page, address, to="/desk/")
    page.wait_for_url("**/welcome/**")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/me/security/")  # the desk opens only to somebody with a second factor
    page.locator("main a[href$='/totp/activate/']").click()
    secret = page.locator("[data-copy]").first.get_attribute("data-copy") or ""
    page.locator("[name=code]").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/me/security/(?!totp/activate)|/desk/"))
    page.goto("/desk/")


def verify(page: Page, reference: str) -> None:
    page.get_by_role("link", name=reference).click()
    expect(page.locator("main")).to_contain_text("您的卖家账户已被停用")
    expect(page.locator("main")).not_to_contain_text(STORE)  # who it is stays hidden until asked for with a reason
    page.locator("#decide-verify summary").click()
    page.locator("#decide-verify button[type=submit]").click()
    expect(page.locator("body")).to_contain_text(f"{reference} is verified. The seller is told.")


def resume(page: Page) -> None:
    """After the browser was closed: the draft is offered, and what was typed last is there as it was typed."""
    page.goto("/cases/new/")
    page.locator("main a[href*='/file/']").first.click()
    page.wait_for_url("**/file/**")
    page.goto(re.sub(r"/file/.*", "/file/amounts/", page.url))
    expect(page.locator("[name=likely]").first).to_have_value("12.5万")
    go_on(page)


def sign_in_and_submit(page: Page) -> str:
    """From the summary over the code by mail back to the summary; the reference of the case then."""
    page.get_by_role("link", name="用邮箱登录").click()
    page.locator("[name=email]").first.fill(SELLER)
    page.locator("main form.form button[type=submit]").click()
    page.locator("[name=code]").fill(code_for(page, SELLER))
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/welcome/**")
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("核对并提交")
    page.get_by_role("button", name="提交这个案件").click()
    expect(page.locator("main")).to_contain_text("审核员会看你的案件")
    judge(page)
    reference = re.search(r"RC-\w{4}-\w{4}-\w", page.locator("main").inner_text())
    assert reference
    return reference[0]


def read_the_news(page: Page, address: str, reference: str) -> None:
    """The mail came through a real SMTP conversation; the case page tells the whole story."""
    box = page.context.new_page()
    box.goto(f"/mailbox/?to={SELLER}")
    expect(box.locator("main")).to_contain_text(f"{reference}：已通过审核")
    page.goto(address)
    story = page.locator("main").inner_text()
    told = ["你提交了案件。", "审核员通过了案件", "写你的申诉", "¥125,000", "亚马逊2.14封号事件"]
    assert [line for line in told if line not in story] == []
    judge(page)


def find_nothing(stranger: Page, address: str, reference: str) -> None:
    """Somebody else who signs in gets the same 404 as for what does not exist, and finds nothing."""
    sign_in(stranger, STRANGER, to="/cases/")
    stranger.wait_for_url("**/welcome/**")
    missing = "/cases/00000000-0000-4000-8000-000000000000/"
    seen = [stranger.goto(one) for one in (address, f"{address}files/1/", missing)]
    assert [answer.status for answer in seen if answer] == [404, 404, 404]
    stranger.goto(f"/cases/?q={reference}")
    expect(stranger.locator("main")).to_contain_text("No case matches")


def test_a_case_goes_from_the_phone_to_the_desk_and_back(new_page: NewPage, stack: Copy) -> None:
    phone = {"locale": "zh-CN", "width": 390, "timezone_id": "Asia/Shanghai"}
    page = new_page(**phone)
    tell_what_happened(page)
    name_the_amount(page)
    judge(page)
    kept = page.context.storage_state()  # what the browser keeps on the disk
    page.context.close()

    page = new_page(**phone, storage_state=kept)
    resume(page)
    name_the_account(page)
    expect(page.locator("h1")).to_have_text("核对并提交")
    judge(page)
    reference = sign_in_and_submit(page)
    address = page.url

    desk = new_page(locale="en-GB", timezone_id="Europe/Berlin")
    become_moderator(desk, stack)
    verify(desk, reference)
    read_the_news(page, address, reference)
    find_nothing(new_page(), address, reference)
