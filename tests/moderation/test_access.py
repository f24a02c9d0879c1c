"""Who gets to the desk: moderators who used their second factor today, and nobody else."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLPattern

from apps.accounts.models import User
from apps.cases.enums import State
from apps.core import clock
from tests.conftest import TOTP_SECRET, use_second_factor
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db
ANY = "00000000-0000-4000-8000-000000000000"
ADDRESSES = [
    "/desk/",
    "/desk/records/",
    f"/desk/case/{ANY}/",
    f"/desk/case/{ANY}/verify/",
    f"/desk/case/{ANY}/file/1/",
    "/desk/cases/",
    "/desk/cases/case/",
    f"/desk/cases/case/{ANY}/change/",
    "/desk/accounts/user/",
    "/desk/jsi18n/",
    "/desk/nothing/",
    "/desk/login/",
]


@pytest.fixture(autouse=True)
def this_morning(at: Callable[[datetime], Any]) -> None:
    cache.clear()
    at(NOW)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_is_asked_to_sign_in_whatever_the_address(client: Client, method: str, address: str) -> None:
    response = getattr(client, method)(address)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("address", ADDRESSES)
def test_seller_finds_nothing_whatever_the_address(
    client_of: Callable[[User], Client], seller: User, address: str
) -> None:
    browser = client_of(seller)
    assert browser.get(address).status_code == 404
    assert browser.post(address).status_code == 404


def test_moderator_no_longer_active_is_a_stranger(client_of: Callable[[User], Client], moderator: User) -> None:
    browser = client_of(moderator)
    User.objects.filter(pk=moderator.pk).update(is_active=False)
    assert browser.get("/desk/")["Location"] == "/sign-in/?next=/desk/"


def test_moderator_who_is_one_no_longer_finds_nothing(client_of: Callable[[User], Client], moderator: User) -> None:
    browser = client_of(moderator)
    User.objects.filter(pk=moderator.pk).update(is_staff=False)
    assert browser.get("/desk/").status_code == 404


def test_moderator_without_second_factor_is_sent_to_set_one_up_and_then_let_in(moderator: User) -> None:
    browser = Client()
    browser.force_login(moderator)
    response = browser.get("/desk/", follow=True)
    assert response.redirect_chain == [("/me/security/", 302)]
    assert "Moderators sign in with a second factor." in response.content.decode()
    secret = browser.get("/me/security/totp/activate/").context["form"].secret
    response = browser.post("/me/security/totp/activate/", {"code": code_of(secret)}, follow=True)
    again = response.redirect_chain[-1][0]
    assert again.startswith("/me/security/reauthenticate/?next=")
    assert browser.get("/desk/")["Location"].startswith("/me/security/reauthenticate/?next=")
    cache.clear()  # a code works once; the next one comes half a minute later
    response = browser.post(again, {"code": code_of(secret)}, follow=True)
    assert '<a href="/desk/">Go on to the moderators\' desk</a>' in response.content.decode()
    assert browser.get("/desk/").status_code == 200


def code_of(secret: str = TOTP_SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))


def test_session_that_never_used_the_second_factor_is_asked_for_it(moderator: User) -> None:
    use_second_factor(Client(), moderator)
    stolen = Client()
    stolen.force_login(moderator)
    assert stolen.get("/desk/")["Location"] == "/me/security/reauthenticate/?next=%2Fdesk%2F"


def test_decision_sent_after_twelve_hours_goes_through_once_the_second_factor_was_given(
    client_of: Callable[[User], Client], moderator: User, at: Callable[[datetime], Any]
) -> None:
    browser, case = client_of(moderator), CaseFactory.create()
    address = f"/desk/case/{case.pk}/return/"
    at(NOW + timedelta(hours=13))
    browser.get("/help/")
    browser.handler.enforce_csrf_checks = True
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    words = {"seen": case.moved_at.isoformat(), "reason": "Page two is missing.", "ready": "", **token}
    response = browser.post(address, words)
    assert response["Location"].startswith("/me/security/reauthenticate/?next=")
    case.refresh_from_db()
    assert case.state == State.SUBMITTED
    response = browser.post(response["Location"], {"code": code_of(), **token})
    case.refresh_from_db()
    assert (response.status_code, case.state) == (302, State.RETURNED)
    assert case.events.get(to_state=State.RETURNED).remark.text == "Page two is missing."


def patterns_in(urls: list[Any]) -> list[URLPattern]:
    nested = [patterns_in(each.url_patterns) if hasattr(each, "url_patterns") else [each] for each in urls]
    return [pattern for patterns in nested for pattern in patterns]


def test_every_page_of_the_desk_is_behind_its_door(seller: User) -> None:
    """Also those that Django or somebody later adds: a page is never reached without `let_in`."""
    patterns = patterns_in(admin.site.get_urls())
    assert len(patterns) > 20
    for pattern in patterns:
        parts = {**pattern.pattern.converters, **getattr(pattern.pattern, "regex", re.compile("")).groupindex}
        request = RequestFactory().get("/desk/")
        request.user = AnonymousUser()
        assert pattern.callback(request, **dict.fromkeys(parts, "x"))["Location"] == "/sign-in/?next=/desk/", pattern
        request.user = seller
        with pytest.raises(Http404):
            pattern.callback(request, **dict.fromkeys(parts, "x"))


def test_pages_of_django_that_have_no_place_here_are_gone() -> None:
    names = {pattern.name for pattern in patterns_in(admin.site.get_urls())}
    assert {
        "login",
        "logout",
        "password_change",
        "password_change_done",
        "autocomplete",
        "view_on_site",
    } & names == set()


def test_file_is_handed_out_to_be_saved_and_its_opening_is_written_down(
    client_of: Callable[[User], Client], moderator: User, seller: User
) -> None:
    entry = CaseFileFactory.create()
    other = CaseFileFactory.create()
    address = f"/desk/case/{entry.case_id}/file/{entry.pk}/"
    response = client_of(moderator).get(address)
    assert b"".join(response.streaming_content).startswith(b"%PDF-1.7")  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == 'attachment; filename="notice.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]
    assert [(log.kind, log.by) for log in entry.file.custody.order_by("id")][1:] == [("opened", moderator)]
    assert client_of(moderator).get(f"/desk/case/{entry.case_id}/file/{other.pk}/").status_code == 404
    assert client_of(seller).get(address).status_code == 404
