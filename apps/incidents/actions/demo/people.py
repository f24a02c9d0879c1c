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
SHOWN = ("seller-zh@demo.recourse.example", "seller-en@demo.recourse.example", "moderator@demo.recourse.example")


@transaction.atomic
def make_person(*, person: Person, joined: datetime) -> User:
    """One invented person whose address counts as confirmed; a moderator has a second factor as every moderator."""
    user = User.objects.create_user(
        person.email,
        language=person.language,
        time_zone=person.zone,
        is_staff=person.moderator,
        is_demonstration=True,
        date_joined=joined,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if person.moderator:
        TOTP.activate(user, moderator_secret())
    return user


def moderator_secret() -> str:
    """The demonstration moderator's second factor: the same at every load of this installation, another elsewhere."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"second factor of the demonstration moderator", sha256).digest()
    return b32encode(digest[:20]).decode()


def moderator_code(now: datetime) -> str:
    """The six digits an authenticator would show at this moment."""
    return format_hotp_value(hotp_value(moderator_secret(), int(now.timestamp()) // TOTP_PERIOD))


def sign_ins() -> list[dict[str, str]]:
    """Whom to sign in as. The code of the first step arrives by mail; a moderator's second step needs `secret`."""
    people = {person.email: person for person in read_script().people}
    return [
        {
            "email": email,
            "language": people[email].language,
            "role": "moderator" if people[email].moderator else "seller",
            "secret": moderator_secret() if people[email].moderator else "",
        }
        for email in SHOWN
    ]
