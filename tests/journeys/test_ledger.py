"""A seller drops a settlement, sees what it says, takes it over, takes it back and over again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_case import judge
from tests.journeys.test_sharing import file_a_case
from tests.losses.test_imports import JUNE
from tests.losses.test_stock import COSTS, INVENTORY

pytestmark = pytest.mark.journey
SELLER = "lin@ledgers.example"
WAIT = 90_000  # milliseconds a job may take on a busy machine


def upload(page: Page, case: str, path: Path) -> None:
    page.goto(f"{case}ledger/")
    page.locator("[name=report]").set_input_files(path)
    page.get_by_role("button", name="Upload and look at it").click()
    expect(page.get_by_role("button", name="Take it over into the ledger")).to_be_visible(timeout=WAIT)


def move(page: Page, button: str, then: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("button", name=then, exact=True)).to_be_visible(timeout=WAIT)


def test_a_settlement_becomes_a_line_and_goes_and_comes_back(new_page: Callable[..., Page], tmp_path: Path) -> None:
    for name, content in (("settlement.txt", JUNE), ("inventory.txt", INVENTORY)):
        (tmp_path / name).write_bytes(content)
    page = new_page()
    case = file_a_case(page, SELLER)
    upload(page, case, tmp_path / "settlement.txt")
    judge(page)
    expect(page.locator("#report")).to_contain_text("add up to its stated total of US$25")
    move(page, "Take it over into the ledger", "Take it back")
    report = page.url
    page.goto(f"{case}ledger/")
    judge(page)
    line = page.locator("tr", has_text="Account-level reserve").first
    for words in ("US$420", "A · platform document", "settlement.txt", "row 6"):
        expect(line).to_contain_text(words)
    page.goto(report)
    move(page, "Take it back", "Take it over again")
    page.goto(f"{case}ledger/")
    expect(page.locator("tr", has_text="settlement.txt")).to_have_count(0)
    page.goto(report)
    move(page, "Take it over again", "Take it back")
    upload(page, case, tmp_path / "inventory.txt")
    move(page, "Take it over into the ledger", "Take it back")
    page.goto(f"{case}ledger/")
    page.get_by_text("Bring a cost list").click()
    page.locator("[name=pasted]").fill(COSTS.decode().replace(",", "\t"))
    page.get_by_role("button", name="Upload and see what matches").click()
    expect(page.locator("#stock")).to_contain_text("CN¥17,622", timeout=WAIT)
    judge(page)
    move(page, "Take it over into the ledger", "Take it back")
    page.goto(f"{case}ledger/")
    expect(page.locator("tr", has_text="inventory.txt").first).to_contain_text("row 2")
