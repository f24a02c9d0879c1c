"""A real browser over a whole running copy: web, worker, beat, mailbox, PostgreSQL, Valkey."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from tests.browser import watch
from tests.conftest import TEMPLATE, use_second_factor
from tests.factories.accounts import ModeratorFactory
from tests.stack import Copy
from tests.template import copy_of_template


@pytest.fixture(scope="session")
def stack(django_db_blocker: DjangoDbBlocker) -> Iterator[Copy]:
    """Recourse as `make run` starts it, with the incidents and without demonstration people. One for all journeys.

    Its database is on the tests' own server, a copy of what is migrated already; tests/core/test_up.py begins at none.
    """
    if TEMPLATE not in os.environ:
        pytest.skip("no PostgreSQL server of our own to copy the template on")
    with django_db_blocker.unblock():
        database = copy_of_template(os.environ[TEMPLATE], "journeys")
    copy = Copy("journeys", "--no-demo", database=database)
    copy.remove()
    copy.start()
    copy.wait_for("Recourse is ready")
    yield copy
    copy.stop()
    copy.remove()


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


@pytest.fixture
def person() -> User:
    """Who sits at the desk."""
    return ModeratorFactory.create(email="moderator@recourse.example", time_zone="Asia/Shanghai")


@pytest.fixture
def open_desk(
    browser: Browser,
    live_server: LiveServer,
    problems: list[str],
    person: User,
) -> Iterator[Callable[..., Page]]:
    """`open_desk(width=390)` is a page of a moderator who has just signed in. What the browser complains of fails."""
    profiles = []

    def open_page(*, width: int = 1280, **options: Any) -> Page:
        client = Client()
        client.force_login(person)
        use_second_factor(client, person)
        profile = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 844}, locale="en-GB", **options
        )
        profiles.append(profile)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        profile.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = profile.new_page()
        watch(page, problems)
        page.add_init_script("addEventListener('securitypolicyviolation', e => console.error('CSP', e.blockedURI))")
        return page

    yield open_page
    for profile in profiles:
        profile.close()
    assert problems == []
