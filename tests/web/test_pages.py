"""Pages anybody may open: small, in both languages, without the database where they need none, nothing inline."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.selectors import forget_demonstration_data
from apps.web import context
from apps.web.help_pages import FOLDER, ORDER, PAGES

PUBLIC = ["/", "/help/", *(f"/help/{topic}/" for topic in ORDER), "/privacy/"]
TEMPLATES = Path(settings.BASE_DIR) / "templates"
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.fixture(autouse=True)
def no_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "has_demonstration_data", lambda: False)


# -- they open
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("address", PUBLIC)
def test_page_opens_in_both_languages_without_database(client: Client, address: str, language: str) -> None:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in response.text
    assert not INLINE.search(response.text)


def test_page_opens_when_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bool:
        raise DatabaseError("away")

    monkeypatch.setattr(context, "has_demonstration_data", fail)
    assert client.get("/").status_code == 200


def test_page_refuses_to_be_written_to(client: Client) -> None:
    assert client.post("/help/").status_code == 405


def test_help_topic_unknown_is_not_found(client: Client) -> None:
    assert client.get("/help/nothing/").status_code == 404


def test_help_says_the_same_in_both_languages() -> None:
    for name in PAGES:
        shapes = []
        for folder in ("en", "zh-hans"):
            lines = (FOLDER / folder / f"{name}.md").read_text(encoding="utf-8").splitlines()
            shapes.append([re.match(r"#*|\*|\d|\|", line)[0] for line in lines if line])  # type: ignore[index]
        assert shapes[0] == shapes[1], name


def test_demonstration_is_said_on_every_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'class="strip"' not in client.get("/help/").text
    monkeypatch.setattr(context, "has_demonstration_data", lambda: True)
    assert 'class="strip"' in client.get("/help/").text


@pytest.mark.django_db
def test_demonstration_costs_one_query_a_minute(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.undo()
    forget_demonstration_data()
    with django_assert_num_queries(1):
        client.get("/")
        client.get("/help/")
    forget_demonstration_data()


# -- light
def test_page_stays_under_200_kilobytes(client: Client) -> None:
    page = client.get("/").text
    files = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page)
    assert len(files) == 4
    total = len(page.encode()) + sum(Path(str(finders.find(name))).stat().st_size for name in files)
    assert total < 200_000


def test_css_stays_small() -> None:
    compiled = (Path(settings.BASE_DIR) / "static" / "css" / "app.css").read_bytes()
    assert len(gzip.compress(compiled, 9)) < 16_000


ON_PAPER = (TEMPLATES / "dossiers" / "print", TEMPLATES / "campaigns" / "print", TEMPLATES / "figures" / "print")
OF_OTHERS = (TEMPLATES / "messages", TEMPLATES / "admin")  # mail and the desk have styles of their own


def classes_in(stylesheet: str) -> set[str]:
    text = (Path(settings.BASE_DIR) / stylesheet).read_text(encoding="utf-8")
    return {name.replace("\\", "") for name in re.findall(r"\.((?:\\.|[\w-])+)", text)}


def test_css_knows_every_class_of_the_templates() -> None:
    """A class written in a template but in no stylesheet was misspelt, or wants `make css`."""
    on_screen, on_paper = classes_in("static/css/app.css"), classes_in("apps/dossiers/paper/print.css")
    unknown = set()
    for path in TEMPLATES.rglob("*.html"):
        if any(path.is_relative_to(folder) for folder in OF_OTHERS):
            continue
        known = on_paper if any(path.is_relative_to(folder) for folder in ON_PAPER) else on_screen
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " \0 ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for classes in re.findall(r'\sclass="([^"]*)"', text):
            names = re.sub(r"\S*-\s+\0\s+|\0", " ", classes).split()  # `tone-{{ tone }}` is a component's own affair
            unknown |= {f"{path.relative_to(TEMPLATES)}: {name}" for name in names if name not in known}
    assert unknown == set()


# -- language
def test_language_switch_keeps_page_and_query(client: Client) -> None:
    page = client.get("/help/filing/?from=mail&x=%E5%B0%81")
    assert 'name="next" value="/help/filing/?from=mail&amp;x=%E5%B0%81"' in page.text
    response = client.post("/language/", {"language": "zh-hans", "next": "/help/filing/?from=mail&x=%E5%B0%81"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/help/filing/?from=mail&x=%E5%B0%81"
    assert '<html lang="zh-hans">' in client.get("/help/filing/").text


def test_language_switch_offers_the_other_language_in_its_own_words(client: Client) -> None:
    assert 'value="zh-hans" lang="zh-hans"' in client.get("/").text
    assert "简体中文" in client.get("/").text
    assert 'value="en" lang="en"' in client.get("/", headers={"accept-language": "zh-CN"}).text


def test_language_switch_leads_to_no_other_site(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"


def test_language_of_a_signed_in_person_wins_and_is_remembered(
    seller: User, client_of: Callable[[User], Client]
) -> None:
    seller.language = "zh-hans"
    seller.save()
    client = client_of(seller)
    assert '<html lang="zh-hans">' in client.get("/", headers={"accept-language": "en"}).text
    client.post("/language/", {"language": "en", "next": "/"})
    seller.refresh_from_db()
    assert seller.language == "en"
    assert '<html lang="en">' in client_of(seller).get("/", headers={"accept-language": "zh-CN"}).text


def test_language_nobody_offers_changes_nothing(seller: User, client_of: Callable[[User], Client]) -> None:
    before = seller.language
    client_of(seller).post("/language/", {"language": "de", "next": "/"})
    seller.refresh_from_db()
    assert seller.language == before


@pytest.mark.parametrize(("language", "time"), [("zh-CN", "2018年3月2日 08:00"), ("en", "2 Mar 2018, 00:00 (UTC)")])
def test_time_of_a_stranger_is_the_likely_one(client: Client, settings: Any, language: str, time: str) -> None:
    settings.DEBUG = True  # the gallery shows 2 March 2018, 00:00 UTC
    assert time in client.get("/gallery/", headers={"accept-language": language}).text


# -- theme
def test_theme_follows_the_device_until_chosen(client: Client) -> None:
    assert "data-theme" not in client.get("/").text
    response = client.post("/theme/", {"theme": "dark", "next": "/help/?a=1"})
    assert response.headers["Location"] == "/help/?a=1"
    assert '<html lang="en" data-theme="dark">' in client.get("/").text
    client.post("/theme/", {"theme": "system", "next": "/"})
    assert "data-theme" not in client.get("/").text


def test_theme_nobody_offers_is_ignored(client: Client) -> None:
    response = client.post("/theme/", {"theme": '"><script>', "next": "//elsewhere.example/"})
    assert response.headers["Location"] == "/"
    assert "theme" not in response.cookies
    client.cookies["theme"] = "loud"
    assert "data-theme" not in client.get("/").text


# -- who is there
def test_header_of_a_stranger_offers_no_account(client: Client) -> None:
    assert "menu-box" not in client.get("/").text


def test_header_of_a_seller_has_their_menu(seller: User, client_of: Callable[[User], Client]) -> None:
    page = client_of(seller).get("/").text
    assert "menu-box" in page
    assert seller.email in page


# -- gallery
def test_gallery_is_for_moderators(
    client: Client, seller: User, moderator: User, client_of: Callable[[User], Client]
) -> None:
    assert client.get(reverse("gallery")).status_code == 404
    assert client_of(seller).get(reverse("gallery")).status_code == 404
    page = client_of(moderator).get(reverse("gallery"))
    assert page.status_code == 200
    assert not INLINE.search(page.text)
