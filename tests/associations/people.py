"""People of a body who have their second factor, and the surfaces on which a case of another could be seen."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.test import Client

from apps.accounts.models import User
from apps.associations.enums import Role
from apps.associations.models import Association, Membership
from tests.conftest import TOTP_SECRET, use_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.associations import MembershipFactory


def proven_person(**known: Any) -> User:
    """Somebody with an authenticator app."""
    person = UserFactory.create(**known)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt(TOTP_SECRET)})
    return person


def member(association: Association, role: Role = Role.COORDINATOR, **known: Any) -> Membership:
    """A member who has set up a second factor."""
    return MembershipFactory.create(association=association, role=role, person=proven_person(**known))


def signed_in(person: User) -> Client:
    """A browser in which they used their second factor a moment ago."""
    client = Client()
    client.force_login(person)
    use_second_factor(client, person)
    return client
