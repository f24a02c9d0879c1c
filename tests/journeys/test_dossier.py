"""A dossier is made while its owner watches, downloaded, and checked with the command that needs no server."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_case import judge
from tests.journeys.test_own_files import add_file, notice
from tests.journeys.test_sharing import file_a_case

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
WAIT = 120_000  # milliseconds: a busy machine prints slowly
__all__ = ["notice"]


def saved(page: Page, link: Locator, folder: Path) -> Path:
    with page.expect_download() as coming:
        link.click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def verify(*paths: Path) -> tuple[int, dict[str, object]]:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "verify_dossier", *map(str, paths), "--json"]
    environment = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
    return done.returncode, json.loads(done.stdout)


def test_a_dossier_is_made_watched_downloaded_and_verified(new_page: NewPage, notice: Path, tmp_path: Path) -> None:
    page = new_page()
    case = file_a_case(page, "dong@sellers.example")
    add_file(page, case, notice)
    page.goto(case)
    page.get_by_role("link", name="Make the dossier").click()
    judge(page)
    page.get_by_role("button", name="Make the dossier").click()
    expect(page.locator("#making")).to_contain_text("You can close this page.")
    page.get_by_role("link", name="Show it").click(timeout=WAIT)
    judge(page)
    pdf = saved(page, page.get_by_role("link", name="Download the PDF"), tmp_path)
    manifest = saved(page, page.get_by_role("link", name="Download the manifest"), tmp_path)
    assert pdf.read_bytes()[:5] == b"%PDF-"
    assert verify(manifest, pdf, notice)[0] == 0
    pdf.write_bytes(pdf.read_bytes()[:-1] + b"?")
    code, answer = verify(manifest, pdf, notice)
    findings = {line["name"]: line["finding"] for line in answer["files"]}  # type: ignore[attr-defined]
    assert (code, findings[pdf.name], findings[notice.name]) == (2, "differs", "same")
