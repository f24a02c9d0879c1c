"""Nine joined sealed, the tenth joins: it opens; a mandate is read, signed, printed, checked, revoked and gone."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_case import judge
from tests.journeys.test_sharing import file_a_case
from tests.stack import Copy

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
SELLER = "campaigner@sellers.example"
SLUG, AGENT = "pay-out-what-is-held", "Journey Sellers' Union"
PREPARED = f"""
from datetime import date
from apps.core import clock
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import CampaignFactory, SignOnFactory, body_in
now = clock.now()
campaign = CampaignFactory.create(slug="{SLUG}", until=date(2090, 1, 1), now=now)
agent = AssociationFactory.create(profile__name="{AGENT}")
body_in(campaign, agent, now=now)
for each in range(9):
    SignOnFactory.create(campaign=campaign, is_sealed=True, now=now)
"""
ROWS = "from apps.campaigns.models import SignOn; print('open', SignOn.objects.exclude(person=None).count())"
HELD = (
    "from apps.campaigns.models import Mandate; from apps.campaigns.selectors.mandates import mandates_that_hold; "
    "from apps.core import clock; print('held', mandates_that_hold(clock.now()).count())"
)


def join_sealed(page: Page) -> None:
    page.goto(f"/campaigns/{SLUG}/")
    judge(page)
    before = page.locator("main").inner_text()
    page.locator("[name=wish][value=escrowed]").check()
    page.locator("[name=case]").select_option(index=0)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Join sealed?")
    judge_after_post(page)
    page.get_by_role("button", name="Join sealed").click()
    expect(page.locator("h1")).to_have_text("Done")
    judge(page)
    assert "Pay out what is held" in before


def judge_after_post(page: Page) -> None:
    """A page that answers a form is not loaded anew: only its width is looked at."""
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]


def wait_for(page: Page, path: str, words: str) -> None:
    """The worker does its part within a minute."""
    for _each in range(150):
        page.goto(path)
        if words in page.locator("main").inner_text():
            return
        page.wait_for_timeout(600)
    raise AssertionError(f"{words} not on {path}")


def sign(page: Page) -> None:
    page.get_by_role("link", name="Give a mandate").click()
    judge(page)
    page.locator("[name=agent]").first.check()
    page.locator("[name=claims][value=money]").check()
    page.locator("[name=until]").fill("2027-06-30")
    page.locator("[name=name]").fill("Chen Wei")
    page.get_by_role("button", name="Show me the text").click()
    expect(page.locator("main")).to_contain_text("授权书（第1版）")
    judge_after_post(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("main")).to_contain_text("Mandates I gave")


def read_paper(page: Page, folder: Path) -> str:
    wait_for(page, "/me/campaigns/", "The paper (PDF)")
    with page.expect_download() as download:
        page.get_by_role("link", name="The paper (PDF)").click()
    saved = folder / "mandate.pdf"
    download.value.save_as(saved)
    document = pypdfium2.PdfDocument(BytesIO(saved.read_bytes()))
    return "".join(sheet.get_textpage().get_text_range() for sheet in document).replace("\r\n", "")


def check(page: Page, code: str, verdict: str) -> None:
    page.goto("/mandates/")
    judge(page)
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("main")).to_contain_text(verdict)
    expect(page.locator("main")).not_to_contain_text("Chen Wei")


def test_from_sealed_to_a_mandate_that_is_revoked(new_page: NewPage, stack: Copy, tmp_path: Path) -> None:
    prepared = stack.manage("shell", "-c", PREPARED)
    assert prepared.returncode == 0, prepared.stderr
    page = new_page(width=390)
    file_a_case(page, SELLER)
    join_sealed(page)
    wait_for(page, "/me/campaigns/", "Counted since")
    assert "open 10" in stack.manage("shell", "-c", ROWS).stdout
    page.goto(f"/mailbox/?to={SELLER}")
    expect(page.locator("main")).to_contain_text("Enough have joined")
    page.goto("/me/campaigns/")
    judge(page)
    sign(page)
    text = read_paper(page, tmp_path)
    assert "Chen Wei" in text
    assert AGENT in text
    found = re.search(r"/mandates/\s*([\w-]{24})", text)
    assert found
    anybody = new_page(locale="zh-CN")
    anybody.goto(f"/campaigns/{SLUG}/")
    judge(anybody)
    anybody.goto("/campaigns/")
    judge(anybody)
    stranger = new_page()
    check(stranger, found[1], "It holds today.")
    page.goto("/me/campaigns/")
    page.get_by_role("link", name="Revoke").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.locator("main")).to_contain_text("revoked")
    check(stranger, found[1], "It was revoked")
    assert "held 0" in stack.manage("shell", "-c", HELD).stdout
