"""Reads of people and of their tokens."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt, is_mfa_enabled
from django.db.models import Q, QuerySet

from apps.accounts.models import ApiToken, User
from apps.accounts.rules import TOKEN_SHOWN_FOR, hash_of_secret
from apps.accounts.second_factors import SECRETS, has_old_key

REMEMBER = 60.0  # seconds; every page asks
_last: list[tuple[float, bool]] = []


def has_demonstration_data() -> bool:
    """Whether demonstration people (and so their cases) are in the database. Remembered for a minute per process."""
    if _last and monotonic() - _last[0][0] < REMEMBER:
        return _last[0][1]
    found = User.objects.filter(is_demonstration=True, is_active=True).exists()
    _last[:] = [(monotonic(), found)]
    return found


def forget_demonstration_data() -> None:
    """Ask the database again next time: demonstration data was just loaded or cleared."""
    _last.clear()


SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
TOTP_SECONDS = 30


def has_second_factor(user: User) -> bool:
    """Whether they set up an app or a passkey."""
    return is_mfa_enabled(user, SECOND_FACTORS)


def needs_second_factor(user: User) -> bool:
    """Whether they must set one up before they may moderate."""
    return user.is_moderator and not has_second_factor(user)


@dataclass(frozen=True)
class DemonstrationCode:
    """What the authenticator app of somebody of the demonstration would show now, and for how many more seconds."""

    email: str
    code: str
    seconds: int


def demonstration_codes(*, now: datetime) -> list[DemonstrationCode]:
    """Codes of the demonstration's people. For the development mailbox only: real people are never in it."""
    keys = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__is_demonstration=True).select_related(
        "user"
    )
    counter, gone = divmod(int(now.timestamp()), TOTP_SECONDS)
    return [
        DemonstrationCode(
            key.user.email, format_hotp_value(hotp_value(decrypt(key.data["secret"]), counter)), TOTP_SECONDS - gone
        )
        for key in keys.order_by("user__email")
    ]


@dataclass(frozen=True)
class SignInWays:
    """How somebody can sign in beside the code by mail."""

    has_app: bool
    passkeys: int
    recovery_codes: int


def sign_in_ways(user: User) -> SignInWays:
    """One query; recovery codes are counted unused."""
    keys = list(Authenticator.objects.filter(user=user))
    codes = next((key for key in keys if key.type == Authenticator.Type.RECOVERY_CODES), None)
    return SignInWays(
        has_app=any(key.type == Authenticator.Type.TOTP for key in keys),
        passkeys=sum(key.type == Authenticator.Type.WEBAUTHN for key in keys),
        recovery_codes=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def second_factors_with_old_keys() -> list[Authenticator]:
    """Authenticators whose secret is not sealed with today's key; passkeys have none."""
    sealed = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [key for key in sealed if any(name in key.data and has_old_key(key.data[name]) for name in SECRETS)]


def tokens_of(person: User, *, now: datetime) -> QuerySet[ApiToken]:
    """A person's tokens, the newest first; those that ended stay in sight for a month."""
    since = now - TOKEN_SHOWN_FOR
    ended = Q(revoked_at__lte=since) | Q(expires_at__lte=since)
    return ApiToken.objects.filter(person=person).exclude(ended)


def token_with_secret(secret: str, *, now: datetime) -> ApiToken | None:
    """The living token of an active person that has this secret."""
    known = ApiToken.objects.select_related("person").filter(secret_hash=hash_of_secret(secret)).first()
    return known if known and known.is_live(now) and known.person.is_active else None


def as_seller(person: User) -> User:
    """The same person without a moderator's rights: programs act for sellers, and so for moderators' own cases only."""
    seller = copy(person)
    seller.is_staff = seller.is_superuser = False
    return seller
