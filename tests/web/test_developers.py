"""Pages for those who write programs."""

import re

import pytest
from django.conf import settings
from django.test import Client

from apps.core.problems import PROBLEMS

pytestmark = pytest.mark.django_db
HELP = "/help/programs/"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_error_has_its_page_in_both_languages(client: Client, language: str) -> None:
    listed = client.get("/problems/", headers={"Accept-Language": language}).content.decode()
    for name, problem in PROBLEMS.items():
        page = client.get(f"/problems/{name}/", headers={"Accept-Language": language})
        assert page.status_code == 200
        assert f"<dd>{problem.status}</dd>" in page.content.decode()
        assert f"/problems/{name}/" in listed


def test_an_error_that_does_not_exist_has_none(client: Client) -> None:
    assert client.get("/problems/unheard-of/").status_code == 404


def test_the_page_of_the_api_runs_our_own_files_only(client: Client) -> None:
    page = client.get("/help/programs/api/")
    addresses = re.findall(r'<(?:script|link)[^>]*(?:src|href)="([^"]+)"', page.content.decode())
    assert [address for address in addresses if not address.startswith("/static/")] == []
    assert 'data-schema="/api/schema/"' in page.content.decode()
    assert "'unsafe" not in page["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_help_says_the_limits_that_are_kept(client: Client, language: str) -> None:
    text = client.get(HELP, headers={"Accept-Language": language}).content.decode()
    for rate in settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"].values():
        assert rate.removesuffix("/min") in text
    assert settings.SITE_URL in text
