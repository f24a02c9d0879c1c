"""Tables of people: who they are, and the tokens their programs use."""

from apps.accounts.models.people import User, UserManager, zone_of
from apps.accounts.models.tokens import ApiToken

__all__ = ["ApiToken", "User", "UserManager", "zone_of"]
