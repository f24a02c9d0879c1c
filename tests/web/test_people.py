"""Signing in, the second factor, preferences; and that none of it tells who has an account."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.notifications.enums import MessageKind
from apps.notifications.models import Message
from tests.mail_server import free_port

pytestmark = pytest.mark.django_db
commits = pytest.mark.django_db(transaction=True)  # what happens after a commit is part of these
At = Callable[[datetime], Any]
SIGN_IN, CODE = "/sign-in/", "/sign-in/code/"
NOW = datetime(2018, 2, 14, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_counts(at: At) -> None:
    """Each test begins with no attempts counted, at eight o'clock."""
    cache.clear()
    at(NOW)


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/130.0 MicroMessenger/8.0")


def ask(browser: Client, email: str, **more: str) -> HttpResponse:
    return browser.post(SIGN_IN, {"email": email, **more})


def newest_code() -> str:
    row = Message.objects.filter(kind=MessageKind.SIGN_IN_CODE).latest("queued_at")
    return re.search(r"\d{6}", row.facts).group()  # type: ignore[union-attr]


def sign_in(browser: Client, email: str, **more: str) -> HttpResponse:
    Message.objects.filter(kind=MessageKind.SIGN_IN_CODE).delete()  # the clock stands still: none is newer
    ask(browser, email, **more)
    return browser.post(CODE, {"code": newest_code(), **more})


