"""Acting together, in both languages: an association is founded, sellers share and join sealed, enough have joined, a
mandate is signed and read back, an update arrives by mail, everything is taken back, and nothing of it is left."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_campaign import wait_for
from tests.journeys.test_case import judge
from tests.stack import Copy

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
TEXTS = ("about", "membership", "funding")
PEOPLE = """
from apps.core import clock
from tests.associations.people import proven_person, signed_in
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
owner = proven_person(email="owner-{tag}@bodies.example", language="{language}")
seller = UserFactory.create(email="seller-{tag}@sellers.example", language="{language}")
facts = {{"filing__account__store_name": "Harbour {tag}", "filing__account__merchant_token": ""}}
case = CaseFactory.create(owner=seller, **facts, now=clock.now())
for person in (owner, seller):
    print("session", signed_in(person).cookies["sessionid"].value)
print("case", case.pk, case.reference)
"""
APPROVED = """
from apps.associations.actions import decide_standing
from apps.associations.models import Association
from apps.core import clock
from tests.factories.accounts import ModeratorFactory
body = Association.objects.get(founded_by__email="owner-{tag}@bodies.example")
moderator = ModeratorFactory.create(email="moderator-{tag}@bodies.example")
decide_standing(association=body, standing="approved", reason="Read.", by=moderator, now=clock.now())
print("slug", body.slug)
"""
BEGUN = """
from apps.campaigns.actions import move_campaign
from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign
from apps.accounts.models import User
from apps.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import SignOnFactory
from tests.factories.cases import CaseFactory
campaign = Campaign.objects.get(slug="{slug}")
moderator = User.objects.get(email="moderator-{tag}@bodies.example")
move_campaign(campaign=campaign, source=Stage.SUBMITTED, target=Stage.GATHERING, by=moderator, now=clock.now())
for each in "abcdefghi":
    owner = UserFactory.create(email=each + "-{tag}@sellers.example")
    facts = {{"filing__account__store_name": each + " {tag}", "filing__account__merchant_token": ""}}
    case = CaseFactory.create(owner=owner, **facts)
    SignOnFactory.create(campaign=campaign, case=case, is_sealed=True, now=clock.now())
