"""From filing to the next batch's figure, over the whole running copy: two moderators, the page, the press kit."""

import re
from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_case import become_moderator, judge
from tests.journeys.test_sharing import file_a_case
from tests.stack import Copy

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
SLUG = "amz-2018-02-14"
FOUNDING = (SLUG, "amz-brand-2022-12")
PREPARES, PUBLISHES = "prepares@recourse.example", "publishes@recourse.example"
OTHERS = """
from apps.cases.actions import verify_case
from apps.core import clock
from apps.incidents.actions import place_case
from apps.incidents.models import Incident
from apps.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.cases import AccountFactsFactory, CaseFactory, FilingFactory
incident, moderator = Incident.objects.get(slug="{slug}"), User.objects.get(email="{moderator}")
for each in range({number}):
    account = AccountFactsFactory.build(store_name=f"Journey {number} {{each}}", merchant_token="", company_name="")
    owner = UserFactory.create(email=f"journey-{number}-{{each}}@sellers.example")
    case = CaseFactory.create(owner=owner, filing=FilingFactory.build(account=account))
    place_case(case=case, incident=incident, by=moderator, now=clock.now())
    verify_case(case=case, by=moderator, now=clock.now())
print("incident", incident.title_en)
"""


def others_are_verified(stack: Copy, number: int) -> str:
    """So many more sellers of the incident; its title."""
    done = stack.manage("shell", "-c", OTHERS.format(slug=SLUG, number=number, moderator=PREPARES))
    assert done.returncode == 0, done.stderr
    return done.stdout.split("incident ", 1)[1].strip()


def publish(first: Page, second: Page, incident: str) -> int:
    """One moderator prepares and cannot publish, the other does; how many sellers of the incident they saw there."""
    first.goto("/desk/figures/")
    first.get_by_role("button", name="Prepare a batch").click()
    expect(first.locator("main")).to_contain_text("Another moderator publishes it.")
    counted = first.locator("details", has_text="Counted:").first
    counted.locator("summary").click()
    row = counted.locator("tr", has=first.get_by_role("rowheader", name=f"Incident: {incident}")).first
    seen = int(row.locator("td").first.inner_text())
    second.goto("/desk/figures/")
    second.get_by_role("button", name="Publish it").click()
    expect(second.locator("main")).to_contain_text("Nothing is prepared.")
    return seen


def figure_of_the_incident(page: Page) -> tuple[int, int]:
    """Batch, and how many sellers it prints, as anybody reads it."""
    page.goto("/figures/")
    judge(page)
    told = page.locator("article", has=page.locator(f"a[href='/incidents/{SLUG}/']")).inner_text()
    batch = re.search(r"Batch (\d+)", page.locator("main").inner_text())
    counted = re.search(r"Counted: at least (\d+) distinct sellers", told)
    assert batch
    assert counted, told
    assert "Claimed elsewhere" in told
    return int(batch[1]), int(counted[1])


def claims_are_quoted(page: Page, never: str) -> None:
    """Both founding incidents' pages: claims with who said them, and that they are none of our counts."""
    for slug in FOUNDING:
        page.goto(f"/incidents/{slug}/")
        judge(page)
        section = page.locator("section[aria-labelledby='figures-title']")
        expect(section).to_contain_text(never)
        assert section.locator("tbody tr").count() >= 3


def wait_for_paper(page: Page, batch: int) -> None:
    """The worker prints one sheet after the other, within minutes."""
    for _each in range(150):
        page.goto(f"/figures/{batch}/press/")
        if page.locator(f"a[href*='/press/{SLUG}.']").count() == 2:  # in both languages
            return
        page.wait_for_timeout(1000)
    raise AssertionError("the sheets of the incident are not printed")


def read_paper(page: Page, batch: int, language: str) -> str:
    """The one page of paper about the incident, without spaces."""
    answer = page.request.get(f"/figures/{batch}/press/{SLUG}.{language}.pdf")
    assert answer.ok
    document = pypdfium2.PdfDocument(answer.body())
    assert len(document) == 1
    return "".join(document[0].get_textpage().get_text_range().split())


def test_a_filed_case_is_counted_in_the_next_batch(new_page: NewPage, stack: Copy) -> None:
    first, second, reader = new_page(), new_page(), new_page(width=390)
    become_moderator(first, stack, PREPARES)
    become_moderator(second, stack, PUBLISHES)
    incident = others_are_verified(stack, 30)
    before = publish(first, second, incident)
    number, printed = figure_of_the_incident(reader)

    case = file_a_case(new_page(width=390), "counted@sellers.example")
    first.goto(f"/desk/case/{case.split('/')[2]}/")
    first.locator("#decide-verify summary").click()
    first.locator("#decide-verify button[type=submit]").click()
    expect(first.locator("body")).to_contain_text("is verified. The seller is told.")
    others_are_verified(stack, 9)

    assert publish(first, second, incident) == before + 10  # the case from the browser makes the ten full
    assert figure_of_the_incident(reader) == (number + 1, printed + 10)
    claims_are_quoted(reader, "Claims are quoted, never added up.")
    chinese_reader = new_page(locale="zh-CN", width=390)
    chinese_reader.goto("/figures/")
    judge(chinese_reader)
    told = chinese_reader.locator("article", has=chinese_reader.locator(f"a[href='/incidents/{SLUG}/']"))
    expect(told).to_contain_text(f"已计数：至少{printed + 10}名不同的卖家。")
    claims_are_quoted(chinese_reader, "各方说法只引用，绝不相加。")
    wait_for_paper(reader, number + 1)
    judge(reader)
    english, chinese = (read_paper(reader, number + 1, language) for language in ("en", "zh-hans"))
    digest = reader.request.get(f"/figures/{number + 1}/figures.json").json()["sha256"]
    assert f"Counted:atleast{printed + 10}distinctsellers." in english
    assert f"已计数：至少{printed + 10}名不同的卖家。" in chinese
    assert [digest in paper for paper in (english, chinese)] == [True, True]
