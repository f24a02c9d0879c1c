"""The invented people, and how one signs in as them."""

import hmac
from base64 import b32encode
from datetime import datetime
from hashlib import sha256

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction

from apps.accounts.models import User
from apps.incidents.actions.demo.plots import Person, read_script

TOTP_PERIOD = 30  # seconds
SHOWN = tuple(
    f"{name}@demo.recourse.example"
    for name in ("seller-zh", "seller-en", "coordinator-zh", "coordinator-en", "moderator")
)


@transaction.atomic
def make_person(*, person: Person, joined: datetime) -> User:
    """One invented person whose address counts as confirmed; who sees others' cases has a second factor."""
    user = User.objects.create_user(
        person.email,
        language=person.language,
        time_zone=person.zone,
        is_staff=person.role == "moderator",
        is_demonstration=True,
        date_joined=joined,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if person.sees_others:
        TOTP.activate(user, shared_secret())
    return user


def shared_secret() -> str:
    """The second factor of the demonstration's moderator and coordinators: one for all of them, the same at every load
    of this installation, another elsewhere."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"second factor of the demonstration moderator", sha256).digest()
    return b32encode(digest[:20]).decode()


def second_factor_code(now: datetime) -> str:
    """The six digits an authenticator would show at this moment."""
    return format_hotp_value(hotp_value(shared_secret(), int(now.timestamp()) // TOTP_PERIOD))


def sign_ins() -> list[dict[str, str]]:
    """Whom to sign in as. The code of the first step arrives by mail; where there is a `secret`, the second step needs
    it."""
    people = {person.email: person for person in read_script().people}
    return [
        {
            "email": email,
            "language": people[email].language,
            "role": people[email].role,
            "secret": shared_secret() if people[email].sees_others else "",
        }
        for email in SHOWN
    ]
