"""A seller drops a settlement, sees what it says, takes it over while the bar moves, takes it back and over again, and
has a dossier made of it."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.brake import brake
from tests.journeys.test_case import judge
from tests.journeys.test_dossier import saved, verify
from tests.journeys.test_sharing import file_a_case
from tests.losses.reports.settlements import ORDER, RESERVE, settlement
from tests.losses.test_stock import COSTS, INVENTORY
from tests.stack import Copy

pytestmark = pytest.mark.journey
SELLER = "lin@ledgers.example"
WAIT = 90_000  # milliseconds a job may take on a busy machine
ROWS = 25_000  # two batches and a half
WITHHELD = "Account-level reserve: 420.00 USD, grade A, row 17"
SETTLEMENT = settlement(
    [(ORDER, "2026-06-02", "1.00")] * 14
    + [(RESERVE, "2026-06-28", "-420.00")]
    + [(ORDER, "2026-06-03", "1.00")] * (ROWS - 15),
    name="9001",
    ends="2026-06-28",
    total=f"{ROWS - 1 - 420}.00",
)


def upload(page: Page, case: str, path: Path) -> None:
    page.goto(f"{case}ledger/")
    page.locator("[name=report]").set_input_files(path)
    page.get_by_role("button", name="Upload and look at it").click()
    expect(page.get_by_role("button", name="Take it over into the ledger")).to_be_visible(timeout=WAIT)


def move(page: Page, button: str, then: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("button", name=then, exact=True)).to_be_visible(timeout=WAIT)


def take_over_and_watch_the_bar(page: Page, stack: Copy) -> None:
    """The job is held at each of its steps, so that what the bar shows is no matter of luck."""
    bar = page.locator("#progress progress")
    with brake(stack, "losses_reportimport", "rows_done", [10_000, 20_000, ROWS]) as job:
        page.get_by_role("button", name="Take it over into the ledger").click()
        expect(bar).to_have_attribute("value", "0", timeout=WAIT)
        for step, reached in ((10_000, "10000"), (20_000, "20000")):
            job.release(step)
            expect(bar).to_have_attribute("value", reached, timeout=WAIT)
            expect(bar).to_have_attribute("max", str(ROWS))
        job.release(ROWS)
        expect(page.get_by_role("button", name="Take it back")).to_be_visible(timeout=WAIT)
    expect(bar).to_have_count(0)


def test_a_settlement_becomes_a_line_goes_comes_back_and_stands_in_the_dossier(
    new_page: Callable[..., Page], stack: Copy, tmp_path: Path
) -> None:
    report = tmp_path / "settlement.txt"
    report.write_bytes(SETTLEMENT)
    page = new_page()
    case = file_a_case(page, SELLER)
    upload(page, case, report)
    judge(page)
    expect(page.locator("#report")).to_contain_text(f"add up to its stated total of US${ROWS - 421:,}")
    take_over_and_watch_the_bar(page, stack)
    expect(page.locator("#report")).to_contain_text(WITHHELD)
    judge(page)
    address = page.url
    page.get_by_role("link", name=WITHHELD).click()
    line = page.locator("tr:target")
    for words in ("Account-level reserve", "US$420", "A · platform document", "settlement.txt", "row 17"):
        expect(line).to_contain_text(words)
    judge(page)
    page.goto(address)
    move(page, "Take it back", "Take it over again")
    expect(page.locator("#report")).not_to_contain_text(WITHHELD)
    page.goto(f"{case}ledger/")
    expect(page.locator("tr", has_text="settlement.txt")).to_have_count(0)
    page.goto(address)
    move(page, "Take it over again", "Take it back")
    expect(page.locator("#report")).to_contain_text(WITHHELD)
    has_a_dossier_made(page, case, report, tmp_path)


def has_a_dossier_made(page: Page, case: str, report: Path, folder: Path) -> None:
    page.goto(f"{case}dossier/")
    page.get_by_role("button", name="Make the dossier").click()
    page.get_by_role("link", name="Show it").click(timeout=WAIT)
    pdf = saved(page, page.get_by_role("link", name="Download the PDF"), folder)
    manifest = saved(page, page.get_by_role("link", name="Download the manifest"), folder)
    code, answer = verify(manifest, pdf, report)
    assert (code, [one["finding"] for one in answer["files"]]) == (0, ["same", "same"])  # type: ignore[attr-defined]
    text = " ".join("".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(pdf)).split())
    assert "exhibit 1, row 17" in text


def test_stock_is_valued_by_a_pasted_cost_list(new_page: Callable[..., Page], tmp_path: Path) -> None:
    (tmp_path / "inventory.txt").write_bytes(INVENTORY)
    page = new_page()
    case = file_a_case(page, "ma@ledgers.example")
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
