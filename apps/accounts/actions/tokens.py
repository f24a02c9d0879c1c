"""Tokens are made, used and revoked."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.enums import Scope
from apps.accounts.models import ApiToken, User
from apps.accounts.rules import LONGEST_DAYS, MOST_TOKENS, TOKEN_PREFIX, USE_NOTED_EVERY, hash_of_secret


class TokenRefused(Exception):
    """No such token is made; `args[0]` says why to the person who asked for it."""


@dataclass(frozen=True)
class NewToken:
    """A token with its secret, which is told now and never again."""

    token: ApiToken
    secret: str


@transaction.atomic
def make_token(*, name: str, scopes: Collection[str], days: int, by: User, now: datetime) -> NewToken:
    """A token of `by` that lasts `days`. Raises TokenRefused: nameless, without a right, too long, or one too many."""
    if not name.strip():
        raise TokenRefused(_("Give the token a name, so that you know it again."))
    if not scopes or set(scopes) - set(Scope.values):
        raise TokenRefused(_("Choose what the token may do."))
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenRefused(_("A token lasts a year at most."))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once are counted one after the other
    live = ApiToken.objects.filter(person=by, revoked_at__isnull=True, expires_at__gt=now)
    if live.count() >= MOST_TOKENS:
        raise TokenRefused(_("You have ten tokens, which is the most. Revoke one that you no longer use."))
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=by,
        name=name.strip(),
        secret_hash=hash_of_secret(secret),
        scopes=[scope for scope in Scope.values if scope in scopes],
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return NewToken(token, secret)


@transaction.atomic
def note_use(*, token: ApiToken, now: datetime) -> None:
    """Remember that the token was used, to ten minutes: requests at once write once."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, now: datetime) -> None:
    """From the next request on it opens nothing. Twice is as once."""
    ApiToken.objects.filter(pk=token.pk, person=by, revoked_at__isnull=True).update(revoked_at=now)