def stripped(response: HttpResponse) -> str:
    """The page without its CSRF tokens, which differ at every request."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", response.content.decode())


def set_up_app(browser: Client) -> str:
    """The authenticator's secret, after it was read from the page and its first digits were typed."""
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'data-copy="([A-Z2-7]{32})"', page).group(1)  # type: ignore[union-attr]
    code = format_hotp_value(hotp_value(secret, int(NOW.timestamp()) // 30))
    response = browser.post(reverse("mfa_activate_totp"), {"code": code})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def digits_of(person: User, moment: datetime) -> str:
    key = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    return format_hotp_value(hotp_value(decrypt(key.data["secret"]), int(moment.timestamp()) // 30))


# -- one way in, for everybody
def test_somebody_new_signs_in_and_is_a_person_only_then(browser: Client) -> None:
    ask(browser, "new@sellers.example")
    assert not User.objects.exists()
    response = browser.post(CODE, {"code": newest_code()})
    assert response.status_code == 302
    person = User.objects.get()
    assert (person.email, person.language, person.is_staff) == ("new@sellers.example", "en", False)
    assert browser.session["_auth_user_id"] == str(person.pk)


def test_somebody_known_signs_in_again(browser: Client, seller: User) -> None:
    response = sign_in(browser, "Seller@Sellers.example")
    assert response["Location"] == reverse("case-list")
    assert browser.session["_auth_user_id"] == str(seller.pk)
    assert User.objects.count() == 1


def test_known_and_unknown_addresses_get_the_same_answers(seller: User, settings: Any) -> None:
    settings.LOCAL_MAILBOX = None
    pages = []
    for address in (seller.email, "hello1@sellers.example"):
        browser = Client()
        asked = ask(browser, address)
        confirm = browser.get(CODE)
        wrong = browser.post(CODE, {"code": "000000"})
        pages.append(
            [asked.status_code, asked["Location"]]
            + [stripped(page).replace(address, "ADDRESS") for page in (confirm, wrong)]
        )
    assert pages[0] == pages[1]
    rows = Message.objects.order_by("queued_at")
    assert [(row.kind, row.language, row.recipient, len(row.facts)) for row in rows] == [
        ("sign_in_code", "en", None, len('{"code": "123456"}'))
    ] * 2


def test_known_and_unknown_addresses_cost_the_same_queries(
    seller: User, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30) as known:
        ask(Client(), seller.email)
    with django_assert_num_queries(len(known)):
        ask(Client(), "unknown@sellers.example")


def test_a_closed_account_looks_like_any_other_until_the_code_was_typed(browser: Client, seller: User) -> None:
    User.objects.update(is_active=False)
    ask(browser, seller.email)
    response = browser.post(CODE, {"code": newest_code()})
    assert response["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in browser.session
    assert b"This account is closed" in browser.get(response["Location"]).content


@pytest.mark.parametrize("typed", ["{code}", " {code} ", "{half}-{rest}", "{half} {rest}", "{wide}"])
def test_a_code_is_read_however_it_was_pasted(browser: Client, typed: str) -> None:
    ask(browser, "new@sellers.example")
    code = newest_code()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    browser.post(CODE, {"code": typed.format(code=code, half=code[:3], rest=code[3:], wide=wide)})
    assert User.objects.filter(email="new@sellers.example").exists()


@pytest.mark.parametrize("address", ["", "no address", "a@b", "ſeller@sellers.example", "seller@ſellers.example"])
def test_what_is_no_address_is_said_and_nothing_is_sent(browser: Client, address: str) -> None:
    response = ask(browser, address)
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Message.objects.exists()


def test_addresses_that_only_fold_to_the_same_are_two_people(db: None) -> None:
    from apps.accounts.actions import join

    people = [join(email=f"li@{domain}.example", language="en", now=NOW) for domain in ("straße", "strasse")]
    assert people[0].pk != people[1].pk


# -- codes
def test_a_code_ends_after_fifteen_minutes(browser: Client, at: At) -> None:
    ask(browser, "new@sellers.example")
    code = newest_code()
    at(NOW + timedelta(minutes=15, seconds=1))
    response = browser.post(CODE, {"code": code})
    assert response["Location"] == SIGN_IN or response["Location"].startswith("/sign-in/")
    assert not User.objects.exists()


def test_five_wrong_codes_end_the_try(browser: Client) -> None:
    ask(browser, "new@sellers.example")
    code = newest_code()
    wrong = "000000" if code != "000000" else "111111"
    assert [browser.post(CODE, {"code": wrong}).status_code for _ in range(5)] == [200, 200, 200, 200, 302]
    browser.post(CODE, {"code": code})
    assert not User.objects.exists()


def test_a_code_works_in_the_browser_that_asked_and_in_no_other(browser: Client) -> None:
    ask(browser, "new@sellers.example")
    Client().post(CODE, {"code": newest_code()})
    assert not User.objects.exists()


def test_a_new_code_ends_the_one_before(browser: Client, at: At) -> None:
    ask(browser, "new@sellers.example")
    first = newest_code()
    at(NOW + timedelta(seconds=30))
    ask(browser, "new@sellers.example")
    assert newest_code() != first
    browser.post(CODE, {"code": first})
    assert not User.objects.exists()


def test_too_many_codes_for_one_address_is_a_429_page(browser: Client) -> None:
    answers = [ask(browser, "new@sellers.example").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert Message.objects.count() == 3
    assert b"Too many tries" in ask(browser, "new@sellers.example").content


def test_too_many_addresses_from_one_place_is_a_429_page(browser: Client) -> None:
    answers = [ask(browser, f"new{n}@sellers.example").status_code for n in range(21)]
    assert answers == [302] * 20 + [429]


def test_codes_of_one_address_are_counted_over_an_hour_from_everywhere(at: At) -> None:
    answers = []
    for minute in range(11):
        at(NOW + timedelta(minutes=minute * 2))
        answers.append(ask(Client(REMOTE_ADDR=f"192.0.2.{minute}"), "new@sellers.example").status_code)
    assert answers == [302] * 10 + [429]


def test_without_the_server_that_counts_people_still_get_in(settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "apps.core.cache.SteadyCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
            "OPTIONS": {"socket_connect_timeout": 0.2},
        }
    }
    browser = Client()
    answers = [ask(browser, "new@sellers.example").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429], "and this process still counts"
    assert sign_in(Client(), "other@sellers.example").status_code == 302


# -- what is kept and what is not
def test_every_mail_is_a_row_and_no_address_or_code_is_in_a_log(
    browser: Client, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(browser, "canary@sellers.example")
    code = newest_code()
    browser.post(reverse("account_logout"))
    ask(browser, "canary@sellers.example")
    ask(browser, "canary@")
    printed = "".join(capfd.readouterr()) + caplog.text
    assert [word for word in ("canary", code, newest_code()) if word in printed] == []
    assert mail.outbox == []
    assert Message.objects.count() == 2


def test_of_a_session_only_the_kind_of_browser_is_kept(browser: Client) -> None:
    sign_in(browser, "new@sellers.example")
    session = UserSession.objects.get()
    assert (session.ip, session.user_agent) == ("0.0.0.0", "WeChat, Android")
    assert "WeChat, Android" in browser.get(reverse("usersessions_list")).content.decode()


def test_signing_out_elsewhere_ends_the_other_session(browser: Client) -> None:
    sign_in(browser, "new@sellers.example")
    other = Client()
    sign_in(other, "new@sellers.example")
    other.post(reverse("usersessions_list"))
    assert browser.get(reverse("preferences")).status_code == 302
    assert other.get(reverse("preferences")).status_code == 200


# -- where it leads
def test_next_is_kept_from_the_first_page_to_the_last(browser: Client, seller: User) -> None:
    page = browser.get(f"{SIGN_IN}?next=/help/").content.decode()
    assert 'name="next" value="/help/"' in page
    assert ask(browser, seller.email, next="/help/")["Location"] == f"{CODE}?next=%2Fhelp%2F"
    confirm = browser.get(f"{CODE}?next=/help/").content.decode()
    assert confirm.count('name="next" value="/help/"') >= 2, "in the form, and in the one for a new code"
    response = browser.post(CODE, {"code": newest_code(), "next": "/help/"})
    assert response["Location"] == "/help/"


def test_next_to_another_site_is_ignored(browser: Client, seller: User) -> None:
    assert sign_in(browser, seller.email, next="https://evil.example/")["Location"] == reverse("case-list")


def test_the_first_time_language_and_zone_are_asked_on_the_way(browser: Client) -> None:
    response = sign_in(browser, "new@sellers.example", next="/help/")
    assert response["Location"] == "/welcome/?next=%2Fhelp%2F"
    page = browser.get(response["Location"]).content.decode()
    assert "data-guess-zone" in page
    answer = browser.post("/welcome/", {"language": "zh-hans", "time_zone": "Asia/Shanghai", "next": "/help/"})
    assert answer["Location"] == "/help/"
    person = User.objects.get()
    assert (person.language, person.time_zone) == ("zh-hans", "Asia/Shanghai")
    assert sign_in(Client(), "new@sellers.example", next="/help/")["Location"] == "/help/"


def test_the_form_is_filled_in_from_the_browsers_language() -> None:
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-CN,zh;q=0.9")
    sign_in(browser, "new@sellers.example")
    assert User.objects.get().language == "zh-hans"
    assert Message.objects.get().language == "zh-hans"
    page = browser.get("/welcome/").content.decode()
    assert re.search(r'value="Asia/Shanghai"\s+selected', page)
    assert re.search(r'value="zh-hans"[^>]*checked', page)


@pytest.mark.parametrize("path", ["/welcome/", "/me/"])
def test_a_wrong_zone_is_refused_and_a_foreign_next_ignored(seller: User, client_of: Any, path: str) -> None:
    browser = client_of(seller)
    assert browser.post(path, {"language": "en", "time_zone": "Mars/Base"}).status_code == 200
    answer = browser.post(path, {"language": "en", "time_zone": "Asia/Tokyo", "next": "//evil.example"})
    assert answer["Location"] in {"/", "/me/"}
    seller.refresh_from_db()
    assert seller.time_zone == "Asia/Tokyo"


def test_what_an_anonymous_session_holds_survives_signing_in(browser: Client) -> None:
    session = browser.session
    session["draft_key"] = "kept"
    session.save()
    browser.cookies["sessionid"] = session.session_key
    sign_in(browser, "new@sellers.example")
    assert browser.session["draft_key"] == "kept"


def test_signing_out_is_a_post(browser: Client) -> None:
    sign_in(browser, "new@sellers.example")
    assert browser.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in browser.session
    browser.post(reverse("account_logout"))
    assert "_auth_user_id" not in browser.session


def test_there_is_no_page_for_passwords(client: Client) -> None:
    assert [client.get(path).status_code for path in ("/password/reset/", "/accounts/login/", "/sign-up/")] == [
        404,
        404,
        302,
    ]


# -- the second factor
@commits
def test_an_authenticator_app_is_set_up_and_asked_for(browser: Client, seller: User, at: At) -> None:
    sign_in(browser, seller.email)
    secret = set_up_app(browser)
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    assert browser.get(reverse("mfa_view_recovery_codes")).status_code == 200, "not asked again at once"

    later = NOW + timedelta(minutes=5)
    at(later)
    again = Client()
    assert sign_in(again, seller.email)["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in again.session
    assert again.get(reverse("preferences")).status_code == 302
    assert again.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert again.post(reverse("mfa_authenticate"), {"code": digits_of(seller, later)}).status_code == 302
    assert again.session["_auth_user_id"] == str(seller.pk)


@commits
def test_a_moderator_comes_to_the_desk_with_a_second_factor_and_not_without(browser: Client, moderator: User) -> None:
    assert sign_in(browser, moderator.email)["Location"] == reverse("admin:index")
    assert browser.get(reverse("admin:index"))["Location"] == reverse("mfa_index")
    set_up_app(browser)
    assert browser.get(reverse("admin:index")).status_code == 200


def test_digits_work_once(seller: User, at: At) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(seller, generate_totp_secret())
    answers = []
    for _ in range(2):
        browser = Client()
        sign_in(browser, seller.email)
        answers.append(browser.post(reverse("mfa_authenticate"), {"code": digits_of(seller, NOW)}).status_code)
    assert answers == [302, 200]


def test_a_recovery_code_stands_in_for_the_app(seller: User, at: At) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(seller, generate_totp_secret())
    code = RecoveryCodes.activate(seller).get_unused_codes()[0]
    answers = []
    for _ in range(2):
        browser = Client()
        sign_in(browser, seller.email)
        answers.append(browser.post(reverse("mfa_authenticate"), {"code": code}).status_code)
    assert answers == [302, 200]


@commits
def test_a_change_of_the_ways_to_sign_in_is_told_by_mail(browser: Client, seller: User) -> None:
    sign_in(browser, seller.email)
    set_up_app(browser)
    row = Message.objects.get(kind=MessageKind.SIGN_IN_CHANGED)
    assert (row.recipient, row.facts) == (seller, '{"change": "totp_activated"}')


PAGES = (
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
    "preferences",
    "preferences-first",
    "account_logout",
)


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_account_are_ours_and_without_inline_script(seller: User, client_of: Any, name: str) -> None:
    browser = client_of(seller)
    html = browser.get(reverse(name)).content.decode()
    assert "site-header" in html
    assert re.findall(r"<script(?![^>]*(?:src=|type=\"application/json\"))", html) == []
    assert re.findall(r"\son\w+=|style=", html) == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_account_need_signing_in(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    if name == "account_logout":
        assert response["Location"] == "/"
    else:
        assert response["Location"].startswith(f"{SIGN_IN}?next=")


def test_the_sign_in_page_says_nothing_about_mailboxes_in_production(client: Client, settings: Any) -> None:
    settings.LOCAL_MAILBOX = None
    assert "mailbox" not in unescape(client.get(SIGN_IN).content.decode())
