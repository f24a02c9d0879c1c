"""Writes of people."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.db import transaction

from apps.accounts.devices import device_named
from apps.accounts.models import User
from apps.accounts.second_factors import SECRETS, has_old_key, open_secret, seal_secret

NO_ADDRESS = "0.0.0.0"  # noqa: S104  nothing is bound to it: it stands where allauth wants an IP address


class NotForRealPeople(Exception):
    """Only demonstration people get a second factor that others may read."""


@transaction.atomic
def join(*, email: str, language: str, now: datetime) -> User:
    """The person with this address, made now if there is none. The caller has proof that it is theirs (a code).

    Twice at once is once. An existing person is returned as they are, deactivated or not.
    """
    address = email.lower()
    User.objects.bulk_create([User.newcomer(email=address, language=language, now=now)], ignore_conflicts=True)
    return User.objects.get(email=address)


@transaction.atomic
def choose_language(person: User, *, language: str, by: User, now: datetime) -> None:
    """Mail, pages and documents come in `language` (a code of settings.LANGUAGES) from now on."""
    User.objects.filter(pk=person.pk).update(language=language)
    person.language = language


@transaction.atomic
def set_preferences(*, person: User, language: str, time_zone: str, by: User, now: datetime) -> None:
    """Language (a code of settings.LANGUAGES) and time zone (an IANA name) of their pages and mail."""
    User.objects.filter(pk=person.pk).update(language=language, time_zone=time_zone)
    person.language, person.time_zone = language, time_zone


@transaction.atomic
def make_moderator(*, email: str, now: datetime) -> User:
    """The person with this address becomes a moderator, and is made if there is none. An operator's act."""
    person = join(email=email, language="", now=now)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    person.is_staff = True
    return person


@transaction.atomic
def blur_session(*, session_key: str, now: datetime) -> None:
    """Of where somebody signed in from, keep the kind of browser and drop the network address and the rest."""
    for session in UserSession.objects.filter(session_key=session_key):
        session.ip = NO_ADDRESS
        session.user_agent = device_named(session.user_agent)
        session.save(update_fields=["ip", "user_agent"])


@transaction.atomic
def give_demonstration_second_factor(*, user: User, now: datetime) -> None:
    """An authenticator whose code the development mailbox shows. Once is enough. Raises NotForRealPeople."""
    if not user.is_demonstration:
        raise NotForRealPeople(user.pk)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())


@transaction.atomic
def renew_second_factor(*, key: Authenticator) -> bool:
    """Seal its secret again with today's key; False when it is already. Raises CannotDecrypt."""
    row = Authenticator.objects.select_for_update().get(pk=key.pk)
    old = [name for name in SECRETS if name in row.data and has_old_key(row.data[name])]
    for name in old:
        row.data[name] = seal_secret(open_secret(row.data[name]))
    if old:
        row.save(update_fields=["data"])
    return bool(old)
