"""The public pages in a real browser: no complaint of the browser, in both languages, on a phone too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("locale", "lang"), [("en-GB", "en"), ("zh-CN", "zh-hans")])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_page_opens_without_complaint(
    new_page: Callable[..., Page], locale: str, lang: str, width: int
) -> None:
    page = new_page(locale=locale, width=width)
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width