"""
LEFT = """
from apps.campaigns.models import SignOn, UpdateMail
from apps.campaigns.selectors.mandates import mandates_that_hold
from apps.core import clock
from apps.notifications.models import Message
person = {{"person__email": "seller-{tag}@sellers.example"}}
news = Message.objects.filter(recipient__email="seller-{tag}@sellers.example", kind__startswith="campaign")
mandates = mandates_that_hold(clock.now()).filter(**person)
rows = (SignOn.objects.filter(**person), UpdateMail.objects.filter(**person), news, mandates)
print("left", [found.count() for found in rows])
"""


def tell(stack: Copy, script: str, **words: str) -> str:
    done = stack.manage("shell", "-c", script.format(**words))
    assert done.returncode == 0, done.stderr
    return done.stdout


def press(page: Page) -> None:
    """The button that a form of the page leads to."""
    page.locator("main form button.btn-primary, main form button.btn-danger").last.click()
    page.wait_for_load_state()


def found_association(page: Page, name: str) -> None:
    page.goto("/associations/new/")
    judge(page)
    page.locator("[name=name]").fill(name)
    page.locator("[name=legal_form]").first.check()
    page.locator("[name=country]").select_option("CN")
    page.locator("[name=place]").fill("深圳")
    for field in TEXTS:
        page.locator(f"[name={field}]").fill("会员缴费，帮助被封号的卖家。")
    press(page)
    expect(page.locator("h1")).to_contain_text(name)


def share_case(page: Page, case: str, slug: str) -> None:
    page.goto(f"/cases/{case}/sharing/association/")
    page.locator("[name=association]").select_option(slug)
    page.locator("[name=scope][value=summary]").check()
    press(page)
    page.wait_for_url(f"**/cases/{case}/sharing/")


def write_campaign(page: Page, slug: str, tag: str) -> str:
    """Written and handed in; its slug."""
    page.goto(f"/associations/{slug}/new-campaign/")
    judge(page)
    page.locator("[name=platform]").select_option("amazon")
    page.locator("[name=forum][value=petition]").check()
    page.locator("[name=title_zh]").fill("冻结货款全部放款")
    page.locator("[name=title_en]").fill(f"Pay out what is held {tag}")
    for field in ("goal", "demands"):
        page.locator(f"[name={field}_zh]").fill("放款。")
        page.locator(f"[name={field}_en]").fill("Pay out what is held.")
    page.locator("[name=threshold]").fill("10")
    page.locator("[name=until]").fill("2090-01-01")
    press(page)
    page.wait_for_url("**/campaigns/**")
    judge(page)
    page.locator("main a[href$='/stage/draft/submitted/']").click()
    press(page)
    return page.url.rstrip("/").split("/")[-1]


def join_sealed(page: Page, campaign: str) -> None:
    page.goto(f"/campaigns/{campaign}/")
    page.locator("[name=wish][value=escrowed]").check()
    page.locator("[name=case]").select_option(index=0)
    page.locator("aside form button.btn-primary").click()
    page.wait_for_load_state()
    press(page)
    page.wait_for_url("**/joining/done/")


def sign(page: Page, campaign: str) -> None:
    page.goto(f"/me/campaigns/{campaign}/mandate/")
    page.locator("[name=agent]").first.check()
    page.locator("[name=claims][value=money]").check()
    page.locator("[name=until]").fill(page.evaluate("new Date(Date.now() + 9e9).toISOString().slice(0, 10)"))
    page.locator("[name=name]").fill("陈伟")
    press(page)
    press(page)
    page.wait_for_url("**/me/campaigns/")


def read_paper(page: Page, folder: Path) -> str:
    link = page.locator("main a[href$='/paper/']")
    for _each in range(150):
        page.goto("/me/campaigns/")
        if link.count():
            break
        page.wait_for_timeout(600)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(folder / "mandate.pdf")
    document = pypdfium2.PdfDocument(BytesIO((folder / "mandate.pdf").read_bytes()))
    return "".join(sheet.get_textpage().get_text_range() for sheet in document).replace("\r\n", "")


def write_update(page: Page, slug: str, campaign: str) -> None:
    page.goto(f"/associations/{slug}/campaigns/{campaign}/updates/")
    page.locator("[name=title_zh]").fill("平台回复了")
    page.locator("[name=text_zh]").fill("平台称四月放款。")
    page.locator("[name=title_en]").fill("They answered")
    page.locator("[name=text_en]").fill("Money in April, they say.")
    page.locator("[name=segment][value=mandate]").check()
    press(page)
    page.wait_for_url("**/updates/**")
    judge(page)
    page.locator("button[name=deed][value=begin]").click()


def read_mail(page: Page, address: str, subject: str) -> str:
    """The mail as the mail server of the copy got it."""
    mail = page.get_by_role("link", name=subject)
    for _each in range(150):
        page.goto(f"/mailbox/?to={address}")
        if mail.count():
            break
        page.wait_for_timeout(600)
    mail.first.click()
    return page.content()


def take_everything_back(page: Page, case: str) -> None:
    page.goto("/me/campaigns/")
    page.locator("main a[href$='/revoke/']").click()
    press(page)
    page.locator("main form[action$='/joining/'] button").first.click()
    page.wait_for_load_state()
    press(page)
    page.wait_for_url("**/joining/done/")
    page.goto(f"/cases/{case}/sharing/")
    page.locator("main form[action*='/sharing/association/'][action$='/revoke/'] button").first.click()
    page.wait_for_load_state()


SUBJECTS = {"en": "News of something you take part in", "zh-hans": "你参加的事有新进展"}


def two_people(new_page: NewPage, stack: Copy, locale: str, language: str) -> tuple[list[Page], str, str]:
    """Pages of who founds the association and of a seller, signed in; the seller's case and its reference."""
    told = tell(stack, PEOPLE, tag=language, language=language)
    sessions = re.findall(r"session (\w+)", told)
    case, reference = re.findall(r"case (\S+) (\S+)", told)[0]
    pages = [new_page(locale=locale, width=width) for width in (1280, 390)]
    for one, session in zip(pages, sessions, strict=True):
        one.context.add_cookies([{"name": "sessionid", "value": session, "url": stack.url}])
    return pages, case, reference


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("zh-CN", "zh-hans")])
def test_from_a_new_association_to_nothing_left_of_a_seller(
    new_page: NewPage, stack: Copy, tmp_path: Path, locale: str, language: str
) -> None:
    tag = language
    (owner, seller), case, reference = two_people(new_page, stack, locale, language)
    found_association(owner, f"海港卖家协会 {tag}")
    slug = re.findall(r"slug (\S+)", tell(stack, APPROVED, tag=tag))[0]
    share_case(seller, case, slug)
    owner.goto(f"/associations/{slug}/cases/")
    expect(owner.locator("main")).to_contain_text(reference)
    campaign = write_campaign(owner, slug, tag)
    tell(stack, BEGUN, slug=campaign, tag=tag)
    join_sealed(seller, campaign)
    wait_for(seller, "/me/campaigns/", reference)
    sign(seller, campaign)
    paper = read_paper(seller, tmp_path)
    for words in ("陈伟", reference, f"海港卖家协会 {tag}"):
        assert words in paper
    owner.goto(f"/associations/{slug}/mandates/")
    expect(owner.locator("main")).to_contain_text(reference)
    write_update(owner, slug, campaign)
    mail = read_mail(seller, f"seller-{tag}@sellers.example", SUBJECTS[language])
    link = re.search(r"/me/updates/[\w-]{36}/", mail)
    assert link
    assert "/updates/stop/" in mail
    assert "四月" not in mail
    seller.goto(link[0])
    judge(seller)
    expect(seller.locator("main")).to_contain_text("平台称四月放款。")
    take_everything_back(seller, case)
    for place in ("cases/", "mandates/", "dates/", f"campaigns/{campaign}/"):
        owner.goto(f"/associations/{slug}/{place}")
        expect(owner.locator("main")).not_to_contain_text(reference)
    seller.goto("/me/campaigns/")
    expect(seller.locator("main a[href^='/me/updates/']")).to_have_count(0)
    assert "left [0, 0, 0, 0]" in tell(stack, LEFT, tag=tag)
