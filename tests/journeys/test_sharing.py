"""A case shared by mail: they accept in a browser of their own, read it, stand in the log; it is ended, and gone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_case import judge
from tests.journeys.test_sign_in import sign_in

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]

OWNER = "zhou@sellers.example"
READER = "adviser@readers.example"
STORE = "Harbour Lamp Journey"


def arrive(page: Page, address: str, to: str) -> None:
    """Sign in for the first time and land at `to`."""
    sign_in(page, address, to=to)
    page.wait_for_url("**/welcome/**")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(f"**{to}")


def file_a_case(page: Page, owner: str = OWNER) -> str:
    """The shortest filing there is; the path of its page."""
    arrive(page, owner, "/cases/new/")
    page.goto("/incidents/amz-2018-02-14/")
    page.get_by_role("button", name=re.compile("affected")).locator("visible=true").first.click()
    page.locator("[name=marketplace]").select_option("amazon.us")
    page.locator("[name=case_type]").select_option("account_suspension")
    page.locator("[name=allegation]").select_option("fake_orders_fraud")
    page.locator("[name=notice_text]").fill("Your selling privileges have been removed.")
    submit_step(page)
    page.locator("[name=component]").first.select_option("withheld_balance")
    page.locator("[name=likely]").first.fill("12500")
    page.locator("[name=currency]").first.select_option("USD")
    submit_step(page)
    page.locator("[name=store_name]").fill(STORE)
    submit_step(page)
    submit_step(page)
    page.get_by_role("button", name="Submit this case").click()
    expect(page.locator("main")).to_contain_text("A moderator reads your case")
    return re.sub(r"^https?://[^/]+", "", page.url).split("#")[0].split("?")[0]


def submit_step(page: Page) -> None:
    page.locator("main form[data-autosave] button.btn-primary:visible").last.click()


def link_in_mail(page: Page, reader: str = READER) -> str:
    """The link of the invitation, as it stands in the newest mail to the reader."""
    box = page.context.new_page()
    for _ in range(120):
        box.goto(f"/mailbox/?to={reader}")
        mail = box.get_by_role("link", name="Somebody wants to share a case with you")
        if mail.count():
            break
        box.wait_for_timeout(500)
    mail.first.click()
    found = re.search(r"/invitations/[\w-]+/", box.content())
    box.close()
    assert found
    return found[0]


def share_by_mail(page: Page, case: str) -> None:
    page.goto(case)
    page.get_by_role("link", name="Share with a person").click()
    page.locator("[name=address]").fill(READER)
    page.locator("[name=scope][value=full]").check()
    page.locator("[name=sharer_name]").fill("Zhou")
    judge(page)
    page.locator("[name=address]").fill(READER)
    page.locator("[name=scope][value=full]").check()
    page.locator("[name=sharer_name]").fill("Zhou")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("#invited")).to_contain_text(READER)


def accept(page: Page, case: str) -> None:
    """Looking at the invitation does nothing; the button opens the case."""
    arrive(page, READER, "/shared/")
    expect(page.locator("main")).to_contain_text("Nobody shares a case with you now")
    link = link_in_mail(page)
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Zhou")
    judge(page)
    answer = page.request.get(case)
    assert answer.status == 404
    page.get_by_role("button", name="Accept and open the case").click()
    page.wait_for_url(f"**{case}")


def read(page: Page) -> None:
    main = page.locator("main")
    expect(main).to_contain_text("Your selling privileges have been removed.")
    expect(main).to_contain_text("US$12,500")
    expect(main).not_to_contain_text(STORE)
    expect(main).not_to_contain_text(OWNER)
    assert page.locator("main form").count() == 0
    judge(page)


def test_a_case_is_shared_read_logged_and_ended(new_page: NewPage) -> None:
    owner, reader = new_page(), new_page(width=390)
    case = file_a_case(owner)
    share_by_mail(owner, case)
    accept(reader, case)
    read(reader)

    owner.goto(f"{case}log/")
    expect(owner.locator("main")).to_contain_text(f"{READER} opened the case.")
    judge(owner)
    owner.goto(case)
    viewers = owner.locator("#viewers")
    expect(viewers).to_contain_text(READER)
    viewers.get_by_role("button", name="End it").click()
    expect(owner.locator("#toasts")).to_contain_text("They cannot read the case any more.")
    gone = reader.request.get(case)
    assert gone.status == 404
    reader.goto("/shared/")
    expect(reader.locator("main")).not_to_contain_text("RC-")

    owner.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(owner.locator("#readers")).to_contain_text(READER)
    back = reader.goto(case)
    assert back is not None
    assert back.status == 200
