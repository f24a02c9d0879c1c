"""A seller's own things: a file is covered and shared, read by another and withdrawn; a program reads the case; a copy
of everything is taken along, and everything is erased."""

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.test_case import judge
from tests.journeys.test_sharing import arrive, file_a_case, link_in_mail
from tests.stack import Copy

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]

OWNER, READER = "he@sellers.example", "lawyer@readers.example"
WAIT = 90_000  # milliseconds a job may take on a busy machine


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A white picture with a red field that nobody else need see."""
    picture = Image.new("RGB", (400, 400), "white")
    picture.paste((200, 0, 0), (150, 150, 250, 250))
    picture.save(tmp_path / "绩效通知.png")
    return tmp_path / "绩效通知.png"


def add_file(page: Page, case: str, path: Path) -> None:
    page.goto(f"{case}evidence/")
    judge(page)
    page.locator("[name=kind]").select_option("suspension_notice")
    page.locator("[name=files]").set_input_files(path)
    page.get_by_role("button", name="Add to the case").click()
    page.get_by_role("link", name=path.name).click()
    expect(page.locator("#copies")).to_contain_text("Ready: drawn anew", timeout=WAIT)
    judge(page)


def cover_the_middle(page: Page) -> None:
    """By keyboard: a new box stands above the middle of the page, 30 by 6 per cent."""
    page.get_by_role("link", name="Cover parts of it").click()
    page.locator("[data-do=add]").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=left]").first).not_to_have_value("")
    page.get_by_role("button", name="Make the covered copy").click()
    expect(page.locator("#copies")).to_contain_text("others get this one", timeout=WAIT)


def share(owner: Page, reader: Page, case: str) -> None:
    owner.goto(case)
    owner.get_by_role("link", name="Share with a person").click()
    owner.locator("[name=address]").fill(READER)
    owner.locator("[name=scope][value=evidence]").check()
    owner.get_by_role("button", name="Send the invitation").click()
    arrive(reader, READER, "/shared/")
    reader.goto(link_in_mail(reader, READER))
    reader.get_by_role("button", name="Accept and open the case").click()
    reader.wait_for_url(f"**{case}")


def read_covered(reader: Page) -> None:
    """What the reader gets is black where the box was, and is not the file that was put in."""
    link = reader.locator("main a[href*='/cases/'][href*='/shared/']").first
    answer = reader.request.get(str(link.get_attribute("href")))
    assert answer.status == 200
    assert "attachment" in answer.headers["content-disposition"]
    picture = Image.open(io.BytesIO(answer.body())).convert("RGB")
    width, height = picture.size
    assert picture.getpixel((width // 2, round(height * 0.38))) == (0, 0, 0), "under the box"
    assert picture.getpixel((width // 2, round(height * 0.55))) != (0, 0, 0), "below it"


def test_a_file_is_covered_shared_opened_and_withdrawn(new_page: NewPage, notice: Path) -> None:
    owner, reader = new_page(), new_page(width=390)
    case = file_a_case(owner, OWNER)
    add_file(owner, case, notice)
    cover_the_middle(owner)
    share(owner, reader, case)
    read_covered(reader)
    owner.goto(f"{case}log/")
    expect(owner.locator("main")).to_contain_text(READER)
    owner.goto(case)
    owner.locator("#viewers").get_by_role("button", name="End it").click()
    expect(owner.locator("#toasts")).to_contain_text("They cannot read the case any more.")
    assert reader.request.get(case).status == 404


def make_token(page: Page) -> str:
    page.goto("/me/api/")
    judge(page)
    page.locator("[name=name]").fill("curl")
    page.get_by_role("button", name="Make").last.click()
    return str(page.locator("#made [data-copy]").first.get_attribute("data-copy"))


def curl(stack: Copy, path: str, token: str) -> tuple[int, str]:
    command = ["curl", "--silent", "--write-out", "\n%{http_code}", "--header", f"Authorization: Bearer {token}"]
    done = subprocess.run([*command, stack.url + path], capture_output=True, text=True, timeout=60, check=True)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def take_a_copy(page: Page, reference: str) -> None:
    page.goto("/me/data/")
    judge(page)
    page.get_by_role("button", name="Make a copy").click()
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=WAIT)
    answer = page.request.get(str(link.get_attribute("href")))
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".json")]
    assert any(reference in text for text in texts)


def test_a_program_reads_a_copy_is_taken_and_everything_erased(new_page: NewPage, stack: Copy) -> None:
    page = new_page()
    address = "gao@sellers.example"
    case = file_a_case(page, address)
    found = re.search(r"RC-\w{4}-\w{4}-\w", page.locator("main").inner_text())
    assert found
    token = make_token(page)
    status, body = curl(stack, "/api/v1/cases/", token)
    assert (status, [row["reference"] for row in json.loads(body)["results"]]) == (200, [found[0]])
    take_a_copy(page, found[0])

    page.goto("/me/data/erase/")
    judge(page)
    page.locator("[name=address]").fill("somebody@else.example")
    page.locator("#confirm button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("This is not the address you are signed in with.")
    page.locator("[name=address]").fill(address)
    page.locator("#confirm button[type=submit]").click()
    expect(page.locator("#erasing")).to_contain_text("Your account will be erased")
    judge(page)
    assert curl(stack, "/api/v1/cases/", token)[0] == 401, "programs lose their access at once"
    page.get_by_role("button", name="Keep my account").click()
    expect(page.locator("main")).not_to_contain_text("Your account will be erased")
    assert page.request.get(case).status == 200
