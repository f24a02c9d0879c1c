"""Tokens: made once shown, hashed, limited, revoked at once."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.actions import TokenRefused, make_token, note_use, revoke_token
from apps.accounts.models import ApiToken, User
from apps.accounts.rules import MOST_TOKENS, TOKEN_PREFIX
from apps.accounts.selectors import as_seller, token_with_secret, tokens_of
from tests.factories.accounts import ApiTokenFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 2, 14, 8, tzinfo=UTC)


def make(person: User, **more: Any) -> Any:
    return make_token(**{"name": "reports", "scopes": ["read:cases"], "days": 90, "by": person, "now": NOW} | more)


def test_the_secret_is_told_once_and_kept_nowhere(seller: User) -> None:
    made = make(seller)
    assert made.secret.startswith(TOKEN_PREFIX)
    assert len(made.secret) == len(TOKEN_PREFIX) + 43
    row = ApiToken.objects.filter(pk=made.token.pk).values().get()
    assert [name for name, value in row.items() if made.secret in str(value)] == []
    assert made.secret != make(seller).secret


def test_a_token_is_found_by_its_secret_until_it_ends(seller: User) -> None:
    made = make(seller, days=1)
    assert token_with_secret(made.secret, now=NOW) == made.token
    assert token_with_secret(made.secret[:-1], now=NOW) is None
    assert token_with_secret(made.secret, now=NOW + timedelta(days=1)) is None


def test_a_revoked_token_is_found_no_more(seller: User, stranger: User) -> None:
    made = make(seller)
    revoke_token(token=made.token, by=stranger, now=NOW)
    assert token_with_secret(made.secret, now=NOW) == made.token
    revoke_token(token=made.token, by=seller, now=NOW)
    assert token_with_secret(made.secret, now=NOW) is None
    revoke_token(token=made.token, by=seller, now=NOW + timedelta(days=1))
    assert ApiToken.objects.get().revoked_at == NOW


def test_a_deactivated_person_has_no_tokens_that_open(seller: User) -> None:
    made = make(seller)
    User.objects.filter(pk=seller.pk).update(is_active=False)
    assert token_with_secret(made.secret, now=NOW) is None


@pytest.mark.parametrize("wrong", [{"name": " "}, {"scopes": []}, {"scopes": ["all"]}, {"days": 0}, {"days": 366}])
def test_no_token_is_made_without_name_right_or_end(seller: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused):
        make(seller, **wrong)
    assert not ApiToken.objects.exists()


def test_the_database_refuses_a_token_without_end(seller: User) -> None:
    made = make(seller)
    with pytest.raises(IntegrityError, match="token_lasts_a_year_at_most"), transaction.atomic():
        ApiToken.objects.filter(pk=made.token.pk).update(expires_at=NOW + timedelta(days=366))


def test_ten_tokens_are_the_most_and_a_revoked_one_makes_room(seller: User) -> None:
    made = [make(seller) for _ in range(MOST_TOKENS)]
    with pytest.raises(TokenRefused):
        make(seller)
    revoke_token(token=made[0].token, by=seller, now=NOW)
    make(seller)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit() -> None:
    person = UserFactory.create()
    for _ in range(MOST_TOKENS - 1):
        make(person)
    refused = []

    def one_more() -> None:
        try:
            make(person)
        except TokenRefused:
            refused.append(True)
        finally:
            connection.close()

    threads = [Thread(target=one_more) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ApiToken.objects.count(), len(refused)) == (MOST_TOKENS, 5)


def test_use_is_noted_once_in_ten_minutes(seller: User, django_assert_num_queries: Any) -> None:
    token = make(seller).token
    note_use(token=token, now=NOW)
    token.refresh_from_db()
    assert token.last_used_at == NOW
    note_use(token=token, now=NOW + timedelta(minutes=9))
    token.refresh_from_db()
    assert token.last_used_at == NOW
    note_use(token=token, now=NOW + timedelta(minutes=10))
    token.refresh_from_db()
    assert token.last_used_at == NOW + timedelta(minutes=10)


def test_the_list_shows_own_tokens_and_ended_ones_for_a_month(seller: User, stranger: User) -> None:
    ApiTokenFactory.create(person=stranger)
    kept, revoked = make(seller).token, make(seller).token
    revoke_token(token=revoked, by=seller, now=NOW)
    assert set(tokens_of(seller, now=NOW)) == {kept, revoked}
    assert list(tokens_of(seller, now=NOW + timedelta(days=31))) == [kept]
    assert list(tokens_of(seller, now=NOW + timedelta(days=121))) == []


def test_a_moderator_is_a_seller_to_programs(moderator: User) -> None:
    seller = as_seller(moderator)
    assert (seller.pk, seller.is_moderator, moderator.is_moderator) == (moderator.pk, False, True)
