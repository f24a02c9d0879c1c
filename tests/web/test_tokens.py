"""Access for programs: make a token, see it once, revoke it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import ApiToken, User
from apps.accounts.selectors import token_with_secret
from apps.core import clock
from apps.notifications.models import Message
from tests.factories.accounts import ApiTokenFactory

pytestmark = pytest.mark.django_db
PAGE = "/me/api/"
POST = {"name": "reports", "scopes": ["read:cases", "read:evidence"], "days": "90"}
ClientOf = Callable[[User], Client]


def secret_in(html: str) -> str:
    return re.search(r'data-copy="(recourse_[\w-]{43})"', html).group(1)  # type: ignore[union-attr]


def test_a_token_is_made_shown_once_and_told_by_mail(client_of: ClientOf, seller: User) -> None:
    client = client_of(seller)
    page = client.post(PAGE, POST)
    secret = secret_in(page.content.decode())
    token = token_with_secret(secret, now=clock.now())
    assert token is not None
    assert (token.person, token.name, token.scopes) == (seller, "reports", ["read:cases", "read:evidence"])
    assert page["Cache-Control"].count("no-store") == 1
    assert f"Authorization: Bearer {secret}" in page.content.decode().replace("&quot;", '"')
    assert secret not in client.get(PAGE).content.decode()
    message = Message.objects.get()
    assert (message.kind, message.recipient, message.facts) == ("sign_in_changed", seller, '{"change": "token_made"}')


@pytest.mark.parametrize("missing", ["name", "scopes", "days"])
def test_what_is_missing_is_said_and_nothing_made(client_of: ClientOf, seller: User, missing: str) -> None:
    page = client_of(seller).post(PAGE, {name: value for name, value in POST.items() if name != missing})
    assert page.status_code == 422
    assert not ApiToken.objects.exists()
    assert not Message.objects.exists()


def test_one_too_many_is_refused_in_words(client_of: ClientOf, seller: User) -> None:
    for _ in range(10):
        ApiTokenFactory.create(person=seller, now=clock.now())
    page = client_of(seller).post(PAGE, POST)
    assert (page.status_code, ApiToken.objects.count()) == (422, 10)
    assert "which is the most" in page.content.decode()


def test_a_token_is_revoked_at_once(client_of: ClientOf, seller: User) -> None:
    token = ApiTokenFactory.create(person=seller, now=clock.now())
    response = client_of(seller).post(reverse("token-revoke", args=[token.pk]))
    assert response["Location"] == PAGE
    assert token_with_secret(token.secret, now=clock.now()) is None


def test_a_stranger_finds_no_token_to_revoke(client_of: ClientOf, seller: User, stranger: User) -> None:
    token = ApiTokenFactory.create(person=seller, now=clock.now())
    assert client_of(stranger).post(reverse("token-revoke", args=[token.pk])).status_code == 404
    assert token_with_secret(token.secret, now=clock.now()) == token


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_many(
    client_of: ClientOf, seller: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    client = client_of(seller)
    for _ in range(rows):
        ApiTokenFactory.create(person=seller, now=clock.now())
    with django_assert_max_num_queries(5):
        client.get(PAGE)


def test_what_ended_says_so(client_of: ClientOf, seller: User, at: Any) -> None:
    at(datetime(2018, 2, 14, 8, tzinfo=UTC))
    ApiTokenFactory.create(person=seller, days=1)
    client = client_of(seller)
    at(datetime(2018, 2, 16, 8, tzinfo=UTC))
    page = client.get(PAGE).content.decode()
    assert "expired" in page
    assert "/revoke/" not in page
