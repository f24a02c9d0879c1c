"""Error pages: styled, in the reader's language, with an id to quote; the worst of them without the database."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from apps.accounts.models import User
from apps.web import context
from apps.web.views import errors, pages

LANGUAGES = ["en", "zh-hans"]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.fixture(autouse=True)
def no_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "has_demonstration_data", lambda: False)


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """`breaking(error)` makes /help/ raise it."""

    def break_help(error: Exception) -> None:
        def fail() -> list[object]:
            raise error

        monkeypatch.setattr(pages, "topics", fail)

    return break_help


def assert_is_page(response: HttpResponse, status: int, language: str, title: str) -> None:
    text = response.content.decode()
    with translation.override(language):
        title = translation.gettext(title)
    assert response.status_code == status
    assert f'<html lang="{language}">' in text
    assert f"<h1>{title}</h1>" in text
    assert "css/app.css" in text
    assert not INLINE.search(text)


def assert_has_id(response: HttpResponse) -> None:
    found = re.search(r"data-copy-value>([^<]+)<", response.content.decode())
    assert found
    assert found[1] == response.headers["X-Request-Id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_not_found(client: Client, language: str) -> None:
    response = client.get("/nothing/here/", headers={"accept-language": language})
    assert_is_page(response, 404, language, "There is nothing here")
    assert_has_id(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_forbidden(client: Client, breaking: Callable[[Exception], None], language: str) -> None:
    breaking(PermissionDenied())
    response = client.get("/help/", headers={"accept-language": language})
    assert_is_page(response, 403, language, "This is not open to you")
    assert_has_id(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_csrf_failure(language: str) -> None:
    response = Client(enforce_csrf_checks=True).post("/theme/", headers={"accept-language": language})
    assert_is_page(response, 403, language, "This page was open too long")
    assert_has_id(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_method(client: Client, language: str) -> None:
    response = client.get("/theme/", headers={"accept-language": language})
    assert_is_page(response, 405, language, "That does not work this way")
    assert response.headers["Allow"] == "POST"
    assert_has_id(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_body_too_large(client: Client, settings: object, language: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000  # type: ignore[attr-defined]
    body = "theme=" + "x" * 2000
    response = client.post(
        "/theme/", body, content_type="application/x-www-form-urlencoded", headers={"accept-language": language}
    )
    assert_is_page(response, 413, language, "That is too large to take")
    assert_has_id(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many(language: str) -> None:
    request = RequestFactory().get("/")
    request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
    request.error_id = "E-1"  # type: ignore[attr-defined]
    with translation.override(language):
        response = errors.too_many(request)
    assert_is_page(response, 429, language, "Too many tries in a short time")
    assert "E-1" in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_server_error_without_database(breaking: Callable[[Exception], None], language: str) -> None:
    breaking(RuntimeError("secret detail"))
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32  # somebody signed in: reading the session would need the database
    response = client.get("/help/", headers={"accept-language": language})
    assert_is_page(response, 500, language, "Something failed on our side")
    assert_has_id(response)
    assert "secret detail" not in response.content.decode()


def test_server_error_keeps_the_theme(breaking: Callable[[Exception], None]) -> None:
    breaking(RuntimeError())
    client = Client(raise_request_exception=False)
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/help/").text


def test_bad_host_gets_a_page(client: Client) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert_is_page(response, 400, "en", "This request could not be read")


def test_error_page_of_somebody_signed_in_keeps_their_menu(seller: User, client_of: Callable[[User], Client]) -> None:
    response = client_of(seller).get("/nothing/")
    assert "menu-box" in response.text


def test_error_without_page_asked_stays_bare(client: Client) -> None:
    response = client.get("/theme/", headers={"accept": "application/json"})
    assert response.status_code == 405
    assert response.content == b""


@pytest.mark.django_db
def test_in_development_too_a_missing_page_is_ours(client: Client, settings: Any) -> None:
    settings.DEBUG = True
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert "URLconf" not in answer.content.decode()
    assert "There is nothing here" in answer.content.decode()
