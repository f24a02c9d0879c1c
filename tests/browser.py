"""A real browser: where a Chromium is, how it is started, what it complains about.

Playwright's own download may be out of reach, so an installed one comes first.
"""

import os
import shutil
from functools import cache
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Response, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BUNDLED = ".cache/ms-playwright/chromium-*/chrome-*/chrome"
OPTIONS = [
    "--no-sandbox",  # root in a container cannot have one; the pages are ours
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # nothing outside this machine
]
ADVICE = "Debian and Ubuntu: apt-get install chromium fonts-noto-cjk. Elsewhere set BROWSER to the path of a Chromium."


@cache
def find_browser() -> str | None:
    """The path of a Chromium: BROWSER, one that is installed, one that Playwright downloaded."""
    named = os.environ.get("BROWSER", "")
    installed = (shutil.which(name) for name in (named, *NAMES) if name)
    bundled = (str(path) for path in Path.home().glob(BUNDLED))
    return next(filter(None, installed), None) or next(bundled, None)


def watch(page: Page, problems: list[str]) -> None:
    """Collect into `problems` whatever the browser finds wrong on this page."""

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:  # a 404 or 413 may be what is tested
            problems.append(message.text)

    def note_answer(answer: Response) -> None:
        if answer.status >= 500:
            problems.append(f"{answer.status} {answer.url}")

    page.on("console", note_message)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", note_answer)


def wait_until_saved(page: Page) -> None:
    """Everything typed so far has reached the server; a save from before the last key does not count."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
